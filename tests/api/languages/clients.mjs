import { call, equal, get, hetu, newClient, post, token } from "../support.mjs";

const coordinator = token("--role", "coordinator");

export async function prepare({ own }) {
    const client = await newClient({ token: own }), code = hetu();
    const holder = await post("/v1/clients", { identifier: { system: "hetu", value: code } }, { token: own });
    equal(holder.status, 201, holder.text);
    const [{ id }] = (await get(`/v1/clients/${client.id}/identifiers`, { token: own })).json.items;
    const number = { system: "foreign", value: `X-${code.slice(0, 6)}` };
    const headers = { "If-Match": '"2"' };
    const added = await post(`/v1/clients/${client.id}/identifiers`, number, { token: own, headers: { "If-Match": '"1"' } });
    equal(added.status, 200, added.text);
    const [older, younger, third] = [await newClient({ token: own }), await newClient({ token: own }), await newClient({ token: own })];
    const into = (other, version = 1) => ({ other: { id: other.id, version }, reason: "x" });
    const merged = await call("POST", `/v1/clients/${older.id}/merge`, { token: coordinator, json: into(younger), headers: { "If-Match": "*" } });
    equal(merged.status, 200, merged.text);
    const since = await post("/v1/contacts", { register: "health", channel: "phone", need: { classes: ["s6_crisis"] }, urgency: "urgent", client_id: older.id }, { token: own });
    equal(since.status, 201, since.text);
    const undo = (json) => ({ method: "POST", path: `/v1/clients/${older.id}/merges/${merged.json.id}/undo`, json: { reason: "x", ...json }, token: coordinator, headers: { "If-Match": '"1"' } });
    const letters = [holder, older, younger, third, merged, since].map((each) => each.json?.id ?? each.id).flatMap((id) => id.match(/[a-f]+/g) ?? []);
    const at = (method, path, json, also) => ({ method, path: `/v1/clients/${client.id}${path}`, json, headers, ...also });
    return {
        requests: {
            identifier_in_use: [at("POST", "/identifiers", { system: "hetu", value: code })],
            identifier_known: [at("POST", "/identifiers", number)],
            bad_format: [at("POST", "/identifiers", { system: "foreign", value: "a b" })],
            from_source: [at("PATCH", "", { birth_date: "2001-01-01" })],
            same_client: [{ method: "POST", path: `/v1/clients/${third.id}/merge`, json: into(third), token: coordinator, headers: { "If-Match": '"1"' } }],
            client_merged: [{ method: "POST", path: `/v1/clients/${third.id}/merge`, json: into(younger, 2), token: coordinator, headers: { "If-Match": '"1"' } }, { method: "PATCH", path: `/v1/clients/${younger.id}`, json: {}, headers: { "If-Match": '"1"' } }],
            undecided: [undo({})],
            not_written_since: [undo({ move: [older.id] })],
            bad_identifier: [at("POST", `/identifiers/${id}/correct`, { value: "x", reason: "x" }, { token: coordinator })],
        },
        // Only once the days of MERGE_UNDO_DAYS are over: tests/api/merges.mjs meets it.
        unmet: ["undo_too_late"],
        names: letters.concat(["za", "active", "moved_away", "deceased", "temporary", "health_register", "social_register", "foreign"]),
    };
}
