#!/usr/bin/env bash
# SQL lives in .sql files, and every table has one domain that writes it.
# shellcheck source-path=SCRIPTDIR source=cases.bash
. "$(dirname "$0")/cases.bash"

mapfile -t sources < <(files '*.c' '*.h' | grep -E '^service/' | grep -vE '^service/db/')
expect_nothing "sql__no_statement_in_c" "$(c_lines strings "${sources[@]}" |
    grep -E '(SELECT [^"]* FROM|INSERT INTO|UPDATE [a-z_.]+ SET|DELETE FROM|CREATE (TABLE|ROLE|INDEX)|ALTER TABLE|TRUNCATE) ?')"

mapfile -t statements < <(files '*.sql' | grep -E '^service/')
# Tables written, as "file table": by the header `-- writes: a, b`, and by the statements.
declared=$(awk '/^-- writes:/ { sub(/^-- writes:/, ""); gsub(/[.,]/, " ")
    for (i = 1; i <= NF; i++) if ($i != "nothing" && $i != "none") print FILENAME, $i }' "${statements[@]}" </dev/null | sort -u)
written=$(awk '
    { line = $0; sub(/--.*/, "", line)
      while (match(line, /(INSERT INTO|DELETE FROM|UPDATE)[ \t]+(ONLY[ \t]+)?[a-z_][a-z_.0-9]*/)) {
          found = substr(line, RSTART, RLENGTH); line = substr(line, RSTART + RLENGTH)
          count = split(found, words, /[ \t]+/)
          if (found !~ /^UPDATE[ \t]+(set|of|nowait|skip)$/) print FILENAME, words[count]
      } }' "${statements[@]}" </dev/null | sort -u)

expect_nothing "sql__every_file_says_what_it_writes" "$(for file in "${statements[@]}"; do grep -q '^-- writes:' "$file" || echo "$file"; done)"
expect_nothing "sql__writes_only_what_it_says" "$(comm -13 <(printf '%s\n' "$declared") <(printf '%s\n' "$written"))"
expect_nothing "sql__says_only_what_it_writes" "$(comm -23 <(printf '%s\n' "$declared") <(printf '%s\n' "$written"))"
expect_nothing "sql__no_table_is_written_by_two" "$(printf '%s\n' "$declared" | awk '{ print $2 }' | sort | uniq -d)"

# A plan is made once, without values: such a condition would never use its index (decision 14).
expect_nothing "sql__no_condition_that_a_parameter_turns_off" "$(grep -nE ':[a-z_0-9]+(::[a-z]+)? IS (NOT )?NULL (OR|AND)' "${statements[@]}")"

mapfile -t migrations < <(files '*.sql' | grep -E '^sql/')
plain=$(sed 's/--.*//' "${migrations[@]}" | tr 'a-z\n' 'A-Z ')
expect_nothing "sql__no_triggers" "$(printf '%s' "$plain" | grep -oE 'CREATE( OR REPLACE)? (CONSTRAINT )?TRIGGER [A-Z_]*')"
expect_nothing "sql__no_identity_columns" "$(printf '%s' "$plain" | grep -oE '[A-Z_]+ [A-Z]+ GENERATED (ALWAYS|BY DEFAULT) AS IDENTITY|[A-Z_]+ (BIG)?SERIAL[ ,]')"
expect_nothing "sql__no_definer_functions" "$(printf '%s' "$plain" | grep -oE 'SECURITY DEFINER')"
expect_nothing "sql__no_materialized_views" "$(printf '%s' "$plain" | grep -oE 'MATERIALIZED VIEW [A-Z_]*')"
expect_nothing "sql__views_are_of_the_invoker" "$(printf '%s' "$plain" | grep -oE 'CREATE( OR REPLACE)? VIEW [A-Z_.]+ +(AS|\()' )"
expect_nothing "sql__every_migration_has_a_number_of_its_own" \
    "$(ls sql/migrations | cut -c1-4 | sort | uniq -d)"
expect_nothing "sql__manifest_names_every_migration" "$(diff \
    <(sed 's/#.*//' sql/manifest 2>/dev/null | awk 'NF { print $1 }' | sed 's|.*/||; s/\.sql$//' | sort) \
    <(files '*.sql' | grep '^sql/migrations/' | sed 's|.*/||; s/\.sql$//' | sort))"
finish
