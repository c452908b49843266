import { call, equal } from "../support.mjs";

export async function prepare({ all, client }) {
    const made = await call("PUT", `/v1/clients/${client.id}/recall`, { token: all, json: { risk_class: "oral_low" }, headers: { "If-None-Match": "*" } });
    equal(made.status, 201, made.text);
    return { bodies: { recall_put: { risk_class: "oral_high", reason: "testi" } }, owned: {} };
}
