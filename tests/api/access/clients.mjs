import { randomUUID } from "node:crypto";
import { call, equal, get, hetu, newClient } from "../support.mjs";

export async function prepare({ all, client }) {
    const found = await get(`/v1/clients/${client.id}/identifiers`, { token: all });
    equal(found.status, 200, found.text);
    const twice = await newClient({ token: all });
    const merge = (version) => ({ other: { id: twice.id, version }, reason: "x" });
    const merged = await call("POST", `/v1/clients/${client.id}/merge`, { token: all, json: merge(1), headers: { "If-Match": "*" } });
    equal(merged.status, 200, merged.text);
    const path = `/v1/clients/${client.id}/identifiers/${found.json.items[0].id}`;
    return {
        // Taking back what was never told is a conflict whatever the version: the client stays as it is.
        bodies: {
            client_set_status: { status: "active", reason: "x" },
            client_identifier_add: { system: "foreign", value: `ACCESS-${randomUUID().slice(0, 8)}` },
            client_identifier_correct: { value: hetu(), reason: "x" },
            // Merged already, and nothing written since that could move.
            client_merge: merge(1),
            client_merge_undo: { reason: "x", move: [randomUUID()] },
        },
        owned: {
            "/v1/clients/{id}/identifiers/{identifier_id}": path,
            "/v1/clients/{id}/merges/{merge_id}": `/v1/clients/${client.id}/merges/${merged.json.id}`,
        },
    };
}
