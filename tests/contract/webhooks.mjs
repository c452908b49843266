// What the service sends to webhooks, taken by the reference library of Standard Webhooks.
import { createRequire } from "node:module";
import { assert, call, expectStatus, finish, newClient, post, test } from "../api/service.mjs";
import { receiver } from "../api/webhook_receiver.mjs";

const { Webhook } = createRequire(new URL("../../tools/package.json", import.meta.url))("standardwebhooks");
const as = { role: "integrator" };

test("webhook__is_verified_by_the_reference_library", async () => {
    const ear = await receiver(), made = expectStatus(await post("/v1/webhooks", { url: ear.url, types: ["client.created"] }, { as }), 201);
    const rotated = expectStatus(await post(`/v1/webhooks/${made.id}/rotate`, {}, { as, headers: { "if-match": '"1"' } }), 200);
    const { id } = await newClient(), [{ headers, body }] = await ear.until(1);
    for (const { secret } of [made, rotated]) assert.equal(new Webhook(secret).verify(body, headers).resource_id, id);
    assert.throws(() => new Webhook(made.secret).verify(`${body} `, headers));
    assert.throws(() => new Webhook(`whsec_${"A".repeat(43)}=`).verify(body, headers));
    expectStatus(await call("DELETE", `/v1/webhooks/${made.id}`, { as, headers: { "if-match": "*" } }), 204);
    await ear.close();
});
await finish();
