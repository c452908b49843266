import { call, equal } from "../support.mjs";

const goal = { text: "Kävelen.", state: "planned", measure: { code: "walking" } };
const plan = { kind: "support", goals: [goal], services: [], review_on: "2027-02-28", client_agrees: true };

export async function prepare({ all, client }) {
    const headers = { "If-None-Match": "*" };
    const made = await call("PUT", `/v1/clients/${client.id}/plan`, { token: all, json: plan, headers });
    equal(made.status, 201, made.text);
    const { id } = made.json.goals[0];
    return { bodies: { plan_put: { ...plan, goals: [{ ...goal, id }] }, plan_measure: { goal_id: id, value: 1 } }, owned: {} };
}
