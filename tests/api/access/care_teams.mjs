import { call, equal } from "../support.mjs";

const team = { members: [{ role: "nurse", person: { sub: "nurse-1", name: "Leena Esimerkki" }, from: "2026-11-22" }] };

export async function prepare({ all, client }) {
    const headers = { "If-None-Match": "*" };
    const made = await call("PUT", `/v1/clients/${client.id}/care-team`, { token: all, json: team, headers });
    equal(made.status, 201, made.text);
    return { bodies: { care_team_put: team }, owned: {} };
}
