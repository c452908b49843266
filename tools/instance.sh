# shellcheck shell=bash disable=SC2154
# An instance: a database cluster, keys, settings and one service process, all under VAR.
# Sourced by ./run and by the tests, so that both start the very same thing.
# The caller sets: root (the source tree), var (absolute), port, program (path of asiakkuusd),
# and may hold a lock on descriptor 9, which nothing started here inherits.

# Where the instances of tests lie: in memory where there is plenty, since each begins as the copy of a
# cluster and leaves nothing. A database that syncs in earnest does so on a disk.
instance_place() {
    local place=${TMPDIR:-/tmp} memory=/dev/shm shared available
    shared=$(df --output=avail -k "$memory" 2>/dev/null | tail -n 1)
    available=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
    if [ -z "${TMPDIR:-}" ] && [[ ${PG_OPTIONS:-} != *fsync=on* ]] && [ -w "$memory" ] &&
        [ "${shared:-0}" -gt 4194304 ] && [ "${available:-0}" -gt 4194304 ]; then
        place=$memory
    fi
    echo "$place"
}

instance_fail() {
    echo "$*" >&2
    exit 1
}

# What the process says of itself in a log: the lines that begin with its name.
instance_complaints() {
    tail -c "+$((${2:-0} + 1))" "$1" | grep '^asiakkuusd:' | head -n 20 >&2 || tail -n 5 "$1" >&2
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
    export WEBHOOK_NETWORKS=${WEBHOOK_NETWORKS-127.0.0.1}
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
        instance_complaints "$var/log/$1.log"
        instance_fail "asiakkuusd $1 failed, see $var/log/$1.log"
    }
}

# Where the service is to be asked: at the address it listens on, or on loopback where that is every one.
instance_url() {
    local host=${BIND:-127.0.0.1}
    case $host in
    0.0.0.0) host=127.0.0.1 ;;
    ::) host='[::1]' ;;
    *:*) host=[$host] ;;
    esac
    echo "http://$host:$port"
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

# The process of this VAR: by its file, or, where VAR was removed while it ran, by the settings it was
# started with.
instance_pid() {
    local pid
    pid=$(cat "$var/asiakkuusd.pid" 2>/dev/null) || pid=$(instance_orphan) || return 1
    instance_is_service "$pid" && echo "$pid"
}

instance_is_service() {
    case $(readlink "/proc/$1/exe" 2>/dev/null) in
    */asiakkuusd | */asiakkuusd\ *) true ;;
    *) false ;;
    esac
}

instance_orphan() {
    local folder
    for folder in /proc/[0-9]*; do
        instance_is_service "${folder#/proc/}" || continue
        tr '\0' '\n' 2>/dev/null <"$folder/environ" | grep -qxF "ASIAKKUUS_VAR=$var" || continue
        echo "${folder#/proc/}"
        return
    done
    return 1
}

# What a running service was started with: program, schema, the files it serves, settings.
instance_fingerprint() {
    local name
    {
        cksum <"$program"
        cat "$root/sql/manifest" "$root"/sql/migrations/*.sql "$root"/api-spec/dist/openapi.json
        for name in $(sed -n 's/^SETTING_[A-Z]*([a-z0-9_]*, "\([A-Z0-9_]*\)".*/\1 \1_FILE/p' "$root/service/tables/settings.def") SETTINGS; do
            [ -z "${!name:-}" ] || echo "$name=${!name}"
        done
        [ -z "${SETTINGS:-}" ] || cat "$SETTINGS"
    } | sha256sum | cut -d' ' -f1
}

# True when the running service is what would be started now.
instance_current() {
    instance_pid >/dev/null && [ "$(cat "$var/asiakkuusd.started" 2>/dev/null)" = "$(instance_fingerprint)" ]
}

instance_start() {
    instance_log_size=$({ wc -c <"$var/log/asiakkuusd.log" || echo 0; } 2>/dev/null)
    instance_fingerprint >"$var/asiakkuusd.started"
    ASIAKKUUS_VAR=$var setsid "$program" serve >>"$var/log/asiakkuusd.log" 2>&1 </dev/null 9>&- &
    echo $! >"$var/asiakkuusd.pid"
}

instance_ready() {
    curl -fsS -o /dev/null --noproxy '*' --max-time 2 "$(instance_url)/readyz" 2>/dev/null
}

# Another program may answer on the port: this one says itself that it listens.
instance_listens() {
    tail -c "+$((instance_log_size + 1))" "$var/log/asiakkuusd.log" | grep -q '"message":"listening"'
}

# Waits until the service answers; a service that ended before that has failed.
instance_await() {
    local i pid
    pid=$(cat "$var/asiakkuusd.pid")
    for ((i = 0; i < 300; i++)); do
        kill -0 "$pid" 2>/dev/null || break
        instance_listens && instance_ready && return
        sleep 0.1
    done
    instance_complaints "$var/log/asiakkuusd.log" "$instance_log_size"
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
    rm -f "$var/asiakkuusd.pid" "$var/asiakkuusd.started"
}

instance_stop() {
    instance_stop_service
    instance_postgres stop fast
}
