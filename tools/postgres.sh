#!/usr/bin/env bash
# A private PostgreSQL cluster under VAR, reached only through a Unix socket that nobody else can open.
#   tools/postgres.sh start      makes the cluster when there is none, and starts it
#   tools/postgres.sh stop [MODE]  smart, fast (default) or immediate
#   tools/postgres.sh status     exit code 0 when it runs
#   tools/postgres.sh copy OTHER   makes the cluster from the stopped one of another VAR
#   tools/postgres.sh drop       stops it and removes it with everything in it
#   tools/postgres.sh socket     prints the folder of the socket, to be used as libpq's host=
#   tools/postgres.sh psql ...   psql as the superuser
# Settings: VAR (./var), PG_OPTIONS (server options, e.g. "-c fsync=off").
# PostgreSQL refuses to run as root: started by root, it runs as the user postgres.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
var=${VAR:-$root/var}
mkdir -p "$var"
var=$(cd "$var" && pwd)
key=$(printf %s "$var" | cksum | cut -d' ' -f1)
server_user=postgres

fail() {
    echo "tools/postgres.sh: $*" >&2
    exit 1
}

# Server commands run as the server's user, with nothing of the caller's environment.
as_server() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && setpriv --reuid="$server_user" --regid="$server_user" --clear-groups \
            env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 "$@")
    else
        (cd / && env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 "$@")
    fi
}

ensure_server_user() {
    [ "$(id -u)" = 0 ] || return 0
    id "$server_user" >/dev/null 2>&1 || useradd --system --user-group --no-create-home "$server_user"
}

# The cluster lies in VAR; where the server's user can't reach VAR (a home folder only root may
# enter), it lies in /var/lib and VAR holds a link to it.
cluster_home() {
    if [ -L "$var/postgres" ]; then
        readlink "$var/postgres"
    elif [ -d "$var/postgres" ] || as_server test -x "$var"; then
        echo "$var/postgres"
    else
        echo "/var/lib/asiakkuus/$key"
    fi
}

# A socket's path may have 107 bytes, and stands in a list in a file: a VAR that is long, or has more
# than plain characters, gets a short private folder instead.
socket_folder() {
    local folder=$1/socket
    case $folder in *[!A-Za-z0-9/._-]*) folder= ;; esac
    [ -n "$folder" ] && [ ${#folder} -le 80 ] || folder=/tmp/asiakkuus-$(id -u)-$key
    echo "$folder"
}

# The programs of the version that made the cluster, or else of the newest installed.
find_programs() {
    local version
    if [ -e "$home/data/PG_VERSION" ]; then
        version=$(cat "$home/data/PG_VERSION")
        programs=/usr/lib/postgresql/$version/bin
        [ -x "$programs/postgres" ] || fail "the cluster in $home is of PostgreSQL $version, which is not installed"
        return
    fi
    programs=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    [ -x "$programs/postgres" ] || fail "PostgreSQL is not installed; see tools/packages.sh run"
}

make_private_folder() {
    [ ! -L "$1" ] || fail "$1 is a link"
    local owner
    mkdir -p "$1"
    owner=$(stat -c %U "$1")
    [ -O "$1" ] || [ "$owner" = "$server_user" ] || fail "$1 belongs to $owner"
    chmod 0700 "$1"
    [ "$(id -u)" != 0 ] || chown "$server_user:$server_user" "$1"
}

make_home() {
    ensure_server_user
    [ "$home" = "$var/postgres" ] || { mkdir -p "$(dirname "$home")"; ln -sfn "$home" "$var/postgres"; }
    make_private_folder "$home"
}

# What an rm -rf leaves while the server still writes has no PG_VERSION, and is no cluster.
put_rest_aside() {
    [ ! -e "$home/data" ] || as_server mv -T "$home/data" "$home/data.rest.$(date +%s)"
}

init() {
    make_home
    put_rest_aside
    rm -rf "$home/data.new"
    as_server "$programs/initdb" -D "$home/data.new" -U postgres -A trust --locale=C.UTF-8 \
        --encoding=UTF8 --data-checksums >"$var/initdb.log" 2>&1 || fail "initdb failed, see $var/initdb.log"
    as_server tee -a "$home/data.new/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$(socket_folder "$home")'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 128MB
timezone = 'UTC'
log_timezone = 'UTC'
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
CONF
    as_server mv -T "$home/data.new" "$home/data"
}

copy() {
    make_home
    as_server cp -a "$(VAR=$1 "$0" home)/data" "$home/data"
    as_server tee -a "$home/data/postgresql.conf" >/dev/null <<<"unix_socket_directories = '$(socket_folder "$home")'"
}

running() {
    [ -e "$home/data/PG_VERSION" ] && as_server "$programs/pg_ctl" -D "$home/data" status >/dev/null 2>&1
}

# A server that was killed where nobody reaps it (in a container without an init) looks alive to
# pg_ctl for ever.
forget_zombie() {
    local pid state
    pid=$(head -n 1 "$home/data/postmaster.pid" 2>/dev/null) || return 0
    state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$pid/status" 2>/dev/null) || return 0
    [ "$state" != Z ] || rm -f "$home/data/postmaster.pid" "$(socket_folder "$home")/.s.PGSQL.5432.lock"
}

# VAR was removed while its server ran: nobody can ask that one any more, and it holds the socket.
stop_orphan() {
    local folder i
    [ ! -e "$home/data/postmaster.pid" ] || return 0
    for folder in /proc/[0-9]*; do
        case $(tr '\0' ' ' 2>/dev/null <"$folder/cmdline") in
        */bin/postgres\ -D\ "$home/data"*) ;;
        *) continue ;;
        esac
        kill -QUIT "${folder#/proc/}"
        for ((i = 0; i < 100; i++)); do
            [ -e "$folder" ] || break
            sleep 0.1
        done
    done
    rm -f "$(socket_folder "$home")"/.s.PGSQL.5432 "$(socket_folder "$home")"/.s.PGSQL.5432.lock
}

start() {
    stop_orphan
    [ -e "$home/data/PG_VERSION" ] || init
    make_private_folder "$(socket_folder "$home")"
    forget_zombie
    running && return
    as_server "$programs/pg_ctl" -D "$home/data" -l "$home/server.log" -s -w -t 60 \
        -o "${PG_OPTIONS:-}" start </dev/null || fail "the server did not start, see $home/server.log"
}

stop() {
    running || return 0
    as_server "$programs/pg_ctl" -D "$home/data" -s -w -m "${1:-fast}" stop
}

drop() {
    stop immediate
    stop_orphan
    rm -rf "$(socket_folder "$home")" "$home"
    [ ! -L "$var/postgres" ] || rm "$var/postgres"
}

ensure_server_user
home=$(cluster_home)
find_programs
case ${1:-} in
start) start ;;
stop) stop "${2:-fast}" ;;
status) running ;;
copy) copy "${2:?copy needs the other VAR}" ;;
drop) drop ;;
home) echo "$home" ;;
socket) socket_folder "$home" ;;
psql)
    shift
    exec psql -X -q -v ON_ERROR_STOP=1 -h "$(socket_folder "$home")" -U postgres "$@"
    ;;
*) sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
