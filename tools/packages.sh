#!/usr/bin/env bash
# Installs the Debian packages that a group of commands needs, and only those that are missing.
#   tools/packages.sh GROUP...          build | run | test | full | bench
#   tools/packages.sh --list GROUP...   prints the names instead
# Debian 12 and 13. As an ordinary user it asks sudo; where everything is there it does nothing.
set -euo pipefail

# What each group needs, one line a purpose.
group_packages() {
    case $1 in
    build)
        echo gcc libc6-dev make cmake pkg-config mawk
        echo libulfius-dev libmicrohttpd-dev libjansson-dev libpq-dev libjwt-dev librhonabwy-dev libssl-dev libical-dev
        echo check
        ;;
    run)
        echo "$(server_package)" util-linux curl ca-certificates
        ;;
    test)
        echo clang binutils g++ "$(formatter_package)" shellcheck
        echo python3-minimal git openssl
        echo nodejs npm
        echo chromium-headless-shell
        ;;
    full)
        echo valgrind cppcheck clang-tidy libclang-rt-dev zzuf
        ;;
    bench)
        echo wrk time "postgresql-contrib"
        ;;
    *)
        echo "tools/packages.sh: no such group: $1 (build, run, test, full, bench)" >&2
        exit 2
        ;;
    esac
}

release() {
    # shellcheck disable=SC1091
    . /etc/os-release
    echo "${VERSION_ID:-}"
}

server_package() {
    case $(release) in
    12) echo postgresql-15 ;;
    13) echo postgresql-17 ;;
    *) echo postgresql ;;
    esac
}

# The tree is formatted by clang-format 14: another release formats otherwise.
formatter_package() {
    case $(release) in
    12) echo clang-format-14 ;;
    *) ;;
    esac
}

installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Node is often there already, from another source than Debian; its packages exclude each other.
present() {
    case $1 in
    nodejs) command -v node >/dev/null ;;
    npm) command -v npm >/dev/null ;;
    *) false ;;
    esac || installed "$1"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "These packages are missing and there is no sudo here. As root, please run:" >&2
        echo "    apt-get install --no-install-recommends ${missing[*]}" >&2
        exit 1
    fi
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq \
        -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@"
}

# What apt says goes to a log; people see how far it is, and the log's end where it fails.
apt_quietly() {
    local steps
    steps=$(($(simulate "$@" | grep -c '^Inst') * 2))
    apt_get "$@" 2>&1 | show_progress "$steps" || {
        tail -n 20 "$log" >&2
        echo "apt-get $1 failed; all that it said: $log" >&2
        keep_log=true
        exit 1
    }
}

# Each package is unpacked and set up: so many steps, told by fifths.
show_progress() {
    local line done=0 told=0
    while read -r line; do
        printf '%s\n' "$line" >>"$log"
        case $line in "Unpacking "* | "Setting up "*) done=$((done + 1)) ;; esac
        while [ "$1" -gt 0 ] && [ "$told" -lt 5 ] && [ $((done * 5)) -ge $(((told + 1) * $1)) ]; do
            told=$((told + 1))
            echo "  $((told * 20)) %" >&2
        done
    done
}

simulate() {
    apt-get -s -o Debug::NoLocking=1 "$@" 2>/dev/null
}

# A package of the user's that would have to go is not ours to take away.
refuse_removals() {
    local gone
    gone=$(simulate install --no-install-recommends "$@" | sed -n 's/^Remv \([^ ]*\).*/\1/p' | tr '\n' ' ')
    [ -z "$gone" ] || {
        echo "apt would remove packages of yours for this: $gone" >&2
        echo "Nothing was changed. Please decide yourself:" >&2
        echo "    apt-get install --no-install-recommends $*" >&2
        exit 1
    }
}

# A cluster of its own is all that ./run and ./test want: the package shall not make and start
# one. The machine's setting is put back afterwards.
install_server_without_cluster() {
    local conf=/etc/postgresql-common/createcluster.conf
    apt_quietly install -y --no-install-recommends postgresql-common
    as_root cp -p "$conf" "$conf.asiakkuus"
    as_root sed -i -e "\$a create_main_cluster = false" "$conf"
    local rc=0
    (apt_quietly install -y --no-install-recommends "$1") || rc=$?
    as_root mv "$conf.asiakkuus" "$conf"
    return "$rc"
}

list=false
if [ "${1:-}" = --list ]; then
    list=true
    shift
fi
[ $# -gt 0 ] || { sed -n '2,5s/^# //p' "$0" >&2; exit 2; }

wanted=()
for group in "$@"; do
    names=$(group_packages "$group")
    # shellcheck disable=SC2206
    wanted+=($names)
done
if $list; then
    printf '%s\n' "${wanted[@]}"
    exit 0
fi

command -v dpkg-query >/dev/null || { echo "tools/packages.sh knows Debian only; install: ${wanted[*]}" >&2; exit 1; }
missing=()
for package in "${wanted[@]}"; do
    present "$package" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

echo "Installing ${#missing[@]} packages: ${missing[*]}" >&2
log=$(mktemp "${TMPDIR:-/tmp}/asiakkuus-apt.XXXXXX")
keep_log=false
trap '$keep_log || rm -f "$log"' EXIT
apt_get update >>"$log" 2>&1 || echo "apt-get update failed; trying with the lists that are there" >&2
refuse_removals "${missing[@]}"
server=$(server_package)
for package in "${missing[@]}"; do
    if [ "$package" = "$server" ] && ! installed postgresql-common; then
        install_server_without_cluster "$server"
    fi
done
apt_quietly install -y --no-install-recommends "${missing[@]}"
