#!/usr/bin/env bash
# sql/schema.sql: what the migrations amount to, to be read; made by pg_dump from a cluster of its own.
#   tools/schema.sh write   makes it again, after a migration was added
#   tools/schema.sh check   exit code 1, with the difference, where it is not what the migrations give
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
var=$(mktemp -d "${TMPDIR:-/tmp}/asiakkuus-schema.XXXXXX")
chmod 0755 "$var"
export VAR=$var PG_OPTIONS="-c fsync=off"

postgres() {
    "$root/tools/postgres.sh" "$@"
}

clean() {
    trap - EXIT
    postgres drop || true
    rm -rf "$var"
}
trap clean EXIT

migrate() {
    postgres psql -c 'CREATE DATABASE asiakkuus' postgres
    postgres psql -d asiakkuus -f "$root/sql/roles.sql"
    {
        echo 'SET ROLE asiakkuus_owner;'
        cat "$root/sql/bootstrap.sql"
        echo 'SET search_path = asiakkuus;'
        grep -v '^#' "$root/sql/manifest" | while read -r name; do cat "$root/sql/migrations/$name"; done
    } | postgres psql -d asiakkuus -f -
}

# Without what differs by the version of pg_dump: its settings, comments and session keys.
dump() {
    local programs
    programs=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    echo "-- Made from sql/migrations by tools/schema.sh write: change those, not this."
    "$programs/pg_dump" -h "$(postgres socket)" -U postgres -d asiakkuus --schema-only -n asiakkuus |
        grep -vE '^(--|SET |SELECT pg_catalog\.|\\)' | cat -s
}

postgres start
migrate
case ${1:-} in
write) dump >"$root/sql/schema.sql" ;;
check)
    dump | diff -u "$root/sql/schema.sql" - || {
        echo "FAILED: sql/schema.sql is not what the migrations give: tools/schema.sh write" >&2
        exit 1
    }
    ;;
*) sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
