#!/usr/bin/env bash
# The compose file, really built and started: one command, hardened, and nothing lost by a restart.
# Where builds can only reach the network through the host: DOCKER_BUILD_NETWORK=host.
# shellcheck source-path=SCRIPTDIR/../house source=cases.bash
. "$(dirname "$0")/../house/cases.bash"

PORT=
while [ -z "$PORT" ] || (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; do
    PORT=$((20000 + RANDOM % 12000))
done
export PORT
project=asiakkuus-test-$$
arguments=(-p "$project" -f docker/compose.yaml)
work=$(mktemp -d)
if [ -n "${DOCKER_BUILD_NETWORK:-}" ]; then
    {
        echo 'services:'
        for name in secrets database migrate demo months service token; do
            printf '  %s: { build: { network: %s } }\n' "$name" "$DOCKER_BUILD_NETWORK"
        done
    } >"$work/network.yaml"
    arguments+=(-f "$work/network.yaml")
fi

compose() {
    docker compose "${arguments[@]}" "$@"
}

clean() {
    compose down -v --timeout 5 >/dev/null 2>&1
    rm -rf "$work"
}
trap clean EXIT

call() {
    curl -sS --max-time 10 -H "Authorization: Bearer $token" -H 'Content-Type: application/json' "$@"
}

container() {
    compose ps -q "$1"
}

client() {
    call -d '{"identifier": {"system": "hetu", "value": "010594Y9032"}}' "http://127.0.0.1:$PORT/v1/clients" |
        sed -E 's/.*"id": ?"([^"]+)".*/\1/'
}

await_ready() {
    local i
    for ((i = 0; i < 100; i++)); do
        curl -fsS -o /dev/null --max-time 2 "http://127.0.0.1:$PORT/readyz" 2>/dev/null && return
        sleep 0.3
    done
    return 1
}

down_and_up() {
    compose down --timeout 30 && compose up -d --wait --wait-timeout 180
}

expect "docker__images_build" compose build --quiet
expect "docker__up_is_one_command" compose up -d --wait --wait-timeout 180
[ "$failed" = 0 ] || { compose ps -a; compose logs --tail 20; finish; exit; }

token=$(compose run --rm -T token 2>/dev/null)
expect "docker__ready" await_ready
expect "docker__segments_are_served" grep -q omatoimi <(call "http://127.0.0.1:$PORT/v1/segments")
first=$(client)
expect "docker__a_client_is_stored" grep -qE '^[0-9a-f-]{36}$' <<<"$first"

# What a command of the engine says, of which nothing may be found; that it can't be asked is a finding too.
told() {
    "$@" 2>&1 || echo "BEGIN: failed: $*"
}
service=$(container service)
database=$(container database)
for name in service database; do
    id=${!name}
    expect "docker__${name}_is_healthy" test "$(docker inspect -f '{{.State.Health.Status}}' "$id")" = healthy
    expect "docker__${name}_is_not_root" test "$(docker exec "$id" id -u)" != 0
    expect "docker__${name}_root_is_read_only" test "$(docker inspect -f '{{.HostConfig.ReadonlyRootfs}}' "$id")" = true
    expect "docker__${name}_has_no_capability" test "$(docker inspect -f '{{.HostConfig.CapDrop}}' "$id")" = '[ALL]'
    expect_nothing "docker__${name}_has_no_secret_in_its_environment" \
        "$(told docker inspect -f '{{range .Config.Env}}{{println .}}{{end}}' "$id" | grep -iE 'password=|[0-9a-f]{48}|BEGIN')"
    expect_nothing "docker__${name}_logs_no_identity_code" "$(told docker logs "$id" | grep -E '010594Y9032|^BEGIN: failed')"
done
expect_nothing "docker__service_has_no_build_tool" \
    "$(told docker exec "$service" sh -c 'command -v gcc cc make cmake ld git curl npm node psql || true')"
expect_nothing "docker__service_sees_no_issuer_key" \
    "$(told docker exec "$service" sh -c 'find /secrets/issuer /secrets/owner -type f 2>/dev/null || true')"
expect "docker__figures_are_not_on_the_public_port" \
    test "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$PORT/metrics")" = 404
expect "docker__figures_are_on_a_port_of_their_own" docker exec "$database" bash -c 'exec 3<>/dev/tcp/service/9090'
for name in service database; do
    id=${!name}
    expect "docker__${name}_has_a_memory_limit" test "$(docker inspect -f '{{.HostConfig.Memory}}' "$id")" -gt 0
    expect "docker__${name}_log_is_rotated" test "$(docker inspect -f '{{index .HostConfig.LogConfig.Config "max-size"}}' "$id")" = 10m
done
expect "docker__published_on_loopback_only" test "$(docker port "$service" 8080)" = "127.0.0.1:$PORT"

pid=$(docker inspect -f '{{.State.Pid}}' "$service")
kill -KILL "$pid"
expect "docker__service_comes_back_after_a_kill" await_ready
pid=$(docker inspect -f '{{.State.Pid}}' "$database")
kill -KILL "$pid"
sleep 1
expect "docker__database_comes_back_after_a_kill" await_ready
# What is restarted is what runs; nothing that ran once is left failed.
expect "docker__restart_goes_through" compose restart
expect "docker__restart_is_ready_again" await_ready
nothing_failed() {
    local i
    for ((i = 0; i < 60; i++)); do
        [ -n "$(compose ps -a --format '{{.Service}} {{.State}} {{.ExitCode}}' | grep -vE ' running | exited 0$')" ] || return 0
        sleep 1
    done
    compose ps -a
    return 1
}
expect "docker__restart_leaves_nothing_failed" nothing_failed
expect "docker__down_and_up_again" down_and_up
token=$(compose run --rm -T token 2>/dev/null)
expect "docker__the_client_is_still_there" test "$(client)" = "$first"

# Backup and restore as the guide has them, with every volume lost in between.
block() {
    sed -n "/<!-- $1 -->/,/^\`\`\`\$/p" docs/guide/operators.md | sed '/^<!--/d; /^```/d; /^$/d' |
        sed "s#docker compose -f docker/compose.yaml#docker compose ${arguments[*]}#; s#\([a-z.]*\(\.dump\|\.copy\)\)#$work/\1#g"
}
run_block() {
    block "$1" >"$work/block"
    [ -s "$work/block" ] && bash -eu "$work/block"
}
expect "docker__backup_of_the_guide_goes_through" run_block "backup with containers"
expect "docker__backup_of_the_keys_is_a_key" grep -qE '^[^ ]+ [0-9a-f]{64}$' "$work/vault.keys.copy"
compose down -v --timeout 30 >/dev/null 2>&1
expect "docker__restore_of_the_guide_goes_through" run_block "restore with containers"
expect "docker__restored_is_ready" await_ready
token=$(compose run --rm -T token 2>/dev/null)
expect "docker__the_same_person_is_the_same_client" test "$(client)" = "$first"

# A setting of the one who starts it reaches the service.
RATE_LIMIT=1 RATE_BURST=2 compose up -d --wait --wait-timeout 180 >/dev/null 2>&1
expect "docker__rate_limit_is_passed" grep -qi '^ratelimit-policy: "caller";q=2' <(call -D - -o /dev/null "http://127.0.0.1:$PORT/v1/segments")

# With an issuer of one's own: the demo's tokens are no longer taken (503 while its keys have not been
# read), and none of it is loaded.
arguments+=(-f docker/own-issuer.yaml)
expect "docker__own_issuer_must_be_named" test -z "$(compose config 2>/dev/null)"
export JWKS_URL=https://issuer.invalid/jwks JWT_ISSUER=https://issuer.invalid JWT_AUDIENCE=county
expect "docker__own_issuer_starts" compose up -d --wait --wait-timeout 180
expect "docker__own_issuer_takes_no_token_of_the_demo" \
    test "$(call -o /dev/null -w '%{http_code}' "http://127.0.0.1:$PORT/v1/segments")" = 503
expect "docker__own_issuer_loads_no_demo" \
    test "$(docker inspect -f '{{.Config.Cmd}} {{.State.ExitCode}}' "$(compose ps -aq demo)")" = '[--version] 0'

# The same by a file of keys instead of an address.
compose exec -T service cat /secrets/service/jwks.json >"$work/jwks.json"
chmod 0644 "$work/jwks.json"
unset JWKS_URL
export JWKS_FILE=$work/jwks.json
expect "docker__own_issuer_by_a_file_starts" compose up -d --wait --wait-timeout 180
token=$(compose run --rm -T token 2>/dev/null)
expect "docker__own_issuer_by_a_file_takes_its_tokens" \
    test "$(call -o /dev/null -w '%{http_code}' "http://127.0.0.1:$PORT/v1/models")" = 200
finish
