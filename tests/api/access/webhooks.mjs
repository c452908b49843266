import { equal, post } from "../support.mjs";

export async function prepare({ all }) {
    const made = await post("/v1/webhooks", { url: "https://ehr.example/hook", types: ["client.merged"], enabled: false }, { token: all });
    equal(made.status, 201, made.text);
    return {
        bodies: { webhook_resend: { after: made.json.position }, webhook_replace: { url: "https://ehr.example/hook", enabled: false } },
        owned: { "/v1/webhooks/{id}": `/v1/webhooks/${made.json.id}` },
    };
}
