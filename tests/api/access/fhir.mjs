import { equal, post } from "../support.mjs";

const patient = ({ id }) => ({ query: `?patient=${id}`, form: `patient=Patient/${id}` });

export async function prepare({ all, client }) {
    const assessed = await post(`/v1/clients/${client.id}/assessments`, { register: "health", coping: "easy", need: "few", duration: "occasional" }, { token: all });
    equal(assessed.status, 201, assessed.text);
    const { query, form } = patient(client);
    const types = ["observation"];
    return {
        queries: Object.fromEntries(types.map((type) => [`fhir_${type}_search`, query])),
        bodies: Object.fromEntries(types.map((type) => [`fhir_${type}_search_form`, form])),
        owned: { "/fhir/Observation/{id}": `/fhir/Observation/${assessed.json.id}` },
    };
}
