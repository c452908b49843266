import { randomUUID } from "node:crypto";
import { get, equal, hetu } from "../support.mjs";

export async function prepare({ all, client }) {
    const found = await get(`/v1/clients/${client.id}/identifiers`, { token: all });
    equal(found.status, 200, found.text);
    const path = `/v1/clients/${client.id}/identifiers/${found.json.items[0].id}`;
    return {
        // Taking back what was never told is a conflict whatever the version: the client stays as it is.
        bodies: {
            client_set_status: { status: "active", reason: "x" },
            client_identifier_add: { system: "foreign", value: `ACCESS-${randomUUID().slice(0, 8)}` },
            client_identifier_correct: { value: hetu(), reason: "x" },
        },
        owned: { "/v1/clients/{id}/identifiers/{identifier_id}": path },
    };
}
