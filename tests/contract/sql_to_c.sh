#!/bin/sh
# What tools/sql_to_c.awk makes of named statements: compiled, walked and compared.
# shellcheck disable=SC2016,SC2086 # SQL with $ signs; compiler options of several words
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
awk_program=${AWK:-awk}
passed=0
failed=0

check() { # check NAME EXPECTED ACTUAL
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s\n  expected: %s\n  actual:   %s\n' "$1" "$2" "$3"
    fi
}

mkdir "$work/db"
cat > "$work/db/query.h" <<'C'
struct query {
    const char *name;
    const char *text;
    int parameter_count;
    const char *const *parameters;
};
C

cat > "$work/pet.sql" <<'SQL'
-- A file of its own, with a comment: about :nothing.

-- Answers one pet; served by the primary key.
-- name: pet_get
SELECT id, name -- the :trailing comment goes
FROM pet
WHERE area = :area AND id = :id::uuid
  -- an inner comment with :colon
  AND (owner = :id OR note = 'it''s :not a parameter')
  AND "odd:name" = :last_one;

-- name: pet_count
SELECT count(*) FROM pet WHERE path ~ '\d' AND span[1:2] IS NULL
-- name: pet_note
UPDATE pet SET note = 'two
   lines :here' WHERE id = :id;
SQL

"$awk_program" -f "$root/tools/sql_to_c.awk" "$work/pet.sql" > "$work/pet.sql.h"
cat > "$work/walk.c" <<'C'
#include <stdio.h>
#include "pet.sql.h"
#define WALK(q) walk(&(q));
static void walk(const struct query *q)
{
    printf("%s|%s|%d", q->name, q->text, q->parameter_count);
    for (int i = 0; i < q->parameter_count; i++)
        printf("|%s", q->parameters[i]);
    printf("#\n");
}
int main(void)
{
    PET_QUERIES(WALK)
    return 0;
}
C
cat > "$work/unused.c" <<'C'
#include "pet.sql.h"
#include "pet.sql.h"
int main(void) { return 0; }
C

warnings="-std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wundef -Werror"
for compiler in ${CC:-cc}; do
    "$compiler" $warnings -I"$work" -o "$work/walk" "$work/walk.c"
    check "an unused header compiles with $compiler" 0 \
        "$("$compiler" $warnings -I"$work" -o "$work/unused" "$work/unused.c" 2>&1 && echo 0)"
done

expected='pet_get|SELECT id, name
FROM pet
WHERE area = $1 AND id = $2::uuid
AND (owner = $2 OR note = '"'it''s :not a parameter'"')
AND "odd:name" = $3|3|area|id|last_one#
pet_count|SELECT count(*) FROM pet WHERE path ~ '"'\\d'"' AND span[1:2] IS NULL|0#
pet_note|UPDATE pet SET note = '"'two
   lines :here'"' WHERE id = $1|1|id#'
check "statements keep their text and number their parameters" "$expected" "$("$work/walk")"

cat > "$work/ledger.sql" <<'SQL'
-- name: row_insert
INSERT INTO row VALUES (:x);
-- Is put into others.
-- part: noted
noted AS (INSERT INTO row
          VALUES (:x, ';'));
SQL
cat > "$work/pet.sql" <<'SQL'
-- name: pet_read
WITH found AS (SELECT :y),
-- with: noted
SELECT :x FROM found;
SQL
"$awk_program" -f "$root/tools/sql_to_c.awk" "$work/ledger.sql" "$work/pet.sql" > "$work/pet.sql.h"
"${CC:-cc}" $warnings -I"$work" -o "$work/walk" "$work/walk.c"
expected='pet_read|WITH found AS (SELECT $1),
noted AS (INSERT INTO row
VALUES ($2, '"';'"'))
SELECT $2 FROM found|2|y|x#'
check "a part of another file is put into a statement" "$expected" "$("$work/walk")"

# Longer than a C11 literal may be: -Wpedantic refuses one of 4,096 characters.
{
    echo "-- name: pet_long"
    echo "SELECT 'it''s a \\ and', :x,"
    for i in $(seq 1000); do echo "  $i +"; done
    echo "  :x;"
} > "$work/pet.sql"
"$awk_program" -f "$root/tools/sql_to_c.awk" "$work/pet.sql" > "$work/pet.sql.h"
"${CC:-cc}" $warnings -I"$work" -o "$work/walk" "$work/walk.c"
expected="pet_long|SELECT 'it''s a \\ and', \$1,
$(for i in $(seq 1000); do echo "$i +"; done)
\$1|1|x#"
check "a long statement keeps its text" "$expected" "$("$work/walk")"

refused() { # refused NAME, with the file on standard input
    cat > "$work/bad.sql"
    if "$awk_program" -f "$root/tools/sql_to_c.awk" "$work/bad.sql" > "$work/out" 2> "$work/err"; then
        check "$1" refused taken
    else
        check "$1" "refused, 0 bytes" "refused, $(wc -c < "$work/out" | tr -d ' ') bytes"
    fi
}

refused "a name twice is refused" <<'SQL'
-- name: a
SELECT 1;
-- name: a
SELECT 2;
SQL
refused "text before the first name is refused" <<'SQL'
SELECT 1;
SQL
refused "a part that is nowhere is refused" <<'SQL'
-- name: a
WITH found AS (SELECT 1),
-- with: noted
SELECT 1;
SQL
refused "a part without an end is refused" <<'SQL'
-- name: a
SELECT 1;
-- part: noted
noted AS (SELECT 1)
SQL
refused "an empty query is refused" <<'SQL'
-- name: a
-- name: b
SELECT 1;
SQL
refused "an open quotation is refused" <<'SQL'
-- name: a
SELECT 'abc;
SQL
refused "a numbered parameter is refused" <<'SQL'
-- name: a
SELECT $1;
SQL
refused "a bad name is refused" <<'SQL'
-- name: A-b
SELECT 1;
SQL

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
