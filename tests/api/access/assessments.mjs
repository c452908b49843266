import { equal, identifier, judged, post } from "../support.mjs";

export async function prepare({ all, client }) {
    const assessed = await post(`/v1/clients/${client.id}/assessments`, { ...judged, register: "health" }, { token: all });
    equal(assessed.status, 201, assessed.text);
    return {
        bodies: {
            segmentation_evaluate: judged,
            segmentation_batch: judged,
            client_create: identifier(),
            client_search: identifier(),
            assessment_create: { ...judged, register: "health" },
            assessment_confirm: { client_present: true },
        },
        owned: { "/v1/assessments/{id}": `/v1/assessments/${assessed.json.id}` },
    };
}
