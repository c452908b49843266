#!/usr/bin/env bash
# What cmake --install puts down is all that the steps of asiakkuusd --help need, and the backup of the
# guide brings everything back. Run by tools/with-instance --bare, the steps go to a cluster and folders of
# their own; BARE_ROOT=1 does them as they stand, as root of a machine that may be thrown away.
# shellcheck source-path=SCRIPTDIR source=../house/cases.bash
. "$(dirname "$0")/../house/cases.bash"
work=$(mktemp -d "${TMPDIR:-/tmp}/install.XXXXXX")
chmod 0755 "$work"
build=${BUILD:-$root/build/dev}
service=

clean() {
    [ -z "$service" ] || kill "$service" 2>/dev/null
    rm -rf "$work"
}
trap clean EXIT

if [ -n "${BARE_ROOT:-}" ]; then
    prefix=/usr/local etc=/etc/asiakkuus port=8080
    as_they_stand() { cat; }
else
    prefix=$work/usr etc=$work/etc port=$((20000 + RANDOM % 12000))
    socket=$(VAR=$VAR tools/postgres.sh socket)
    export PGHOST=$socket PGUSER=postgres PORT=$port METRICS_PORT=$((port + 1))
    as_they_stand() {
        sed -e "s#/etc/asiakkuus#$etc#g; s#runuser -u postgres -- ##; s#127.0.0.1:8080#127.0.0.1:$port#g; s#/usr/local/share/asiakkuus#$data#g"
    }
fi
data=$prefix/share/asiakkuus
install_all() {
    cmake --install "$build" --prefix "$prefix"
    [ -n "${BARE_ROOT:-}" ] || sed -i "s#/etc/asiakkuus#$etc#g; s#host=127.0.0.1#host=$socket#; /METRICS_PORT/d" "$data/settings.example"
}
expect install__goes_through install_all
for file in bin/asiakkuusd bin/segment share/asiakkuus/sql/manifest share/asiakkuus/sql/roles.sql \
    share/asiakkuus/api-spec/dist/openapi.json share/asiakkuus/api-spec/docs/index.html share/asiakkuus/pages/dashboard/index.html \
    share/asiakkuus/libsegment/models/helsinki.json share/asiakkuus/settings.example lib/systemd/system/asiakkuusd.service; do
    expect "install__brings_$file" test -s "$prefix/$file"
done
if command -v systemd-analyze >/dev/null; then
    expect_nothing install__unit_is_one_that_systemd_takes "$(sed 's#^ExecStart=.*#ExecStart=/bin/true#; s/^User=.*/User=root/' "$prefix/lib/systemd/system/asiakkuusd.service" >"$work/asiakkuusd.service"
        systemd-analyze verify "$work/asiakkuusd.service" 2>&1 | grep -F asiakkuusd)"
else
    skip "no systemd here: the unit is not looked at"
fi
expect_nothing install__example_names_settings_only "$(sed -n 's/^\([A-Z_]*\)=.*/\1/p' "$data/settings.example" | while read -r name; do
    grep -qE "\"$name\"|\"${name%_FILE}\"" service/tables/settings.def || echo "$name"
done)"

# The steps, as they are printed; the service goes on behind them.
PATH=$prefix/bin:$PATH
unset DATA_DIR DATABASE_URL MIGRATE_DATABASE_URL JWKS_FILE VAULT_KEYS_FILE JWT_ISSUER JWT_AUDIENCE DEMO_ISSUER_KEY_FILE
asiakkuusd --help | sed -n '/^A first start/,/^As a service/{/^    /p}' | as_they_stand >"$work/steps"
expect help__has_steps test "$(wc -l <"$work/steps")" -gt 12
{
    echo 'set -e'
    sed 's/^ *asiakkuusd serve &$/asiakkuusd serve >"$LOG" 2>\&1 \& echo $! >"$PID"/' "$work/steps"
} >"$work/script"
expect_nothing help__steps_end_with_the_segments "$(LOG=$work/log PID=$work/pid bash "$work/script" >"$work/said" 2>&1 </dev/null || cat "$work/said" "$work/log"
    grep -q omatoimi "$work/said" || tail -n 5 "$work/said")"
service=$(cat "$work/pid" 2>/dev/null)
export SETTINGS=$etc/settings DEMO_ISSUER_KEY_FILE=$etc/issuer.pem
for path in /docs /openapi.json /dashboard; do
    expect "install__serves_$path" curl -fsS -o /dev/null "http://127.0.0.1:$port$path"
done
expect_nothing install__secrets_are_private "$(find "$etc" -type f -perm /077)"

# Backup and restore, as the guide has them.
block() {
    sed -n "/<!-- $1 -->/,/^\`\`\`\$/p" docs/guide/operators.md | sed '/^<!--/d; /^```/d; /^$/d' | as_they_stand
}
answers() {
    curl -sS -H "Authorization: Bearer $(asiakkuusd token)" -H 'Content-Type: application/json' "$@"
}
find_client() {
    answers -d '{"identifier": {"system": "hetu", "value": "010594Y9032"}}' "http://127.0.0.1:$port/v1/clients" |
        sed -E 's/.*"id":"([^"]+)".*/\1/'
}
before=$(find_client)
expect backup__there_is_somebody_to_lose grep -qE '^[0-9a-f-]{36}$' <<<"$before"
run_block() {
    block "$1" >"$work/block"
    [ -s "$work/block" ] && (cd "$work" && bash -eu "$work/block")
}
expect backup__of_the_guide_goes_through run_block backup
kill "$service"
wait "$service" 2>/dev/null
while kill -0 "$service" 2>/dev/null; do sleep 0.1; done
rm "$etc/vault.keys"
if [ -n "${BARE_ROOT:-}" ]; then runuser -u postgres -- dropdb asiakkuus; else dropdb asiakkuus; fi
expect backup__restore_of_the_guide_goes_through run_block restore
asiakkuusd serve >"$work/log" 2>&1 &
service=$!
await() {
    curl -fsS -o /dev/null --retry 20 --retry-delay 1 --retry-connrefused "http://127.0.0.1:$port/readyz"
}
expect backup__restored_service_is_ready await
expect backup__the_same_person_is_the_same_client test "$(find_client)" = "$before"
finish
