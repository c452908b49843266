import { equal, post } from "../support.mjs";

export async function prepare({ all, client }) {
    const contact = { register: "health", channel: "phone", client_id: client.id, need: { classes: ["s6_crisis"] }, urgency: "urgent" };
    const made = await post("/v1/contacts", contact, { token: all });
    equal(made.status, 201, made.text);
    return {
        bodies: { contact_create: contact, contact_outcome: { kind: "solved" } },
        owned: { "/v1/contacts/{id}": `/v1/contacts/${made.json.id}` },
    };
}
