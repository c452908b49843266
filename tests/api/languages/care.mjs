import { call, equal, newClient, token } from "../support.mjs";

const coordinator = token("--role", "coordinator");
const person = { sub: "worker-1", name: "Aino Esimerkki" };
const member = (more = {}) => ({ role: "contact_person", person, from: "2026-11-22", ...more });

export async function prepare({ own }) {
    const client = await newClient({ token: own });
    const put = (json) => ({ method: "PUT", path: `/v1/clients/${client.id}/care-team`, json, token: coordinator, headers: { "If-None-Match": "*" } });
    const other = await newClient({ token: own });
    const planned = await call("PUT", `/v1/clients/${other.id}/plan`, { token: own, json: { kind: "support", goals: [{ text: "x", state: "planned" }], services: [], review_on: "2027-02-28", client_agrees: true }, headers: { "If-None-Match": "*" } });
    equal(planned.status, 201, planned.text);
    return {
        requests: {
            unknown_role: [put({ members: [member({ role: "chef" })] })],
            unknown_template: [put({ template: "nothing", members: [] })],
            unknown_id: [put({ members: [member({ id: "0197a3c0-aaaa-7000-8000-0000000000ff" })] })],
            held_by_another: [put({ members: [member(), member()] })],
            no_measure: [{ method: "POST", path: `/v1/clients/${other.id}/plan/measurements`, json: { goal_id: planned.json.goals[0].id, value: 1 } }],
        },
        names: ["members"],
    };
}
