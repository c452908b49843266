#!/usr/bin/env bash
# The sub-commands of asiakkuusd beside the running service. Run by tools/with-instance.
# shellcheck source-path=SCRIPTDIR source=../house/cases.bash
. "$(dirname "$0")/../house/cases.bash"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# answers NAME CODE PATTERN COMMAND...: ends with this code and says something that fits.
answers() {
    local name=$1 code=$2 pattern=$3 said rc=0
    shift 3
    said=$("$@" 2>&1) || rc=$?
    if [ "$rc" = "$code" ] && grep -qE -e "$pattern" <<<"$said"; then
        expect_nothing "$name" ""
    else
        expect_nothing "$name" "code $rc instead of $code, or not /$pattern/: ${said:0:300}"
    fi
}

answers version__is_told 0 '^asiakkuusd [0-9]+\.[0-9]+\.[0-9]+$' "$ASIAKKUUSD" --version
answers help__teaches_by_example 0 'asiakkuusd migrate && asiakkuusd demo' "$ASIAKKUUSD" --help
answers help__lists_the_settings 0 'DATABASE_POOL' "$ASIAKKUUSD" --help
answers unknown_command__is_a_usage_error 2 'no such command: nothing' "$ASIAKKUUSD" nothing
answers too_many_words__are_a_usage_error 2 'usage: asiakkuusd migrate' "$ASIAKKUUSD" migrate all
answers health__is_good_beside_the_service 0 '' "$ASIAKKUUSD" health
answers health__is_bad_where_nobody_listens 1 'nobody listens' env PORT=1 "$ASIAKKUUSD" health

# What health says of ASKED while a service listens on SERVED, at the port of the instance's own.
health_at() {
    local served=$1 asked=$2 service rc=0
    : >"$work/service.log"
    BIND=$served "$ASIAKKUUSD" serve >"$work/service.log" 2>&1 &
    service=$!
    until grep -q '"message":"listening"' "$work/service.log"; do
        kill -0 "$service" 2>/dev/null || return 9
        sleep 0.05
    done
    BIND=$asked "$ASIAKKUUSD" health || rc=$?
    kill "$service"
    wait "$service"
    return "$rc"
}
answers health__asks_where_the_service_listens 0 '' health_at 127.0.0.2 127.0.0.2
answers health__asks_nowhere_else 1 'nobody listens on 127.0.0.3' health_at 127.0.0.2 127.0.0.3
answers health__asks_loopback_where_it_listens_everywhere 0 '' env BIND=0.0.0.0 "$ASIAKKUUSD" health
if grep -q '^0*1 ' /proc/net/if_inet6 2>/dev/null; then
    answers health__asks_an_address_of_ipv6 0 '' health_at ::1 ::1
    answers health__asks_loopback_of_ipv6_where_it_listens_everywhere 0 '' health_at ::1 ::
fi
answers health__needs_an_address 1 'BIND' env BIND=localhost "$ASIAKKUUSD" health
answers migrate__again_finds_all_there 0 'all [0-9]+ migrations were there' "$ASIAKKUUSD" migrate
answers migrate__without_a_server_fails 1 "can't connect" \
    env MIGRATE_DATABASE_URL='host=127.0.0.1 port=1' "$ASIAKKUUSD" migrate
answers demo__again_changes_nothing 0 '' "$ASIAKKUUSD" demo
answers verify__gives_the_same_bytes 0 '^[1-9][0-9]* checked, 0 different$' \
    "$ASIAKKUUSD" verify-assessments 90
answers verify__wants_an_area 2 'no such area' "$ASIAKKUUSD" verify-assessments ninety
answers token__has_three_parts 0 '^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$' "$ASIAKKUUSD" token
answers shapes__are_json 0 '^\[\{"shape":' "$ASIAKKUUSD" shapes
answers serve__without_keys_of_identifiers_says_so 1 'VAULT_KEYS_FILE' \
    env VAULT_KEYS_FILE=/nowhere "$ASIAKKUUSD" serve
answers serve__with_a_wrong_setting_names_it 1 'PORT' env PORT=99999 "$ASIAKKUUSD" serve
answers serve__with_a_malformed_database_url_names_it 1 'DATABASE_URL' \
    env DATABASE_URL='no such thing' "$ASIAKKUUSD" serve

# What ./run does about keys in a VAR whose keys are gone while its database is there.
keys_of_run() {
    (
        root=$SOURCE_DIR var=$1 port=1 program=$ASIAKKUUSD
        # shellcheck source=../../tools/instance.sh
        . "$SOURCE_DIR/tools/instance.sh"
        instance_keys
    )
}
mkdir -p "$work/lost/log" "$work/lost/keys"
ln -s "$(readlink -f "$VAR/postgres")" "$work/lost/postgres"
answers run__makes_no_keys_beside_a_database_that_has_lost_its_own 1 'no keys in .*lost/keys. Put them back' \
    keys_of_run "$work/lost"
cp "$VAR/keys/jwks.json" "$work/lost/keys/"
answers run__makes_no_vault_key_beside_the_issuer_s_keys 1 'Put them back' keys_of_run "$work/lost"
expect_nothing run__wrote_no_keys "$(find "$work/lost/keys" -name vault.keys)"

"$ASIAKKUUSD" keygen "$work/keys" >/dev/null 2>&1
before=$(cat "$work"/keys/* | cksum)
answers keygen__again_keeps_the_keys 0 '' "$ASIAKKUUSD" keygen "$work/keys"
expect_nothing keygen__keys_stay "$([ "$before" = "$(cat "$work"/keys/* | cksum)" ] || echo changed)"
expect_nothing keygen__private_keys_are_private \
    "$(find "$work/keys" \( -name vault.keys -o -name issuer.pem \) -perm /077)"
finish
