// Who gets in: every operation of the description, with every kind of token that must not get in.
// The matrix is made from the description, so that a new operation is in it at once.
import { allBut, artificialHetu, badTokens, call, issued } from "./calls.mjs";
import { counter, operations } from "./description.mjs";

const { check, end } = counter();
const UNKNOWN = "0197a3c0-0000-7000-8000-000000000000";
const guarded = [...operations].filter(([, operation]) => operation["x-permission"] !== "public");
const ofOneThing = guarded.filter(([, { path }]) => /\{id\}/.test(path) && !path.startsWith("/v1/models"));

const own = issued("--area", "90", "--register", "health", "--role", "professional");
const someone = () => ({ identifier: { system: "hetu", value: artificialHetu() } });
const client = (await call("client_create", { token: own, body: someone() })).json;
const otherClient = (await call("client_create", { token: own, body: someone() })).json;
const assessment = (await call("assessment_create", { token: own, names: { id: client.id }, body: {
    register: "health", coping: "easy", need: "many", duration: "continuous", flags: { special_support: false },
} })).json;

// Bodies that are in order for this caller, where the description's first example is not.
const bodies = { assessment_create: { register: "health", answers: { client: { d5_self_care: 1 } } } };

// What stands for {id}: "helsinki@1", an assessment or a client.
function idOf(path) {
    if (path.startsWith("/v1/models")) return "helsinki@1";
    return path.startsWith("/v1/assessments") ? assessment.id : client.id;
}

async function expect(name, id, status, options) {
    const answer = await call(id, { names: { id: idOf(operations.get(id).path) }, body: bodies[id], ...options });
    check(`${id}__${name}_is_${status}`, answer.status === status ? [] : [`it was ${answer.status} ${answer.text.slice(0, 200)}`]);
    return answer;
}

// Two refusals alike in everything but the request's id.
function alike(name, one, other) {
    const plain = (answer) => JSON.stringify({ ...answer.json, instance: "" });
    check(name, plain(one) === plain(other) ? [] : [plain(one), plain(other)]);
}

async function withoutGoodToken(id, permission) {
    await expect("no_token", id, 401, {});
    await expect("another_scheme", id, 401, { authorization: "Basic dXNlcjpwYXNz" });
    for (const [name, token] of Object.entries(badTokens(permission))) await expect(name, id, 401, { token });
    await expect("missing_permission", id, 403, { token: issued("--scope", allBut(permission)) });
}

async function ofOtherArea(id, permission) {
    const there = await expect("other_area", id, 404, { token: issued("--area", "01", "--scope", permission) });
    const nowhere = await expect("unknown", id, 404, { token: own, names: { id: UNKNOWN } });
    alike(`${id}__other_area_and_unknown_are_alike`, there, nowhere);
}

async function byOtherClient(id, operation) {
    const token = issued("--client", otherClient.id, "--scope", operation["x-permission"]);
    await expect("other_clients_token", id, operation["x-client-may"] ? 404 : 403, { token });
}

for (const [id, operation] of guarded) await withoutGoodToken(id, operation["x-permission"]);
for (const [id, operation] of ofOneThing) {
    await ofOtherArea(id, operation["x-permission"]);
    await byOtherClient(id, operation);
}
const social = issued("--register", "social");
for (const id of ["assessment_get", "assessment_confirm", "client_segment_get"]) await expect("other_register", id, 404, { token: social });
const list = await call("assessment_list", { token: social, names: { id: client.id } });
check("assessment_list__other_register_is_empty", list.json?.items?.length === 0 ? [] : [list.text]);
const hidden = await call("client_search", { token: issued("--area", "01"), body: someone() });
check("client_search__other_area_finds_nobody", hidden.json?.items?.length === 0 ? [] : [hidden.text]);
const self = issued("--client", client.id);
for (const id of ["client_get", "client_segment_get", "assessment_get", "assessment_list"]) await expect("own_token", id, 200, { token: self });
const foreign = { register: "health", answers: { professional: { d5_self_care: 1 } } };
await expect("professionals_view_by_a_client", "assessment_create", 422, { token: self, body: foreign });
end();
