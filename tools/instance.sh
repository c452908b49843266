# shellcheck shell=bash disable=SC2154
# An instance: a database cluster, keys, settings and one service process, all under VAR.
# Sourced by ./run and by the tests, so that both start the very same thing.
# The caller sets: root (the source tree), var (absolute), port, program (path of asiakkuusd),
# and may hold a lock on descriptor 9, which nothing started here inherits.

instance_fail() {
    echo "$*" >&2
    exit 1
}

# A value of a libpq connection string.
instance_quote() {
    printf "'%s'" "$(printf %s "$1" | sed "s/[\\\\']/\\\\&/g")"
}

instance_postgres() {
    VAR=$var "$root/tools/postgres.sh" "$@" 9>&-
}

# The settings of the service, as environment variables; what the caller has set already stays.
instance_settings() {
    local socket
    socket=$(instance_quote "$(instance_postgres socket)")
    export PORT=$port
    export DATABASE_URL=${DATABASE_URL:-"host=$socket dbname=asiakkuus user=asiakkuus_app"}
    export MIGRATE_DATABASE_URL=${MIGRATE_DATABASE_URL:-"host=$socket dbname=asiakkuus user=asiakkuus_owner"}
    export DATA_DIR=${DATA_DIR:-$root}
    export JWKS_FILE=${JWKS_FILE:-$var/keys/jwks.json}
    export VAULT_KEYS_FILE=${VAULT_KEYS_FILE:-$var/keys/vault.keys}
    export JWT_ISSUER=${JWT_ISSUER:-https://issuer.asiakkuus.invalid}
    export JWT_AUDIENCE=${JWT_AUDIENCE:-asiakkuus}
    export DEMO_ISSUER_KEY_FILE=${DEMO_ISSUER_KEY_FILE:-$var/keys/issuer.pem}
}

# Keys are made for an empty database only: with new ones in place of lost ones nobody would be
# found any more, and everybody would become a client a second time.
instance_keys() {
    [ -e "$var/keys/jwks.json" ] && [ -e "$var/keys/vault.keys" ] && return
    local used
    used=$(instance_postgres psql -d asiakkuus -At -c "SELECT to_regclass('asiakkuus.client') IS NOT NULL")
    [ "$used" = f ] ||
        instance_fail "There is a database in $var, but no keys in $var/keys. Put them back (jwks.json, vault.keys), or drop the data: ./run --reset"
    (umask 077 && mkdir -p "$var/keys")
    # The settings name files that are only about to be made.
    env -u DEMO_ISSUER_KEY_FILE "$program" keygen "$var/keys" >"$var/log/keygen.log" 2>&1 ||
        instance_fail "Making keys failed, see $var/log/keygen.log"
}

instance_database() {
    instance_postgres start
    local exists
    exists=$(instance_postgres psql -At -c "SELECT 1 FROM pg_database WHERE datname = 'asiakkuus'" postgres)
    [ -n "$exists" ] || instance_postgres psql -c 'CREATE DATABASE asiakkuus' postgres
    instance_postgres psql -d asiakkuus -f "$root/sql/roles.sql" >"$var/log/roles.log" 2>&1 ||
        instance_fail "Creating the roles failed, see $var/log/roles.log"
}

instance_step() {
    "$program" "$1" >"$var/log/$1.log" 2>&1 || {
        tail -n 5 "$var/log/$1.log" >&2
        instance_fail "asiakkuusd $1 failed, see $var/log/$1.log"
    }
}

# A cluster with nothing in it, and no settings.
instance_cluster() {
    mkdir -p "$var/log"
    instance_postgres start
}

# Everything up to the service itself; quick when it has been done before.
instance_prepare() {
    mkdir -p "$var/log"
    instance_settings
    instance_database
    instance_keys
    instance_step migrate
    instance_step demo
}

instance_pid() {
    local pid
    pid=$(cat "$var/asiakkuusd.pid" 2>/dev/null) || return 1
    case $(readlink "/proc/$pid/exe" 2>/dev/null) in
    */asiakkuusd | */asiakkuusd\ *) echo "$pid" ;;
    *) return 1 ;;
    esac
}

# True when the running service is the program as it is now built.
instance_current() {
    local pid
    pid=$(instance_pid) && [ "$(readlink "/proc/$pid/exe")" = "$(readlink -f "$program")" ]
}

instance_start() {
    setsid "$program" serve >>"$var/log/asiakkuusd.log" 2>&1 </dev/null 9>&- &
    echo $! >"$var/asiakkuusd.pid"
}

instance_ready() {
    curl -fsS -o /dev/null --max-time 2 "http://127.0.0.1:$port/readyz" 2>/dev/null
}

# Waits until the service answers; a service that ended before that has failed.
instance_await() {
    local i pid
    pid=$(cat "$var/asiakkuusd.pid")
    for ((i = 0; i < 300; i++)); do
        kill -0 "$pid" 2>/dev/null || break
        instance_ready && return
        sleep 0.1
    done
    tail -n 5 "$var/log/asiakkuusd.log" >&2
    instance_fail "The service did not become ready, see $var/log/asiakkuusd.log"
}

instance_stop_service() {
    local pid i
    pid=$(instance_pid) || { rm -f "$var/asiakkuusd.pid"; return 0; }
    kill -TERM "$pid"
    for ((i = 0; i < 300; i++)); do
        [ -e "/proc/$pid" ] || break
        sleep 0.1
    done
    [ ! -e "/proc/$pid" ] || kill -KILL "$pid"
    rm -f "$var/asiakkuusd.pid"
}

instance_stop() {
    instance_stop_service
    instance_postgres stop fast
}
