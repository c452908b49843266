import { call, equal, newClient, token } from "../support.mjs";

const unknown = "0197a3c0-0000-7000-8000-00000000dead";
const director = token("--role", "director");
const nurse = token("--role", "professional", "--sub", "nurse-languages", "--unit", "languages-health", "--register", "health");
const worker = token("--role", "professional", "--sub", "worker-languages", "--unit", "languages-social", "--register", "social");
const coordinator = token("--role", "coordinator", "--sub", "holder", "--unit", "languages-social", "--register", "social");

async function made(path, json, bearer, headers = {}) {
    const answer = await call("POST", path, { json, token: bearer, headers });
    equal(Math.floor(answer.status / 100), 2, answer.text);
    return answer.json;
}

async function directory() {
    const unit = (register) => made("/v1/units", { code: `languages-${register}`, names: { fi: register }, kind: "centre", register }, director);
    const health = await unit("health"), social = await unit("social");
    const service = (code, of, more) =>
        made("/v1/services", { code, unit_id: of.id, names: { fi: code }, kind: "social", weight: 1, takes_referrals: true, ...more }, director);
    return {
        social,
        closed: await service("languages-closed", social, { takes_referrals: false }),
        ward: await service("languages-ward", health, { kind: "health" }),
    };
}

export async function prepare() {
    const { social, closed, ward } = await directory();
    const client = await newClient({ token: nurse });
    const base = { client_id: client.id, kind: "social_contact", to: { unit_id: social.id }, need: "Vuokra.", urgency: "non_urgent", from_register: "health" };
    const create = (json, bearer = nurse) => ({ method: "POST", path: "/v1/referrals", json: { ...base, ...json }, token: bearer });
    const sent = await made("/v1/referrals", { ...base, send: true }, nurse);
    const held = await made(`/v1/referrals/${sent.id}/assign`, { assignee: "holder" }, coordinator, { "If-Match": `"${sent.version}"` });
    const move = (action, json, bearer = worker) =>
        ({ method: "POST", path: `/v1/referrals/${held.id}/${action}`, json, token: bearer, headers: { "If-Match": `"${held.version}"` } });
    return {
        requests: {
            unknown_service: [create({ to: { service_id: unknown } })],
            unknown_need: [create({ need_classes: ["nothing"] })],
            takes_no_referrals: [create({ to: { service_id: closed.id } })],
            register_mismatch: [create({ to_register: "health" }), create({ to: { service_id: ward.id } })],
            ground_needed: [create({ kind: "health_referral", to: { service_id: ward.id }, from_register: "social" }, worker)],
            must_be_given: [create({ to: {} }), move("return", {}), move("redirect", { reason: "x" })],
            only_one: [create({ to: { service_id: closed.id, unit_id: social.id } })],
            taken: [move("assign", {}), move("release", {})],
            same_receiver: [move("redirect", { reason: "x", to: { unit_id: social.id } })],
            not_of_action: [move("receive", { assignee: "x" })],
        },
        names: ["service_id", "unit_id", "holder"],
    };
}
