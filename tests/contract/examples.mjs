// Every request example of the description works as it stands, but for ids that are another's here; and every
// operation answers with the members that its recorded answer has (api-spec/examples/recorded.yaml).
//   node tests/contract/examples.mjs [--record]     with --record, answers that differ are written there
import { execFileSync } from "node:child_process";
import { artificialHetu, call, examplesOf, issued } from "./calls.mjs";
import { ehrToken } from "../ehr.mjs";
import { counter, operations, resolve } from "./description.mjs";
import { recorder } from "./recorded.mjs";

const { check, end } = counter();
const director = issued("--role", "director");
const token = { health: issued("--register", "health", "--unit", "kalasatama"), social: issued("--register", "social") };

async function newClient() {
    const body = { identifier: { system: "hetu", value: artificialHetu() } };
    return (await call("client_create", { token: token.health, body })).json.id;
}

async function newAssessment() {
    const body = { register: "health", coping: "easy", need: "many", duration: "continuous", flags: { special_support: false } };
    return (await call("assessment_create", { token: token.health, names: { id: await newClient() }, body })).json.id;
}

const sql = (text) => execFileSync(`${process.env.SOURCE_DIR}/tools/postgres.sh`, ["psql", "-d", "asiakkuus", "-At", "-c", text], { encoding: "utf8" }).trim();

// A unit of social care of the demo data.
const unit = () => sql("SELECT id FROM asiakkuus.unit WHERE area = '90' AND register = 'social' ORDER BY code LIMIT 1");

const referred = async (body) => ({ ...body, client_id: await newClient(), to: { unit_id: unit() } });

async function newReferral(send) {
    const body = await referred({ kind: "social_contact", need: "x", urgency: "urgent", from_register: "health", send });
    return (await call("referral_create", { token: token.health, body })).json.id;
}

// What stands in place of an example's ids.
const FILLED = { consultation_convert: async (body) => ({ ...body, kind: "social_contact", to: { unit_id: unit() } }), referral_create: referred, referral_replace: async (body) => ({ ...body, to: { unit_id: unit() } }) };

// What an operation's path needs before its example can be sent.
// Who may call what a professional may not.
const CALLERS = { deadline_rule_create: director, routing_rule_create: director };
// A consultation of the caller's own unit: they stand on both sides.
async function consultation(...steps) {
    let made = (await call("consultation_create", { token: token.health })).json;
    for (const step of steps) made = (await call(`consultation_${step}`, { token: token.health, names: { id: made.id }, headers: { "if-match": `"${made.version}"` } })).json;
    return made.id;
}
async function clientsConsultation() {
    const body = { to: { group: "kalasatama" }, question: "x", anonymous: false, client_id: await newClient(), authorised_to_convert: true };
    return (await call("consultation_create", { token: token.health, body })).json.id;
}
const READY = {
    consultation_answer: [], consultation_ask_more: [], consultation_give_more: ["ask_more"], consultation_close: ["answer"],
    consultation_withdraw: [], consultation_reopen: ["answer"], consultation_assign: [], consultation_release: ["assign"],
    consultation_message_create: [], consultation_read: ["answer"],
};
const PREPARED = { ...Object.fromEntries(Object.entries(READY).map(([id, steps]) => [id, () => consultation(...steps)])),
    consultation_convert: clientsConsultation, assessment_create: newClient, assessment_confirm: newAssessment, referral_replace: () => newReferral(false),
    referral_message_create: () => newReferral(true), referral_move: () => newReferral(true) };

// The directory and contacts: who writes them, what is there before, what stands in place of ids.
let unitCode; // of the last one made: it stays
async function newUnit() {
    const body = { code: (unitCode = `example-${Math.random().toString(36).slice(2)}`), names: { fi: "Esimerkki" }, kind: "place" };
    return (await call("unit_create", { token: director, body })).json.id;
}
async function newService() {
    const body = { code: `example-${Math.random().toString(36).slice(2)}`, names: { fi: "Esimerkki" }, kind: "health", weight: 1, unit_id: await newUnit() };
    return (await call("service_create", { token: director, body })).json.id;
}
async function newContact() {
    const body = { register: "health", channel: "phone", need: { classes: ["s6_crisis"] }, urgency: "urgent", client_id: await newClient() };
    return (await call("contact_create", { token: token.health, body })).json.id;
}
for (const id of ["unit_create", "unit_replace", "service_create", "service_replace", "directory_import"]) CALLERS[id] = director;
Object.assign(PREPARED, { unit_replace: newUnit, service_replace: newService, contact_outcome: newContact });
for (const id of ["kpi_target_set", "kpi_observation_deliver"]) CALLERS[id] = director;
FILLED.feedback_give_by_link = async (body) => {
    const { url } = (await call("feedback_link_make", { token: token.health, body: { about: "contact" } })).json;
    return { ...body, link: url.split("#")[1] };
};
// Care teams and plans: the first of a new client.
const FIRST = { "if-none-match": "*" };
CALLERS.care_team_put = issued("--role", "coordinator");
Object.assign(PREPARED, { care_team_put: newClient, plan_put: newClient, recall_put: newClient, plan_measure: newClient });
async function measured(body, client) {
    const plan = (await call("plan_put", { token: token.health, names: { id: client }, headers: FIRST })).json;
    return { ...body, goal_id: plan.goals[0].id };
}
let copies = 0;
async function fitted(id, body) {
    if (/^(unit|service)_(create|replace)$/.test(id)) body = { ...body, code: id === "unit_replace" ? unitCode : `${body.code}-${++copies}` };
    if (body.unit_id && id.startsWith("service_")) body = { ...body, unit_id: await newUnit() };
    if (body.client_id && id.startsWith("contact_")) body = { ...body, client_id: await newClient() };
    return body;
}

// A draft of somebody else's is published; a version of the caller's own making is retired.
const owner = issued("--role", "model_owner"), other_owner = issued("--role", "model_owner", "--sub", "somebody-else");
for (const id of ["model_compare", "model_create", "model_replace", "model_publish", "model_retire"]) CALLERS[id] = owner;
let models = 0;
async function newModelDraft() {
    const { document } = (await call("model_get", { token: owner, names: { id: "helsinki@1" }, query: "?document=true" })).json;
    return (await call("model_create", { token: other_owner, body: { document: { ...document, code: `example${++models}` } } })).json.id;
}
async function newModelVersion() {
    const id = await newModelDraft();
    await call("model_publish", { token: owner, names: { id }, headers: { "if-match": '"1"' } });
    return id;
}
Object.assign(PREPARED, { model_replace: newModelDraft, model_publish: newModelDraft, model_retire: newModelVersion });
// What a record system is shown: a client of whom it sends the identity code along.
FILLED.cds_segment_card = async (body) => {
    const value = artificialHetu(), wanted = structuredClone(body);
    const { id } = (await call("client_create", { token: token.health, body: { identifier: { system: "hetu", value } } })).json;
    await call("assessment_create", { token: token.health, names: { id }, body: { register: "health", coping: "difficult", need: "many", duration: "continuous", flags: { special_support: false } } });
    wanted.prefetch.patient.identifier[0].value = value;
    return wanted;
};
async function newConsent() {
    const client = await newClient();
    const body = { kind: "consent", from_register: "health", to_register: "social", purpose: "x", given_by: "client" };
    consent_id = (await call("consent_create", { token: token.health, names: { id: client }, body })).json.id;
    return client;
}
let consent_id;
Object.assign(PREPARED, { consent_create: newClient, consent_withdraw: newConsent });
// Client upkeep: what is taken back must have been told, and a wrong identifier be there.
let identifier_id;
async function newIdentified() {
    const id = await newClient();
    identifier_id = (await call("client_identifier_list", { token: token.health, names: { id } })).json.items[0].id;
    return id;
}
CALLERS.client_identifier_correct = issued("--role", "coordinator");
Object.assign(PREPARED, { client_change: newClient, client_set_status: newClient, client_identifier_add: newClient, client_identifier_correct: newIdentified });
CALLERS.client_merge = CALLERS.client_merge_undo = issued("--role", "coordinator");
let merge_id;
async function newMerged() {
    const id = await newClient(), body = { other: { id: await newClient(), version: 1 }, reason: "x" };
    merge_id = (await call("client_merge", { token: CALLERS.client_merge, names: { id }, body })).json.id;
    return id;
}
Object.assign(PREPARED, { client_merge: newClient, client_merge_undo: newMerged });
async function told(id, body, client) {
    if (id === "client_merge") return { ...body, other: { id: await newClient(), version: 1 } };
    if (id === "client_identifier_correct") return { ...body, value: artificialHetu() };
    if (id !== "client_set_status" || body.status !== "active") return body;
    await call("client_set_status", { token: token.health, names: { id: client }, body: { status: "deceased" } });
    return body;
}
// Meetings: a series of the caller's unit whose days are its own, and what was brought to one of them.
const arranger = issued("--role", "coordinator", "--unit", "kalasatama");
const centre = async () => (await call("unit_list", { token: director })).json.items[0].id;
const DAY = "2040-01-03", NEXT = "2040-01-10", ANY = { "if-match": "*" };
// A Tuesday that is past: who was there is told of a meeting that was held.
const aWeekAgo = new Date(Date.now() - 8 * 86400000);
const HELD = new Date(aWeekAgo - ((aWeekAgo.getUTCDay() + 5) % 7) * 86400000).toISOString().slice(0, 10);
async function newMeeting(first = DAY) {
    const body = { unit_id: await centre(), names: { fi: "PPT", sv: "PPT", en: "PPT" }, rule: "FREQ=WEEKLY;BYDAY=TU", starts_at: `${first}T09:00` };
    return (await call("meeting_create", { token: arranger, body })).json.id;
}
let case_id, topic_id;
async function newCase(...outcome) {
    const id = await newMeeting(), names = { id, date: DAY };
    case_id = (await call("meeting_case_create", { token: arranger, names })).json.id;
    const told = { token: arranger, names: { ...names, case_id }, body: { advice: "x", follow_up_on: NEXT } };
    if (outcome.length > 0) await call("meeting_case_outcome", told);
    return id;
}
async function newTopic() {
    const id = await newMeeting();
    topic_id = (await call("meeting_topic_create", { token: arranger, names: { id, date: DAY } })).json.id;
    return id;
}
async function newCancelled() {
    const id = await newMeeting(), names = { id, date: DAY };
    await call("occurrence_cancel", { token: arranger, names, headers: ANY });
    return id;
}
const meetingOperations = [...operations.keys()].filter((id) => /^(meeting|occurrence|attendance|sign_up)_/.test(id));
for (const id of meetingOperations) {
    CALLERS[id] = arranger;
    PREPARED[id] = /^meeting_case_(?!create|list)/.test(id) ? (id.endsWith("follow_up") ? () => newCase("told") : () => newCase()) : /^meeting_topic_(?!create|list)/.test(id) ? newTopic : id.endsWith("restore") ? newCancelled : id === "attendance_record" ? () => newMeeting(HELD) : () => newMeeting();
}
// Services and units of an example are another's here.
async function arranged(id, body) {
    const sent = { ...body };
    if (sent.unit_id) sent.unit_id = await centre();
    if (sent.service_id) sent.service_id = await newService();
    if (sent.responsible_service_id) sent.responsible_service_id = await newService();
    if (sent.required_services) sent.required_services = [await newService()];
    if (sent.starts_at) Object.assign(sent, { starts_at: `${DAY}T09:00`, until: undefined, except: undefined, rule: "FREQ=WEEKLY;BYDAY=TU" });
    if (sent.follow_up_on) sent.follow_up_on = NEXT;
    if (sent.to) sent.to = NEXT;
    return sent;
}
// Screenings: one that takes rows, one that has them, one that was run.
const EVERYONE = { items: [{ client_ref: "p-7f3a", face_to_face_visits: 14, long_term_illnesses: 2, last_contact_on: "2026-10-20" }, { client_ref: "p-19c0", face_to_face_visits: 2, continuing_need: true }] };
const newScreening = async () => (await call("screening_create", { token: director })).json.id;
async function filledScreening() {
    const id = await newScreening();
    await call("screening_row_deliver", { token: director, names: { id }, body: EVERYONE });
    return id;
}
const firstOf = async (id) => (await call("candidate_list", { token: director, names: { id } })).json.items[0]?.id;
async function doneScreening() {
    const id = await filledScreening();
    await call("screening_run", { token: director, names: { id } });
    while (!(await firstOf(id))) await new Promise((go) => setTimeout(go, 50));
    return id;
}
for (const id of ["screening_create", "screening_row_deliver", "candidate_close"]) CALLERS[id] = director;
Object.assign(PREPARED, { screening_row_deliver: newScreening, candidate_close: async () => firstOf(await doneScreening()) });

// Webhooks: one that is disabled, so that nothing is sent to where the example says.
CALLERS.webhook_create = issued("--role", "integrator");
const webhook = async (more) => (await call("webhook_create", { token: CALLERS.webhook_create, body: { url: "https://ehr.example/hook", types: ["client.merged"], enabled: false, ...more } })).json;
for (const id of ["webhook_replace", "webhook_rotate", "webhook_resend"]) {
    CALLERS[id] = CALLERS.webhook_create;
    PREPARED[id] = async () => (await webhook()).id;
}
FILLED.webhook_resend = async () => ({ after: (await webhook()).position });

const recorded = recorder(process.argv.includes("--record"));
for (const [id, operation] of operations) {
    for (const [name, body] of examplesOf(operation)) {
        const names = { id: await PREPARED[id]?.(), action: "receive", code: "override_rate", consent_id, identifier_id, merge_id, date: id === "attendance_record" ? HELD : DAY, case_id, topic_id };
        const upkeep = id.startsWith("client_") ? await told(id, body, names.id) : body;
        const register = id === "referral_move" ? "social" : (body.register ?? "health");
        const version = id === "referral_move" || (id === "client_set_status" && body.status === "active") ? 2 : READY[id] ? READY[id].length + 1 : 1;
        const headers = id === "model_retire" ? ANY : meetingOperations.includes(id) && operation["x-precondition"] ? ANY : version > 1 ? { "if-match": `"${version}"` } : operation["x-makes-first"] ? FIRST : {};
        const sent = id === "plan_measure" ? await measured(body, names.id) : FILLED[id] ? await FILLED[id](body) : meetingOperations.includes(id) ? await arranged(id, body) : await fitted(id, upkeep);
        const answer = await call(id, { token: CALLERS[id] ?? token[register], names, body: sent, headers });
        const good = answer.status >= 200 && answer.status < 300;
        check(`${id}: the example ${name} works`, good ? [] : [`${answer.status} ${answer.text}`]);
        if (good) check(`${id}: ${name} is answered ${answer.status} as recorded`, recorded.compare(id, answer));
    }
}

// What is only read, or acted on without a body: the records that it takes, and by whom.
const everything = [...new Set([...operations.values()].map((operation) => operation["x-permission"]))].filter((permission) => permission !== "public").join(" ");
const reader = issued("--scope", everything, "--register", "health", "--unit", "kalasatama");
const client = await newClient();
async function example(id, names, headers = {}) {
    const [[, body]] = examplesOf(operations.get(id));
    const sent = FILLED[id] ? await FILLED[id](body) : await fitted(id, body);
    const answer = await call(id, { token: reader, names, headers, body: sent.register ? { ...sent, register: "health" } : sent });
    if (answer.status >= 300) throw new Error(`${id}: ${answer.status} ${answer.text}`);
    return answer.json;
}
// One client with something of each kind.
const assessment = await example("assessment_create", { id: client });
await example("assessment_confirm", { id: assessment.id });
await example("care_team_put", { id: client }, FIRST);
const plan = await example("plan_put", { id: client }, FIRST);
await call("plan_measure", { token: reader, names: { id: client }, body: await withGoal() });
await example("recall_put", { id: client }, FIRST);
const consent = await example("consent_create", { id: client });
const referral = await call("referral_create", { token: reader, body: { ...(await FILLED.referral_create(examplesOf(operations.get("referral_create"))[0][1])), client_id: client } });
const question = await example("referral_message_create", { id: referral.json.id });
async function withGoal() {
    return { ...examplesOf(operations.get("plan_measure"))[0][1], goal_id: plan.goals[0].id };
}
const contact = await newContact();
await example("contact_outcome", { id: contact });
const merged = await newMerged(), mergedId = merge_id;
const told_of = await consultation();
await example("consultation_message_create", { id: told_of });
const held = await newMeeting(HELD), service = await newService();
await call("attendance_record", { token: arranger, names: { id: held, date: HELD }, body: { service_id: service } });
const discussed = await newCase(), caseId = case_id;
await call("meeting_topic_create", { token: arranger, names: { id: discussed, date: DAY } });
await call("sign_up_create", { token: arranger, names: { id: discussed, date: DAY }, body: { service_id: service } });
await call("meeting_plan_replace", { token: arranger, names: { id: discussed }, headers: ANY });
const asOwner = { token: CALLERS.model_compare };
async function doneJob() {
    const { id } = (await call("model_compare", { ...asOwner, body: { from: "helsinki@1", to: "helsinki@1" } })).json;
    while ((await call("job_get", { ...asOwner, names: { id } })).json.state !== "done") await new Promise((go) => setTimeout(go, 50));
    return id;
}
// One that waits for long: the same once more, due in a time to come.
const done = await doneJob(), waiting = "0197a3c0-7777-7000-8000-000000000002";
sql(`INSERT INTO asiakkuus.job (area, id, version, kind, state, input, done, attempts, due_at, created_at, created_by, updated_at)
     SELECT area, '${waiting}', 1, kind, 'queued', input, 0, 0, '2099-01-01', created_at, created_by, created_at FROM asiakkuus.job WHERE id = '${done}'
     ON CONFLICT DO NOTHING`);
const clientsOwn = issued("--client", client);
// A webhook with an attempt behind it: nobody is there.
const delivered = await webhook({ url: "https://127.0.0.1:1/" });
await call("webhook_test", { token: reader, names: { id: delivered.id } });
while ((await call("webhook_delivery_list", { token: reader, names: { id: delivered.id } })).json.items.length === 0) await new Promise((go) => setTimeout(go, 50));
const ONE = "?limit=1";
const MEETING = { names: { id: discussed, date: DAY, case_id: caseId }, as: arranger };
const SENT = {
    model_get: { names: { id: "helsinki" } }, model_list: {}, model_draft_list: { query: ONE }, model_check: { names: { id: "lace@1" } }, segment_list: {},
    client_list: { query: ONE }, client_merge_list: { names: { id: merged } }, client_merge_get: { names: { id: merged, merge_id: mergedId } }, client_merge_aside: { names: { id: merged, merge_id: mergedId } },
    assessment_list: { query: ONE }, assessment_get: { names: { id: assessment.id } },
    referral_list: { query: `${ONE}&direction=outgoing` }, referral_get: { names: { id: referral.json.id } }, referral_message_list: { names: { id: referral.json.id } },
    worklist_get: { names: { code: "contacts" }, query: ONE }, calendar_get: { query: "?from=2026-06-19&to=2026-06-21" },
    job_get: { names: { id: done }, as: asOwner.token }, job_cancel: { names: { id: waiting }, as: asOwner.token },
    unit_list: { query: ONE }, unit_get: { names: { id: await newUnit() } }, service_list: { query: ONE }, service_get: { names: { id: service } },
    journey_get: { as: clientsOwn }, access_report_get: { query: ONE, as: clientsOwn }, audit_event_list: { query: ONE }, event_list: { query: ONE },
    care_duty_list: { query: ONE }, contact_list: { query: ONE }, contact_get: { names: { id: contact } },
    kpi_indicator_get: { names: { code: "override_rate" } }, kpi_value_list: { names: { code: "override_rate" }, query: "?from=2026-01-01&to=2026-02-28" },
    webhook_list: { query: ONE }, webhook_get: { names: { id: delivered.id } }, webhook_delivery_list: { names: { id: delivered.id } }, webhook_test: { names: { id: (await webhook()).id } },
    meeting_list: { query: ONE }, attendance_get: { names: { id: held, date: HELD }, as: arranger },
    consultation_list: { query: `${ONE}&direction=asked` }, consultation_get: { names: { id: told_of }, as: token.health }, consultation_message_list: { names: { id: told_of }, as: token.health },
};
// The FHIR face, on the same client.
const OF_PATIENT = ["observation", "flag", "questionnaire_response", "care_team", "service_request", "task", "consent"];
const fhirIds = { observation: assessment.id, questionnaire_response: assessment.id, service_request: referral.json.id, task: referral.json.id, consent: consent.id };
for (const type of OF_PATIENT) {
    SENT[`fhir_${type}_read`] = { names: { id: fhirIds[type] ?? client } };
    for (const way of ["search", "search_form"]) SENT[`fhir_${type}_${way}`] = { query: `?patient=${client}&_count=1` };
}
const asked = await call("fhir_questionnaire_search", { token: reader, query: "?url=urn:asiakkuus:questionnaire:lace" });
Object.assign(SENT, {
    fhir_questionnaire_read: { names: { id: asked.json.entry[0].resource.id } }, fhir_questionnaire_search: { query: "?url=urn:asiakkuus:questionnaire:lace&version=1" },
    fhir_questionnaire_search_form: { query: "?url=urn:asiakkuus:questionnaire:lace&version=1" },
    fhir_communication_read: { names: { id: told_of }, as: token.health }, fhir_communication_search: { query: "?direction=asked&_count=1" }, fhir_communication_search_form: { query: "?direction=asked&_count=1" },
    fhir_patient_search_form: { query: "?identifier=urn:asiakkuus:identifier:foreign%7CEXAMPLE-1" },
});
SENT.fhir_questionnaire_response_create = { body: { resourceType: "QuestionnaireResponse", status: "completed", questionnaire: "urn:asiakkuus:questionnaire:helsinki|1", subject: { reference: `Patient/${client}` }, item: [{ linkId: "d5_self_care", answer: [{ valueInteger: 2 }] }] } };
const produces = (operation) => Object.entries(operation.responses).some(([status, { content }]) => status < "300" && content?.["application/json"]);
async function withTopic() {
    return { names: { id: await newTopic(), date: DAY, topic_id }, as: arranger, headers: ANY };
}
async function withCase() {
    return { names: { id: await newCase(), date: DAY, case_id }, as: arranger, headers: ANY };
}
const screened = await doneScreening();
Object.assign(SENT, {
    screening_list: { query: ONE, as: director }, screening_get: { names: { id: screened }, as: director }, screening_run: { names: { id: await filledScreening() }, as: director },
    candidate_list: { names: { id: screened }, query: ONE, as: director }, candidate_get: { names: { id: await firstOf(screened) }, as: director },
});
Object.assign(SENT, { meeting_case_withdraw: await withCase(), meeting_topic_withdraw: await withTopic() });
// A system that gets a token: the assertion in place of the example's.
const [tokenExample] = Object.values(operations.get("smart_token_create").requestBody.content["application/x-www-form-urlencoded"].examples);
const demo = { iss: "demo-ehr", sub: "demo-ehr" };
Object.assign(SENT, { smart_token_create: { form: { ...tokenExample.value, client_assertion: ehrToken("/oauth/token", demo) } } });
// The newest row of the report is of one reading, and so not one of several in an order of chance.
const before = { access_report_get: () => call("client_get", { token: clientsOwn, names: { id: client } }) };
for (const [id, operation] of operations) {
    if (!produces(operation) || examplesOf(operation).length > 0 || id === "openapi_json_get") continue;
    const meeting = operation.path.startsWith("/v1/consultation-meetings/{id}") ? MEETING : {};
    await before[id]?.();
    const { names, query, as = reader, headers, body, form } = { names: { id: client }, ...meeting, ...SENT[id] };
    const answer = await call(id, { token: operation["x-permission"] === "public" ? undefined : as, names, query, headers, body, form });
    check(`${id}: is answered ${answer.status} as recorded`, answer.status < 300 ? recorded.compare(id, answer) : [answer.text]);
}
check("every recorded answer was seen", recorded.untold());

// The problems of the description, each provoked once; what none can provoke at will stays written by hand.
async function provoked(method, path, body, { as = token.health, ...headers } = {}) {
    const all = { "accept-language": "en", ...(as && { authorization: `Bearer ${as}` }), ...(body !== undefined && { "content-type": "application/json" }), ...headers };
    const answer = await fetch(process.env.BASE_URL + path, { method, headers: all, body: typeof body === "object" ? JSON.stringify(body) : body });
    return { status: answer.status, json: await answer.json() };
}
const evaluate = (body, options) => provoked("POST", "/v1/segmentations", body, options);
const change = (version) => provoked("PATCH", `/v1/clients/${client}`, { language: "sv" }, version && { "if-match": version });
const OUTCOMES = {
    fhir_invalid: () => provoked("GET", "/fhir/Observation?colour=red"),
    fhir_not_found: () => provoked("GET", "/fhir/Observation/0197a3c0-1111-7000-8000-00000000dead"),
    fhir_forbidden: () => provoked("GET", `/fhir/Flag/${client}`, undefined, { as: director }),
    fhir_not_acceptable: () => provoked("GET", `/fhir/Flag/${client}`, undefined, { accept: "image/png" }),
};
for (const [code, provoke] of Object.entries(OUTCOMES)) {
    const answer = await provoke();
    const said = answer.json.issue?.map(({ severity }) => severity) ?? [];
    check(`outcome ${code} is as recorded`, said.length > 0 ? recorded.compare(code, { ...answer, status: "problem" }) : [JSON.stringify(answer.json)]);
}
const PROBLEMS = {
    invalid: () => evaluate({ age: 151, colour: "x" }),
    malformed: () => evaluate('{"duration": x}'),
    unauthenticated: () => provoked("GET", `/v1/clients/${client}`, undefined, { as: null }),
    forbidden: () => provoked("GET", `/v1/clients/${client}`, undefined, { as: director }),
    not_found: () => provoked("GET", "/v1/clients/0197a3c0-1111-7000-8000-00000000dead"),
    not_acceptable: () => provoked("GET", "/v1/segments", undefined, { accept: "image/png" }),
    conflict: () => provoked("POST", `/v1/assessments/${assessment.id}/confirm`, { client_present: true }, { "if-match": "*" }),
    stale: () => change('"99"'),
    too_large: () => evaluate(`{"duration": "${"x".repeat(70000)}"}`),
    unsupported_media_type: () => evaluate("<x/>", { "content-type": "text/xml" }),
    rule_broken: () => evaluate({ answers: { professional: { d5_selfcare: 2 } } }),
    precondition_missing: () => change(),
};
for (const [code, provoke] of Object.entries(PROBLEMS)) {
    const answer = await provoke();
    check(`problem ${code} is as recorded`, answer.json.type === `urn:asiakkuus:problem:${code}` ? recorded.compare(code, { ...answer, status: "problem" }) : [JSON.stringify(answer.json)]);
}
for (const [id, operation] of operations) {
    if (operation["x-permission"] === "public") continue;
    const path = operation.path.replace(/\{[a-z_]+\}/g, "0197a3c0-1111-7000-8000-000000000001");
    const answer = await provoked(operation.method, path, operation.method === "GET" ? undefined : {}, { as: null });
    const told = operation.path.startsWith("/fhir/") ? "fhir_unauthenticated" : "unauthenticated";
    check(`${id}: without a token it answers the recorded problem`, answer.status === 401 ? recorded.compare(told, { ...answer, status: "problem" }) : [`${answer.status}`]);
}
for (const [id, { responses }] of operations) {
    const shown = Object.entries(responses).filter(([, answer]) => Object.values(resolve(answer).content ?? {}).some(({ examples }) => examples));
    const lacks = produces({ responses }) && id !== "openapi_json_get" && !(shown.some(([status]) => status < "300") && shown.some(([status]) => status >= "400"));
    check(`${id}: has an example of a good answer and of a problem`, lacks ? [shown.map(([status]) => status).join(" ")] : []);
}
recorded.write();
end();
