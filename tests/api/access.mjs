#!/usr/bin/env node
// Who may do what, made from the description: every operation against every kind of bad token, every
// missing permission, another area, another client. What each room needs for it (bodies, records of its
// own) stands in tests/api/access/ROOM.mjs.
import { all, client, everything, operations, other, owned, personal, stranger } from "./operations.mjs";
import { badTokens, call, end, equal, holds, identifier, judged, post, signed, test, token } from "./support.mjs";

const unknown = "0197a3c0-0000-7000-8000-00000000dead";
// Record systems have tokens of their own, each for one call (cds.mjs).
const guarded = operations.filter(({ permission, ehr }) => permission !== "public" && !ehr);

const absent = (path) => path.replace(/\{id\}/, unknown).replace(/\{[a-z_]*id\}/g, unknown);

function send(operation, bearer, path = operation.resource ?? operation.place, body = operation.body) {
    const headers = operation.precondition ? { "If-Match": '"1"' } : {};
    // A form is sent as it is.
    const sent = typeof body === "string" ? { body } : { json: body };
    return call(operation.method, absent(path), { token: bearer, ...sent, headers, type: operation.type });
}

// What went wrong, in whichever of the two forms it is told.
function problemOf({ json }) {
    if (json.resourceType !== "OperationOutcome") return json;
    const [{ details, diagnostics }] = json.issue, [{ system, code }] = details.coding;
    return { type: `${system}:${code}`, detail: diagnostics };
}

await test("access__every_operation_names_its_permission", async () => {
    for (const { id, permission } of operations) holds(/^(public|[a-z_]+:[a-z]+)$/.test(permission ?? ""), id);
    const open = operations.filter(({ permission }) => permission === "public").map(({ path }) => path);
    // A one-time link of the service's own stands in for a token.
    equal(open.filter((path) => path.startsWith("/v1/")), ["/v1/feedback/by-link", "/v1/feedback/statements"]);
});

// In a hurry (BRIEF) one bad token and one missing permission stand for all.
const brief = (list) => (process.env.BRIEF ? list.slice(0, 1) : list);
const bad = badTokens(all);
for (const operation of guarded)
    for (const [name, bearer] of brief(Object.entries(bad)))
        await test(`access__${operation.id}_with_token_${name}_is_401`, async () => {
            const answer = await send(operation, bearer);
            equal(answer.status, 401, answer.text);
            holds(answer.headers["www-authenticate"]?.startsWith("Bearer"), "WWW-Authenticate");
            equal(problemOf(answer).type, "urn:asiakkuus:problem:unauthenticated");
            holds(!answer.text.includes(client.id), "something leaks");
        });

for (const operation of guarded) {
    const [noun, verb] = operation.permission.split(":");
    const others = guarded.map(({ permission }) => permission).filter((permission) => permission !== operation.permission);
    for (const scope of brief([others.join(" "), "", "*", `${noun}`, `${noun}:${verb}x`, `${noun}:${verb.slice(0, -1)}`, `x${noun}:${verb}`]))
        await test(`access__${operation.id}_with_scope_${scope.slice(0, 24) || "(none)"}_is_403`, async () => {
            const answer = await send(operation, token("--scope", scope || " "));
            equal([answer.status, problemOf(answer).type], [403, "urn:asiakkuus:problem:forbidden"], answer.text);
        });
    await test(`access__${operation.id}_with_its_permission_is_let_in`, async () => {
        for (const scope of [operation.permission, `${noun}:*`]) {
            const answer = await send(operation, token("--scope", scope, ...(personal.includes(operation.id) ? [] : ["--sub", scope])));
            holds(answer.status < 400 || answer.status === 409 || answer.status === 412, `${answer.status} ${answer.text}`);
        }
    });
}

for (const operation of guarded.filter(({ resource }) => resource)) {
    await test(`access__${operation.id}_of_another_area_is_404_like_one_that_is_not`, async () => {
        const foreign = await send(operation, other), missing = await send(operation, other, operation.path);
        equal([foreign.status, missing.status], [404, 404], foreign.text);
        const without = ({ json }) => ({ ...json, instance: "" });
        equal(without(foreign), without(missing));
    });
    await test(`access__${operation.id}_of_another_client_is_not_shown`, async () => {
        const own_view = operation.id === "assessment_create" ? { register: "health", answers: { client: {} } } : undefined;
        const answer = await send(operation, token("--client", stranger.id), operation.resource, own_view);
        holds(answer.status === 404 || answer.status === 403, `${answer.status} ${answer.text}`);
    });
}

// Nothing that is wrong with a request may tell a hidden record from none: neither the version, nor the
// body, nor that there is no version at all.
const baseOf = ({ path }) => owned[Object.keys(owned).filter((start) => path.startsWith(start)).sort((a, b) => b.length - a.length)[0]];
const social = token("--register", "social", "--scope", everything), hiddenFrom = new Map();
for (const base of new Set(Object.values(owned))) {
    const [own, theirs] = [await call("GET", base, { token: all }), await call("GET", base, { token: social })];
    hiddenFrom.set(base, [other, ...(own.status === 200 && theirs.status === 404 ? [social] : [])]);
}
await test("access__some_records_are_hidden_from_the_other_register", () => holds([...hiddenFrom.values()].filter((readers) => readers.includes(social)).length >= 4, "too few"));
for (const operation of guarded.filter(({ resource }) => resource))
    await test(`access__${operation.id}_of_what_is_hidden_is_like_one_that_is_not_whatever_else_is_wrong`, async () => {
        for (const bearer of hiddenFrom.get(baseOf(operation)))
            for (const [headers, body] of [[{}, operation.body], [{ "If-Match": '"999"' }, operation.body], [{ "If-Match": '"1"' }, { zz: 1 }], [{ "If-Match": "x" }, []]]) {
                const json = operation.method === "GET" ? undefined : body;
                const [hidden, missing] = [await call(operation.method, absent(operation.resource), { token: bearer, json, headers }), await call(operation.method, absent(operation.path), { token: bearer, json, headers })];
                const told = ({ status, json: problem, headers: { etag, location } }) => [status, { ...problem, instance: "" }, etag, location];
                holds(hidden.status >= 400, hidden.text);
                equal(told(hidden), told(missing), `${JSON.stringify(headers)} ${JSON.stringify(body)}`);
            }
    });

await test("access__a_client_sees_their_own", async () => {
    const own = token("--client", client.id);
    equal((await call("GET", `/v1/clients/${client.id}`, { token: own })).status, 200);
    equal((await call("GET", `/v1/clients/${stranger.id}`, { token: own })).status, 404);
});

await test("access__a_client_alone_claims_nobody_else_s_part", async () => {
    const own = token("--client", client.id), answers = { client: {} };
    const say = (...roles) => post(`/v1/clients/${client.id}/assessments`, { register: "health", answers, participants: roles.map((role) => ({ role })) }, { token: own });
    const refused = await say("client", "doctor");
    equal([refused.status, refused.json.errors?.map(({ pointer, code }) => `${pointer} ${code}`)], [422, ["/participants/1/role not_in_list"]], refused.text);
    equal((await say("client")).status, 201);
});

// An issuer that forgets client_id must not make a client a reader of the whole area.
await test("access__a_token_that_speaks_for_nobody_is_401", async () => {
    const claims = JSON.parse(Buffer.from(all.split(".")[1], "base64url"));
    const { register, role, ...neither } = claims;
    for (const odd of [neither, { ...neither, role: "citizen" }, { ...claims, role: "client" }]) {
        const answer = await call("GET", `/v1/clients/${client.id}`, { token: signed(odd) });
        equal([answer.status, answer.text.includes(client.id)], [401, false], JSON.stringify(odd));
    }
    equal((await call("GET", `/v1/clients/${client.id}`, { token: signed({ ...neither, client_id: client.id }) })).status, 200);
});

await test("access__a_client_may_not_search_or_create", async () => {
    const scope = "client:* assessment:*", own = token("--client", client.id, "--scope", scope);
    equal((await post("/v1/clients/search", identifier(), { token: own })).status, 403);
    equal((await post("/v1/clients", identifier(), { token: own })).status, 403);
});

await test("access__the_other_register_is_not_shown", async () => {
    const social = token("--register", "social");
    equal((await call("GET", owned["/v1/assessments/{id}"], { token: social })).status, 404);
    equal((await call("GET", `/v1/clients/${client.id}`, { token: social })).status, 200);
});

await test("access__another_area_finds_nobody", async () => {
    const body = identifier();
    equal((await post("/v1/clients", body, { token: all })).status, 201);
    equal((await post("/v1/clients/search", body, { token: other })).json.items, []);
});

const nowhere = token("--area", "55", "--scope", everything);
for (const operation of guarded)
    await test(`access__${operation.id}_of_an_area_that_is_not_is_404`, async () => {
        const answer = await send(operation, nowhere);
        equal([answer.status, problemOf(answer).type], [404, "urn:asiakkuus:problem:not_found"], answer.text);
        equal(problemOf(answer).detail, "Hyvinvointialuetta 55 ei ole.");
    });

for (const operation of operations)
    await test(`access__${operation.id}_answers_only_its_method`, async () => {
        const known = operations.filter(({ path }) => path === operation.path).map(({ method }) => method);
        for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((each) => !known.includes(each))) {
            const answer = await call(method, absent(operation.path).replace("{file}", "page.js").replace(/\{[a-z_]+\}/g, "x"), { token: all });
            equal(answer.status, 405, method);
        }
    });

end();
