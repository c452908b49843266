import { equal, get, hetu, post } from "../support.mjs";

// Types whose searches name a patient, and all that are searched.
const OF_PATIENT = ["observation", "flag", "questionnaire_response", "care_team", "service_request", "task", "communication", "consent"];

export async function prepare({ all, client }) {
    const made = async (path, body) => {
        const answer = await post(path, body, { token: all });
        equal(answer.status, 201, answer.text);
        return answer.json.id;
    };
    const at = `/v1/clients/${client.id}`;
    const assessment = await made(`${at}/assessments`, { register: "health", coping: "easy", need: "few", duration: "occasional" });
    const consultation = await made("/v1/consultations", { to: { group: "kalasatama" }, question: "Mikä palvelu sopii unettomuuteen?", anonymous: false, client_id: client.id });
    const consent = await made(`${at}/consents`, { kind: "consent", from_register: "social", to_register: "health", purpose: "testi", given_by: "client", scope: { resources: ["plan"] } });
    const referral = await made("/v1/referrals", { client_id: client.id, kind: "guidance", to: { unit_id: await unitOf(made) }, need: "testi", urgency: "non_urgent", from_register: "health" });
    const ids = { Observation: assessment, QuestionnaireResponse: assessment, Flag: client.id, CareTeam: client.id, Patient: client.id, ServiceRequest: referral, Task: referral, Communication: consultation, Consent: consent };
    const forms = OF_PATIENT.map((type) => [`fhir_${type}_search_form`, `patient=Patient/${client.id}`]);
    const questions = await get("/fhir/Questionnaire?url=urn:asiakkuus:questionnaire:helsinki", { token: all });
    return {
        shared: { "/fhir/Questionnaire/{id}": `/fhir/Questionnaire/${questions.json.entry[0].resource.id}` },
        queries: Object.fromEntries(OF_PATIENT.map((type) => [`fhir_${type}_search`, `?patient=${client.id}`])),
        bodies: {
            fhir_questionnaire_response_create: { resourceType: "QuestionnaireResponse", status: "completed", questionnaire: "urn:asiakkuus:questionnaire:helsinki|1", subject: { reference: `Patient/${client.id}` }, item: [{ linkId: "d5_self_care", answer: [{ valueInteger: 1 }] }] },
            ...Object.fromEntries(forms), fhir_questionnaire_search_form: "status=active", fhir_patient_search_form: `identifier=urn:oid:1.2.246.21|${hetu()}`,
        },
        personal: ["fhir_communication_read"],
        owned: Object.fromEntries(Object.entries(ids).map(([type, id]) => [`/fhir/${type}/{id}`, `/fhir/${type}/${id}`])),
    };
}

const unitOf = (made) => made("/v1/units", { code: `fhir-${Math.random().toString(36).slice(2)}`, names: { fi: "Testi" }, kind: "place" });
