#!/usr/bin/env node
// A record that a caller may not know is answered as one that is not: anyone who tries ids learns nothing,
// whatever else is wrong with the request.
import { randomUUID } from "node:crypto";
import { all, everything, operations, other } from "./operations.mjs";
import { call, end, equal, test, token } from "./support.mjs";

const wide = everything.split(" ").filter((permission) => permission !== "client:break_glass").join(" ");
const social = token("--register", "social", "--scope", wide, "--sub", "someone-else"), elsewhere = other;
const actions = { action: "cancel" };

// The same request with something else wrong with it, or nothing.
const faults = {
    nothing: {},
    a_stale_version: { headers: { "If-Match": '"77"' } },
    a_version_that_is_none: { headers: { "If-Match": "x" } },
    no_version: { headers: { "If-Match": undefined } },
    any_version: { headers: { "If-Match": "*" } },
    an_empty_body: { json: {} },
    an_odd_body: { json: { "": [] } },
    no_json: { body: "{" },
    an_unknown_parameter: { query: "?x=1" },
    a_known_etag: { headers: { "If-None-Match": "*" } },
    an_unreadable_cursor: { query: "?cursor=x" },
};

const ATTEMPT = ["x-request-id", "date", "ratelimit", "ratelimit-reset", "ratelimit-remaining", "content-length"];

async function ask(operation, id, bearer, { headers = {}, query = "", json = operation.body, body }) {
    const path = operation.path.replace(/\{([a-z_]+)\}/g, (_, name) => actions[name] ?? id[name] ?? randomUUID());
    const sent = { ...(operation.precondition ? { "If-Match": '"1"' } : {}), ...headers };
    for (const name of Object.keys(sent)) if (sent[name] === undefined) delete sent[name];
    const answer = await call(operation.method, path + query, { token: bearer, headers: sent, ...(body === undefined ? { json } : { body }) });
    const said = Object.entries(answer.headers).filter(([name]) => !ATTEMPT.includes(name));
    return { status: answer.status, headers: said, body: answer.text.split(path).join("PATH").replace(/"instance":"[^"]*"/, "") };
}

const named = operations.filter(({ path, resource }) => path.startsWith("/v1/") && resource && path.includes("{"));
for (const operation of named) {
    const names = [...operation.path.matchAll(/\{([a-z_]+)\}/g)].map(([, name]) => name);
    const there = operation.resource.split("/"), places = operation.path.split("/");
    const id = Object.fromEntries(names.map((name) => [name, there[places.indexOf(`{${name}}`)]]).filter(([, value]) => !value.startsWith("{")));
    const start = { ...operations.find(({ path, method }) => method === "GET" && path === places.slice(0, 4).join("/")), body: undefined };
    const seenByOthers = start.path ? (await ask(start, id, social, {})).status !== 404 : false;
    const strangers = { "another area": elsewhere, ...(seenByOthers ? {} : { "the other register": social }) };
    for (const [whose, bearer] of Object.entries(strangers))
        for (const [fault, change] of Object.entries(faults))
            await test(`${operation.id}__of_${whose.replaceAll(" ", "_")}_with_${fault}_is_as_one_that_is_not`, async () =>
                equal(await ask(operation, id, bearer, change), await ask(operation, {}, bearer, change)));
}

// What the caller may know is told apart, or the cases above show nothing.
await test("unknown__the_caller_s_own_record_is_told_apart", async () => {
    const operation = operations.find(({ id }) => id === "referral_get");
    const id = { id: operation.resource.split("/").pop() };
    equal([(await ask(operation, id, all, {})).status, (await ask(operation, {}, all, {})).status], [200, 404]);
});

end();
