#!/usr/bin/env bash
# ./run as people meet it: odd folders, other addresses, taken ports, two at once. It starts the build of
# BUILD (build/dev), so that nothing is built a second time.
# shellcheck source-path=SCRIPTDIR source=../house/cases.bash
. "$(dirname "$0")/../house/cases.bash"
work=$(mktemp -d "${TMPDIR:-/tmp}/run-test.XXXXXX")
chmod 0755 "$work"
export BUILD=${BUILD:-$root/build/dev} PG_OPTIONS='-c fsync=off'
unset VAR PORT BIND SETTINGS
odd="$work/k ä'y" # with a space, an apostrophe and an umlaut
vars=("$odd" "$work/second" "$work/gone")
others=()

clean() {
    local var pid
    for pid in "${others[@]}"; do
        kill "$pid" 2>/dev/null
    done
    for var in "${vars[@]}"; do
        VAR=$var ./run --reset >/dev/null 2>&1
    done
    rm -rf "$work"
}
trap clean EXIT

free_port() {
    local candidate=22000
    while (exec 3<>"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null || [[ " ${used[*]:-} " = *" $candidate "* ]]; do
        candidate=$((20000 + RANDOM % 12000))
    done
    used+=("$candidate")
    port=$candidate
}

# run_in VAR PORT WORDS...: what it says is in $said.
said=$work/said
run_in() {
    VAR=$1 PORT=$2 ./run "${@:3}" >"$said" 2>&1 </dev/null
}

answers_at() {
    curl -fsS -o /dev/null --noproxy '*' --max-time 5 "$1/healthz"
}

says() {
    grep -qE -e "$1" "$work/said" || { cat "$work/said"; return 1; }
}

# The lines it prints work as they are copied.
free_port
odd_port=$port
expect run__takes_a_folder_of_any_name run_in "$odd" "$port" --detach
expect run__of_it_answers answers_at "http://127.0.0.1:$port"
copied_lines() {
    local line count=0
    while read -r line; do
        eval "$line" | grep -q '^{' || { echo "$line"; return 1; }
        count=$((count + 1))
    done < <(grep '^curl' "$work/said")
    [ "$count" = 3 ]
}
expect run__prints_lines_that_can_be_copied copied_lines

# Again: nothing is done where nothing has changed, and a changed setting or migration is noticed.
expect run__again_is_running_already run_in "$odd" "$port" --detach
expect run__again_says_so says 'running already'
pid=$(cat "$odd/asiakkuusd.pid")
expect run__with_another_setting_starts_again env RATE_LIMIT=50 bash -c 'VAR=$1 PORT=$2 ./run --detach >"$3" 2>&1' - "$odd" "$port" "$work/said"
expect run__with_another_setting_says_why says 'older program, schema or settings'
expect_nothing run__with_another_setting_has_another_process "$([ "$pid" != "$(cat "$odd/asiakkuusd.pid")" ] || echo "still $pid")"
expect_nothing run__notices_a_new_migration_and_program "$(
    var=$odd port=$port program=$BUILD/service/asiakkuusd
    # shellcheck source=../../tools/instance.sh
    . tools/instance.sh
    instance_settings
    before=$(instance_fingerprint)
    root=$work/tree
    mkdir -p "$root/sql/migrations" "$root/api-spec/dist" "$root/service/tables"
    cp sql/manifest "$root/sql/" && cp sql/migrations/*.sql "$root/sql/migrations/"
    cp api-spec/dist/openapi.json "$root/api-spec/dist/" && cp service/tables/settings.def "$root/service/tables/"
    [ "$before" = "$(instance_fingerprint)" ] || echo "a copy differs"
    echo 'SELECT 1;' >"$root/sql/migrations/9999_new.sql"
    [ "$before" != "$(instance_fingerprint)" ] || echo "a migration is not noticed"
    rm "$root/sql/migrations/9999_new.sql"
    program=/bin/true
    [ "$before" != "$(instance_fingerprint)" ] || echo "a program is not noticed"
)"

# A second ./run in the foreground, ended by Ctrl-C, leaves what it did not start.
interrupted() {
    local pid i
    VAR=$odd PORT=$odd_port RATE_LIMIT=50 setsid ./run >"$work/said" 2>&1 </dev/null &
    pid=$!
    for ((i = 0; i < 300; i++)); do
        grep -q "page at" "$work/said" && break
        sleep 0.1
    done
    sleep 0.5
    kill -INT -- "-$pid" 2>/dev/null
    kill -TERM "$pid" 2>/dev/null
    wait "$pid"
    answers_at "http://127.0.0.1:$odd_port"
}
expect run__ended_by_ctrl_c_leaves_what_it_did_not_start interrupted

# Two with one port: the second says what to do, and does not take the first for its own.
expect_nothing run__on_the_port_of_another_fails "$(run_in "$work/second" "$odd_port" --detach && echo "it did not")"
expect run__on_the_port_of_another_says_what_to_do says "Another service answers on port $odd_port; choose another"
free_port
python3 -c 'import socket, sys, time
s = socket.socket(); s.bind(("127.0.0.1", int(sys.argv[1]))); s.listen(); time.sleep(300)' "$port" &
others+=("$!")
expect_nothing run__on_the_port_of_a_foreign_program_fails "$(run_in "$work/second" "$port" --detach && echo "it did not")"
expect run__on_the_port_of_a_foreign_program_says_why says "can't listen on 127.0.0.1, PORT $port: the port is in use"

# What is wrong is told as the service tells it, all of it at once.
free_port
export BIND=192.0.2.1
expect_nothing run__on_an_address_of_another_machine_fails "$(run_in "$work/second" "$port" --detach && echo "it did not")"
expect run__on_an_address_of_another_machine_says_why says "can't listen on 192.0.2.1, PORT $port: this machine has no such address"
unset BIND
export WORKERS=x LOG_LEVEL=loud CORS_ORIGINS=page.example
expect_nothing run__with_wrong_settings_fails "$(run_in "$work/second" "$port" --detach && echo "it did not")"
for name in WORKERS LOG_LEVEL CORS_ORIGINS; do
    expect "run__with_wrong_settings_tells_of_$name" says "^asiakkuusd: $name: "
done
unset WORKERS LOG_LEVEL CORS_ORIGINS

# Two that are started at the same moment: one has the port, the other fails and says so.
VAR=$odd PORT=$odd_port ./run --stop >/dev/null 2>&1
free_port
at_once() {
    local first good=0
    said=$work/said.first run_in "$odd" "$port" --detach &
    first=$!
    run_in "$work/second" "$port" --detach && good=1
    wait "$first" && good=$((good + 1))
    cat "$work/said.first" >>"$work/said"
    [ "$good" = 1 ] || { echo "$good of two started"; cat "$work/said"; return 1; }
}
expect run__of_two_at_once_with_one_port_one_starts at_once
expect run__of_two_at_once_the_other_says_why says "PORT $port: the port is in use|Another service answers on port $port"
expect run__of_two_at_once_the_first_answers answers_at "http://127.0.0.1:$port"
for var in "$odd" "$work/second"; do
    run_in "$var" "$port" --stop
done

# Another address.
if grep -q '^0*1 ' /proc/net/if_inet6 2>/dev/null; then
    free_port
    expect run__takes_an_address_of_ipv6 env BIND=::1 bash -c 'VAR=$1 PORT=$2 ./run --detach >"$3" 2>&1' - "$work/second" "$port" "$work/said"
    expect run__tells_that_address says "http://\[::1\]:$port/docs"
    expect run__answers_there answers_at "http://[::1]:$port"
    BIND=::1 run_in "$work/second" "$port" --stop
else
    skip "no IPv6 on this machine: BIND=::1"
fi

# The folder is removed while it runs: the next ./run ends what is left and begins again. What the server
# writes meanwhile may keep a folder of it.
free_port
expect run__starts run_in "$work/gone" "$port" --detach
orphan=$(cat "$work/gone/asiakkuusd.pid")
until rm -rf "$work/gone" 2>/dev/null; do :; done
mkdir -p "$work/gone/postgres/data/base"
touch "$work/gone/postgres/data/base/16384"
expect run__after_rm_of_its_folder_starts_again run_in "$work/gone" "$port" --detach
expect_nothing run__after_rm_of_its_folder_leaves_no_process "$(kill -0 "$orphan" 2>/dev/null && [ "$(cat "/proc/$orphan/comm")" = asiakkuusd ] && echo "$orphan runs")"
expect run__stops run_in "$work/gone" "$port" --stop
expect_nothing run__after_stop_nothing_is_left "$(for each in /proc/[0-9]*; do tr '\0' ' ' 2>/dev/null <"$each/cmdline" | grep -F "$work/gone"; done)"
finish
