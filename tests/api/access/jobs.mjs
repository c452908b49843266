import { equal, post } from "../support.mjs";

export async function prepare({ all }) {
    const compare = { from: "helsinki@1", to: "helsinki@1" };
    const job = await post("/v1/models/compare", compare, { token: all });
    equal(job.status, 202, job.text);
    return {
        bodies: { model_compare: compare },
        owned: { "/v1/jobs/{id}": `/v1/jobs/${job.json.id}` },
        personal: ["job_get", "job_cancel"],
    };
}
