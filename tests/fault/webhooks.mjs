#!/usr/bin/env node
// A webhook while the database, or the service that sends, is killed under writes: what was acknowledged is told,
// in the order of the feed, and what comes twice comes with the same number.
import { end, equal, get, holds, pause, post, sql, start, stop, test, token } from "../api/support.mjs";
import { holding, receiver } from "../api/webhook_receiver.mjs";
import { awaitService, killDatabase, startDatabase, underLoad } from "./load.mjs";

const integrator = token("--role", "integrator", "--sub", "ehr-faults");

async function expectTold(ear, webhook, load) {
    const ids = load.writes.map(({ id }) => id), told = () => ear.heard.map(({ event }) => event.resource_id);
    for (let i = 0; i < 1800 && !ids.every((id) => told().includes(id)); i++) await pause(50);
    equal(ids.filter((id) => !told().includes(id)), [], "never told:");
    const once = ear.heard.filter((one, i) => ear.heard.findIndex(({ id }) => id === one.id) === i);
    const feed = sql(`SELECT id FROM event WHERE area = '90' AND id IN (${once.map(({ id }) => `'${id}'`)}) ORDER BY transaction, id`).split("\n");
    equal(once.map(({ id }) => id), feed, "the order of the feed");
    equal(once.map(({ sequence }) => sequence), once.map((_, i) => i + 1), "the numbers");
    for (const one of ear.heard) {
        equal(one.sequence, once.find(({ id }) => id === one.id).sequence, "again with the same number");
        holds(holding(one, webhook.secret).length === 1, "each is signed");
    }
    equal(ear.most, 1, "never two at once");
}

async function told(body) {
    const ear = await receiver((_, response) => setTimeout(() => response.writeHead(204).end(), 5));
    const made = await post("/v1/webhooks", { url: ear.url, types: ["assessment.created"] }, { token: integrator });
    equal(made.status, 201, made.text);
    await expectTold(ear, made.json, await body());
    const { version } = (await get(`/v1/webhooks/${made.json.id}`, { token: integrator })).json;
    equal(version, 1);
    sql(`UPDATE webhook SET enabled = false WHERE id = '${made.json.id}'`);
    await ear.close();
}

await test("webhook__while_the_database_is_killed_is_told_of_all_that_was_acknowledged", () =>
    told(() => underLoad(async () => {
        await killDatabase();
        await startDatabase();
        await awaitService();
    })));

// Two instances send; the one that is written to is killed.
await test("webhook__while_an_instance_is_killed_is_told_of_all_that_was_acknowledged", () =>
    told(async () => {
        let service = await start();
        const load = await underLoad(async (load) => {
            await stop(service, "SIGKILL");
            service = await start();
            load.at(service.port);
        }, { port: service.port });
        await stop(service);
        return load;
    }));

end();
