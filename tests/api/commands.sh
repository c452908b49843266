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
# Somebody who takes the call and says nothing, or one byte a second.
health_beside() {
    local service rc=0 start=$SECONDS
    : >"$work/silent"
    python3 -c 'import socket, sys, time
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(); print(s.getsockname()[1], flush=True)
caller, _ = s.accept()
for byte in sys.argv[1]:
    time.sleep(1); caller.send(byte.encode())
time.sleep(120)' "$1" >"$work/silent" 2>/dev/null &
    service=$!
    until [ -s "$work/silent" ]; do
        kill -0 "$service" 2>/dev/null || return 9
        sleep 0.05
    done
    PORT=$(cat "$work/silent") "$ASIAKKUUSD" health || rc=$?
    kill "$service"
    wait "$service" 2>/dev/null
    [ $((SECONDS - start)) -lt 100 ] || return 9 # it did not wait for the other's end
    return "$rc"
}
answers health__does_not_wait_for_who_says_nothing 1 'no good answer within 2 s' health_beside ''
answers health__does_not_wait_for_who_says_it_slowly 1 'no good answer within 2 s' health_beside 'HTTP/1.1 200 OK'
answers migrate__again_finds_all_there 0 'all [0-9]+ migrations were there' "$ASIAKKUUSD" migrate
answers migrate__without_a_server_fails 1 "can't connect" \
    env MIGRATE_DATABASE_URL='host=127.0.0.1 port=1' "$ASIAKKUUSD" migrate
answers partitions__again_changes_nothing 0 '^$' "$ASIAKKUUSD" partitions
answers partitions__drop_no_access_log_younger_than_twelve_years 1 'AUDIT_MONTHS: 0 .all. or at the least 144' \
    env AUDIT_MONTHS=24 "$ASIAKKUUSD" partitions
answers partitions__drop_no_young_events 1 'EVENT_MONTHS' env EVENT_MONTHS=1 "$ASIAKKUUSD" partitions
answers distribute__needs_the_extension 1 'no Citus.*CREATE EXTENSION citus' "$ASIAKKUUSD" distribute
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

# Everything that is wrong is told at once, each by its name.
everything_wrong() {
    env PORT=0 WORKERS=x LOG_LEVEL=loud CLOCK_AT=noon BIND=localhost CORS_ORIGINS=page.example JWT_ISSUER= DATABASE_URL= \
        DATA_DIR=/nowhere VAULT_KEYS_FILE=/nowhere JWKS_FILE=/nowhere "$ASIAKKUUSD" serve 2>&1 | sed -n 's/^asiakkuusd: \([A-Z_]*\): .*/\1/p' |
        sort | tr '\n' ' '
}
answers serve__tells_every_wrong_setting_at_once 0 \
    '^BIND CLOCK_AT CORS_ORIGINS DATABASE_URL DATA_DIR JWT_ISSUER LOG_LEVEL PORT VAULT_KEYS_FILE WORKERS $' everything_wrong
answers migrate__tells_what_only_the_service_would_use 1 'CORS_ORIGINS: page.example has no scheme' \
    env CORS_ORIGINS=page.example "$ASIAKKUUSD" migrate
answers serve__of_a_file_that_cannot_be_read_says_no_more 1 '^asiakkuusd: DATABASE_URL_FILE: .*' \
    env DATABASE_URL= DATABASE_URL_FILE=/nowhere "$ASIAKKUUSD" serve
while read -r name origins words; do
    answers "cors__$name" 1 "CORS_ORIGINS: .*$words" env CORS_ORIGINS="$origins" "$ASIAKKUUSD" serve
done <<'ORIGINS'
without_a_scheme_stops_the_start page.example has no scheme
with_a_slash_at_the_end_stops_the_start https://page.example/ no slash
with_a_path_stops_the_start https://a.example,https://page.example/app no path
in_capitals_stops_the_start https://Page.example small letters
with_the_usual_port_stops_the_start https://page.example:443 leave out
of_everybody_stops_the_start * every origin
with_a_bad_port_stops_the_start https://page.example:port more than a host and a port
ORIGINS

# Why nobody can be listened to, and what to do.
answers serve__on_a_port_in_use_says_so 1 "PORT $PORT: the port is in use" "$ASIAKKUUSD" serve
answers serve__on_a_port_in_use_for_figures_says_so 1 "METRICS_PORT $PORT: the port is in use" \
    env METRICS_PORT="$PORT" PORT=1 BIND=127.0.0.1 "$ASIAKKUUSD" serve
answers serve__on_an_address_of_another_machine_says_so 1 'no such address' env BIND=192.0.2.1 "$ASIAKKUUSD" serve
if [ "$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start)" -gt 81 ]; then
    [ "$(id -u)" != 0 ] || without=(setpriv --bounding-set=-net_bind_service --inh-caps=-net_bind_service)
    answers serve__on_a_port_that_takes_a_right_says_so 1 'PORT 81: ports below 1024 need the right' \
        env PORT=81 "${without[@]}" "$ASIAKKUUSD" serve
else
    skip "ports below 1024 take no right on this machine"
fi

# Models, as an operator changes them, in an area of their own.
county=12
first=$SOURCE_DIR/libsegment/models/helsinki.json
answers publish__puts_a_model_up 0 '^helsinki@1 published$' "$ASIAKKUUSD" publish $county "$first"
answers publish__again_changes_nothing 0 '^helsinki@1 was there already' "$ASIAKKUUSD" publish $county "$first"
sed 's/"fi": "Omatoimiasiakkuus"/"fi": "Omatoimi"/' "$first" >"$work/other.json"
answers publish__other_content_of_the_same_version_is_refused 1 \
    '^asiakkuusd: refused: helsinki@1 is published with other content$' "$ASIAKKUUSD" publish $county "$work/other.json"
answers publish__a_file_that_is_no_model_is_refused 1 'refused: model: [0-9]+ faults, the first at' "$ASIAKKUUSD" publish $county "$SOURCE_DIR/tools/package.json"
answers publish__a_file_that_is_not_there_is_refused 1 "refused: /nowhere can't be read" "$ASIAKKUUSD" publish $county /nowhere
answers publish__of_no_area_is_a_usage_error 2 'no such area' "$ASIAKKUUSD" publish ninety "$first"
answers publish__without_a_file_is_a_usage_error 2 'usage: asiakkuusd publish AREA FILE' "$ASIAKKUUSD" publish $county
answers retire__leaves_no_area_without_a_model 1 'refused: helsinki@1 is all that the area has' "$ASIAKKUUSD" retire $county helsinki@1
answers switch__to_a_model_that_is_not_there_is_refused 1 'refused: lace is no model' "$ASIAKKUUSD" switch $county lace
answers publish__another_code_leaves_the_area_s_own 0 '^lace@1 published$' "$ASIAKKUUSD" publish $county "$SOURCE_DIR/libsegment/models/lace.json"
answers switch__takes_another_model 0 '^lace is the area.s own$' "$ASIAKKUUSD" switch $county lace
answers switch__wants_a_code 1 'switch takes a code' "$ASIAKKUUSD" switch $county helsinki@1
answers retire__ends_the_use_of_a_version 0 '^helsinki@1 retired$' "$ASIAKKUUSD" retire $county helsinki@1
answers retire__again_changes_nothing 0 '^helsinki@1 was retired before$' "$ASIAKKUUSD" retire $county helsinki@1
answers retire__of_what_is_not_there_is_refused 1 'refused: none@1 is no version' "$ASIAKKUUSD" retire $county none@1
answers retire__wants_a_version 1 'refused: lace is no version' "$ASIAKKUUSD" retire $county lace
answers switch__to_a_retired_model_is_refused 1 'refused: helsinki is no model' "$ASIAKKUUSD" switch $county helsinki
models_of() {
    curl -sS -H "Authorization: Bearer $("$ASIAKKUUSD" token --area $county --role model_owner)" "$BASE_URL/v1/models" |
        grep -oE '"(code|status)":"[a-z]+"' | tr '\n' ' '
}
answers retire__is_seen_by_callers 0 '"code":"helsinki" "status":"retired"' models_of

# A county's units, services and models in one file.
cat >"$work/county.json" <<'COUNTY'
{ "area": "13",
  "units": [
    { "unit": { "code": "centre", "names": { "fi": "Keskus", "sv": "Centralen" }, "kind": "health_and_wellbeing_centre" } },
    { "parent": "centre", "unit": { "code": "north", "names": { "fi": "Pohjoinen" }, "kind": "social_services", "register": "social" } } ],
  "services": [
    { "unit": "north", "service": { "code": "guidance", "names": { "fi": "Ohjaus" }, "kind": "social", "weight": 1, "languages": ["fi"] } } ],
  "models": ["helsinki.json"], "active_model": "helsinki" }
COUNTY
cp "$first" "$work/helsinki.json"
answers load__makes_what_is_missing 0 '^4 made, 0 changed, 0 alike$' "$ASIAKKUUSD" load "$work/county.json"
answers load__again_changes_nothing 0 '^0 made, 0 changed, 4 alike$' "$ASIAKKUUSD" load "$work/county.json"
sed -i 's/"Pohjoinen"/"Pohjola"/' "$work/county.json"
answers load__changes_what_differs 0 '^0 made, 1 changed, 3 alike$' "$ASIAKKUUSD" load "$work/county.json"
bad_county() {
    sed "$1" "$work/county.json" >"$work/bad.json"
    "$ASIAKKUUSD" load "$work/bad.json"
}
answers load__names_each_fault_of_the_file 1 '/services/0/service/weight: ' bad_county 's/"weight": 1/"weight": 9/; s/"code": "guidance"/"code": "new"/'
answers load__names_a_rule_that_is_broken 1 '/services/0/service/unit: ' bad_county 's/"unit": "north"/"unit": "nowhere"/'
answers load__names_a_line_that_is_no_json 1 'bad.json: line 1' bad_county '1s/{/{ {/'
answers load__takes_all_or_nothing 1 'nothing was loaded' bad_county 's/"code": "centre"/"code": "new-centre"/; s/"parent": "centre"/"parent": "nowhere"/'
units_of() {
    curl -sS -H "Authorization: Bearer $("$ASIAKKUUSD" token --area 13)" "$BASE_URL/v1/units" | grep -oE '"code":"[a-z-]+"' | sort | tr '\n' ' '
}
answers load__left_nothing_of_what_it_refused 0 '^"code":"centre" "code":"north" $' units_of
answers load__wants_a_file 2 'usage: asiakkuusd load FILE' "$ASIAKKUUSD" load
answers load__of_a_file_that_is_not_there_says_so 1 "/nowhere: the file can't be read" "$ASIAKKUUSD" load /nowhere

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
