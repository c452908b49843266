import { equal, post } from "../support.mjs";

export async function prepare({ all, client }) {
    const body = { kind: "consent", from_register: "social", to_register: "health", purpose: "testi", given_by: "client", scope: { resources: ["plan"] } };
    const made = await post(`/v1/clients/${client.id}/consents`, body, { token: all });
    equal(made.status, 201, made.text);
    const path = `/v1/clients/${client.id}/consents/${made.json.id}`;
    return { bodies: { consent_create: body, consent_withdraw: {} }, owned: { "/v1/clients/{id}/consents/{consent_id}": path } };
}
