# shellcheck shell=bash disable=SC2154
# Two instances of one program beside each other, over few records and over many, so that a slow spell of
# the machine meets both. Sourced. The caller sets root, program and first_port; VAR, if set, is kept.
temporary=
[ -n "${VAR:-}" ] || { temporary=$(mktemp -d "/tmp/bench-XXXXXX"); chmod 755 "$temporary"; }
top=${VAR:-$temporary}
# shellcheck source=tools/instance.sh
. "$root/tools/instance.sh"

# at SIZE COMMAND...: beside the instance of that size, in a shell of its own.
at() {
    (
        var=$top/$1
        port=$first_port
        [ "$1" = small ] || port=$((first_port + 1))
        mkdir -p "$var/log"
        unset DATABASE_URL MIGRATE_DATABASE_URL JWKS_FILE VAULT_KEYS_FILE DEMO_ISSUER_KEY_FILE
        instance_settings
        shift
        "$@"
    )
}

stop_pair() {
    local size
    for size in small full; do
        at "$size" instance_stop_service || true
        at "$size" instance_postgres stop fast || true
        [ -z "$temporary" ] || at "$size" instance_postgres drop || true
    done
    [ -z "$temporary" ] || rm -rf "$temporary"
}
trap stop_pair EXIT

query() {
    instance_postgres psql -d asiakkuus -At "$@"
}

# load WHAT COMMAND...: once in the life of VAR, without waiting for the disk, which then has it before anything
# is measured.
load() {
    local what=$1 began=$SECONDS
    shift
    [ ! -e "$var/loaded" ] || return 0
    query -c 'ALTER SYSTEM SET fsync = off' -c 'ALTER SYSTEM SET full_page_writes = off' \
        -c 'ALTER SYSTEM SET autovacuum = off' -c 'SELECT pg_reload_conf()' >/dev/null
    "$@"
    query -c 'ALTER SYSTEM RESET ALL' -c 'SELECT pg_reload_conf()' -c CHECKPOINT >/dev/null
    touch "$var/loaded"
    echo "$what ready after $((SECONDS - began)) s, $(query -c "SELECT pg_size_pretty(pg_database_size('asiakkuus'))")" >&2
}

serve() {
    instance_start
    instance_await
}
