#!/usr/bin/env node
// What fails around the service, while it is written to: no acknowledged write is lost, none is
// there twice, and it serves again by itself. ROUNDS (2) says how often each fault is made, AWAY_S (3)
// how long the database is away.
import { end, equal, get, holds, pause, post, start, stop, test, token } from "../api/support.mjs";
import { awaitService, killDatabase, postgres, startDatabase, underLoad, WRITERS } from "./load.mjs";

const AWAY_S = Number(process.env.AWAY_S ?? 3);
const professional = token();
const others = ({ writes }) => writes.flatMap(({ answers }) => answers).filter((answer) => answer !== 201 && answer !== 503);

await test("service__killed_under_load_loses_nothing_and_doubles_nothing", async () => {
    let service = await start();
    await underLoad(async (load) => {
        await stop(service, "SIGKILL");
        service = await start();
        load.at(service.port);
    }, { port: service.port });
    await stop(service);
});

await test("database__killed_under_load_loses_nothing_and_doubles_nothing", () =>
    underLoad(async () => {
        await killDatabase();
        await startDatabase();
        await awaitService();
    }));

await test("database__restarted_under_load_is_503_meanwhile_and_service_by_itself", async () => {
    const load = await underLoad(async (load) => {
        const before = load.writes.length;
        postgres("stop");
        await load.until((writes) => writes.some(({ answers }) => answers.includes(503)), before);
        await startDatabase();
        await awaitService();
    });
    equal(others(load), [], "answers other than 201 and 503:");
});

// Longer than anybody's patience: each writer is answered again and again meanwhile, and nobody has to
// do anything when it is back.
await test("database__away_for_long_under_load_holds_nobody_up_and_is_back_by_itself", async () => {
    const load = await underLoad(async (load) => {
        postgres("stop");
        const before = load.writes.length;
        await pause(AWAY_S * 1000);
        const answered = (writes) => writes.filter(({ answers }) => answers.length > 0);
        await load.until((writes) => new Set(answered(writes).map(({ path }) => path)).size === WRITERS, before);
        const meanwhile = answered(load.writes.slice(before));
        equal([...new Set(meanwhile.flatMap(({ answers }) => answers))], [503], "answers meanwhile:");
        holds(meanwhile.every(({ retry_after }) => Number(retry_after) > 0), "no Retry-After");
        equal([(await get("/healthz")).status, (await get("/readyz")).status], [200, 503]);
        await startDatabase();
        await awaitService();
    }, { rounds: 1 });
    equal(others(load), [], "answers other than 201 and 503:");
});

// The server takes four connections of the service, which would have eight: whoever gets none is told to
// come again, those who have one are served, and with room again all are.
await test("database__out_of_connections_under_load_is_503_and_service_by_itself", async () => {
    const load = await underLoad(async (load) => {
        postgres("stop");
        await startDatabase("-c max_connections=7 -c superuser_reserved_connections=3 -c max_wal_senders=0");
        await awaitService();
        await load.until((writes) => writes.some(({ answers }) => answers.includes(503)), load.writes.length);
        await load.more(20);
        postgres("stop");
        await startDatabase();
        await awaitService();
    }, { rounds: 1 });
    equal(others(load), [], "answers other than 201 and 503:");
});

await test("database__away_is_503_with_retry_after_and_the_process_lives", async () => {
    postgres("stop");
    const answer = await get("/v1/models", { token: professional });
    const [ready, alive] = [await get("/readyz"), await get("/healthz")];
    const write = await post("/v1/clients/search", { identifier: { system: "hetu", value: "010594Y9032" } }, { token: professional });
    await startDatabase();
    equal([ready.status, alive.status, write.status], [503, 200, 503]);
    holds(Number(write.headers["retry-after"]) > 0, "no Retry-After");
    holds(answer.status === 200 || answer.status === 503, `models: ${answer.status}`);
    await awaitService();
});

await test("database__read_only_is_not_ready_and_refuses_writes", async () => {
    postgres("psql", "-c", "ALTER SYSTEM SET default_transaction_read_only = on", "-c", "SELECT pg_reload_conf()");
    for (let i = 0; i < 200 && (await get("/readyz")).status === 200; i++) await pause(100);
    const ready = await get("/readyz");
    const client = await post("/v1/clients", { identifier: { system: "hetu", value: "010594Y9032" } }, { token: professional });
    postgres("psql", "-c", "SET default_transaction_read_only = off", "-c", "ALTER SYSTEM RESET default_transaction_read_only", "-c", "SELECT pg_reload_conf()");
    await awaitService();
    equal([ready.status, client.status], [503, 503]);
});
end();
