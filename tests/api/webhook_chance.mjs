#!/usr/bin/env node
// A webhook under whatever its receiver and its keepers do, by chance: each event is taken, in the order of the
// feed, by a number of its own, and every request is signed by a secret that holds. SEED gives the same again.
import { assert, call, expectStatus, finish, get, newClient, post, test } from "./service.mjs";
import { holding, receiver } from "./webhook_receiver.mjs";
import { pause, sql } from "./support.mjs";

const seed = Number(process.env.SEED ?? Date.now() % 1000000), STEPS = 60;
let state = seed + 1;
const draw = (most) => (state = (state * 48271) % 2147483647) % most;
const as = { sub: "ehr-chance", role: "integrator" };

test(`webhook__by_chance_takes_each_event_in_order (SEED=${seed})`, async () => {
    const ear = await receiver(), made = expectStatus(await post("/v1/webhooks", { url: ear.url, types: ["client.created"] }, { as }), 201);
    const place = `/v1/webhooks/${made.id}`, secrets = [made.secret], ids = [], taken = [];
    const answers = [200, 200, 200, 500, 404, 302, "drop", "garbage"];
    ear.answer = (one, response) => {
        assert.ok(secrets.some((secret) => holding(one, secret).length === 1), "signed by one that was shown");
        const answer = answers[draw(answers.length)];
        if (answer === "drop") return response.socket.destroy();
        if (answer === "garbage") return response.socket.end("hello\r\n");
        if (answer === 200) taken.push(one);
        return response.writeHead(answer, answer === 302 ? { Location: "/other" } : {}).end();
    };
    const seen = async () => expectStatus(await get(place, { as }), 200);
    const put = async (enabled) => expectStatus(await call("PUT", place, { as, body: { url: ear.url, types: ["client.created"], enabled }, headers: { "if-match": `"${(await seen()).version}"` } }), 200);
    const steps = [
        async () => ids.push((await newClient()).id),
        async () => ids.push((await newClient()).id),
        () => sql(`UPDATE webhook SET next_at = now() WHERE id = '${made.id}'`),
        async () => { await put(false); await put(true); },
        async () => secrets.push(expectStatus(await post(`${place}/rotate`, { keep_old_hours: draw(3) }, { as, headers: { "if-match": "*" } }), 200).secret),
        () => pause(draw(300)),
        async () => expectStatus(await post(`${place}/test`, undefined, { as }), 202),
    ];
    for (let i = 0; i < STEPS; i++) await steps[draw(steps.length)]();
    ear.answer = (one, response) => { taken.push(one); response.writeHead(200).end(); };
    await put(true);
    const events = () => taken.filter(({ sequence }) => sequence);
    for (let i = 0; i < 600 && events().length < ids.length; i++) await pause(50);
    assert.deepEqual(events().map(({ event, sequence }) => [event.resource_id, sequence]), ids.map((id, i) => [id, i + 1]));
    assert.equal(ear.most, 1, "one at a time");
    expectStatus(await call("DELETE", place, { as, headers: { "if-match": "*" } }), 204);
    await ear.close();
});
await finish();
