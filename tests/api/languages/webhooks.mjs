import { equal, key, post, token } from "../support.mjs";

const integrator = token("--role", "integrator"), place = "/v1/webhooks", WEBHOOKS_MAX = 20;
const hook = (json) => ({ method: "POST", path: place, json, token: integrator, headers: { "Idempotency-Key": key() } });

export async function prepare() {
    for (let i = 0; i < WEBHOOKS_MAX; i++) {
        const made = await post(place, { url: `https://ehr.example/${i}`, enabled: false }, { token: integrator });
        equal(made.status, 201, made.text);
    }
    return {
        names: ["fragment", "https", "internet"],
        requests: {
            unknown_event: [hook({ url: "https://ehr.example/hook", types: ["nothing.happened"] })],
            bad_url: [hook({ url: "https://user:secret@ehr.example/hook" })],
            https_needed: [hook({ url: "http://ehr.example/hook" })],
            address_refused: [hook({ url: "https://10.0.0.1/hook" })],
            too_many_webhooks: [hook({ url: "https://ehr.example/hook" })],
        },
    };
}
