import { call, equal, get, newClient, token } from "../support.mjs";

const worker = (sub, unit) => token("--role", "professional", "--register", "health", "--sub", sub, "--unit", unit);
const asker = worker("asker-languages", "vuosaari");
const expert = worker("expert-languages", "kalasatama");

async function made(path, json, bearer, headers = {}) {
    const answer = await call("POST", path, { json, token: bearer, headers });
    equal(Math.floor(answer.status / 100), 2, answer.text);
    return answer.json;
}

async function unitOf(code) {
    const { json } = await get("/v1/units?limit=200", { token: asker });
    return json.items.find((unit) => unit.code === code).id;
}

export async function prepare() {
    const client = await newClient({ token: asker });
    const plain = { to: { group: "kalasatama" }, question: "Mikä palvelu sopii unettomuuteen?", anonymous: true };
    const named = { ...plain, anonymous: false, client_id: client.id };
    const asked = await made("/v1/consultations", plain, asker);
    const allowed = await made("/v1/consultations", { ...named, authorised_to_convert: true }, asker);
    const to = { unit_id: await unitOf("kalasatama") };
    const converted = await made(`/v1/consultations/${allowed.id}/convert`, { kind: "health_referral", to }, expert, { "If-Match": '"1"' });
    const ask = (json) => ({ method: "POST", path: "/v1/consultations", json: { ...plain, ...json }, token: asker });
    const move = ({ id, version }, action, json) =>
        ({ method: "POST", path: `/v1/consultations/${id}/${action}`, json, token: expert, headers: { "If-Match": `"${version}"` } });
    const referral = { client_id: client.id, kind: "health_referral", to, need: "Unettomuus.", urgency: "non_urgent", from_register: "health", consultation_id: allowed.id };
    return {
        requests: {
            not_anonymous: [ask({ authorised_to_convert: true })],
            identifying_text: [ask({ question: "040 123 4567" })],
            only_one: [ask({ to: { group: "kalasatama", sub: "x" } })],
            action_not_open: [move(asked, "close", {})],
            not_authorised_to_convert: [move(asked, "convert", { kind: "health_referral" })],
            already_converted: [move(converted, "convert", { kind: "health_referral" })],
            by_conversion_only: [{ method: "POST", path: "/v1/referrals", json: referral, token: asker }],
        },
        names: ["group", "sub", "asked", ...allowed.id.match(/\p{L}+/gu), ...converted.referral_id.match(/\p{L}+/gu)],
    };
}
