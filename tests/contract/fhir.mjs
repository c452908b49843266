// The FHIR face as fhir-kit-client reads, searches and pages it; every resource that it is given, and every
// failure, pass two validators of R4 (fhir_valid.mjs), and a QuestionnaireResponse fits its Questionnaire.
import { createRequire } from "node:module";
import { artificialHetu, issued } from "./calls.mjs";
import { counter } from "./description.mjs";
import { fhirFaults } from "./fhir_valid.mjs";

const Client = createRequire(new URL("../../tools/package.json", import.meta.url))("fhir-kit-client");
const base = process.argv[2] ?? process.env.BASE_URL;
const { check, end } = counter();
const bearer = issued("--role", "coordinator", "--unit", "kalasatama"), social = issued("--role", "coordinator", "--register", "social");
const client = (token = bearer, language = "en") => new Client({ baseUrl: `${base}/fhir`, bearerToken: token, customHeaders: { "Accept-Language": language } });

async function send(method, path, body, { token = bearer, ...headers } = {}) {
    const answer = await fetch(base + path, { method, headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
}
const post = (path, body, options) => send("POST", path, body, options);

// --- one client with something of each kind ---

const value = artificialHetu();
const { id } = await post("/v1/clients", { identifier: { system: "hetu", value }, names: { given: "Liisa", family: "Esimerkki" }, language: "sv", home_unit: "kalasatama" });
const secret = await post("/v1/clients", { identifier: { system: "hetu", value: artificialHetu() }, names: { given: "Liisa", family: "Esimerkki" }, non_disclosure: true });
const at = `/v1/clients/${id}`;
const answers = { professional: { d5_self_care: 2, d1_learning: 9, s3_economy: 3, coping_outlook: "passing" }, client: { d5_self_care: 3 } };
for (const body of [{ answers, duration: "continuous", flags: { special_support: false } }, { coping: "difficult", need: "many", duration: "continuous" }, { answers: { professional: { d5_self_care: 1 } } }, { coping: "easy", need: "few", duration: "occasional" }, { coping: "easy", need: "many", chosen_segment: "tuki", override_reason: "x", duration: "continuous" }])
    await post(`${at}/assessments`, { register: "health", ...body });
const { items: [newest] } = await (await fetch(`${base}${at}/assessments?limit=1`, { headers: { authorization: `Bearer ${bearer}` } })).json();
await post(`/v1/assessments/${newest.id}/confirm`, { client_present: true }, { "if-match": '"1"' });
await send("PUT", `${at}/care-team`, { members: [{ role: "contact_person", person: { sub: "nurse-1", name: "Leena Esimerkki" }, from: "2026-01-01", to: "2099-01-01" }] }, { "if-none-match": "*" });
const consent = { from_register: "health", to_register: "social", purpose: "yhteinen arvio", given_by: "client" };
await post(`${at}/consents`, { ...consent, kind: "consent", scope: { resources: ["assessment", "plan"] } });
await post(`${at}/consents`, { ...consent, kind: "refusal", valid_from: "2098-01-01", valid_to: "2099-01-01" });
const units = await (await fetch(`${base}/v1/units?limit=200`, { headers: { authorization: `Bearer ${bearer}` } })).json();
const unit = units.items.find(({ code }) => code === "aikuissosiaalityo").id;
const referral = { client_id: id, kind: "social_contact", to: { unit_id: unit }, need: "Toimeentulo", need_classes: ["s3_economy"], urgency: "urgent", from_register: "health" };
await post("/v1/referrals", referral);
const sent = await post("/v1/referrals", { ...referral, send: true });
const moves = ["receive", "accept", "start"];
for (const [index, action] of moves.entries()) await post(`/v1/referrals/${sent.id}/${action}`, {}, { token: social, "if-match": `"${sent.version + index}"` });
await post(`/v1/referrals/${sent.id}/complete`, { outcome: { kind: "service_started", text: "Alkoi." } }, { token: social, "if-match": `"${sent.version + moves.length}"` });
for (const more of [{ anonymous: true }, { anonymous: false, client_id: id }]) await post("/v1/consultations", { to: { group: "kalasatama" }, question: "Mikä palvelu sopii unettomuuteen?", ...more });

// --- what there is ---

const fhir = client();
const metadata = await fhir.capabilityStatement();
check("metadata is a good CapabilityStatement", fhirFaults(metadata));
const types = metadata.rest[0].resource.map(({ type }) => type);
check("metadata names what is looked at here", types.length === 10 ? [] : [types.join(" ")]);

// --- every type is searched by GET and by POST, paged, and read ---

const CRITERIA = { Questionnaire: { status: "active" }, ServiceRequest: { patient: id }, Task: { patient: id }, Communication: { direction: "asked" }, Patient: { identifier: `urn:oid:1.2.246.21|${value}` } };
async function pagesOf(type, criteria, options) {
    const pages = [];
    for (let page = await fhir.search({ resourceType: type, searchParams: criteria, options }); page; page = await fhir.nextPage({ bundle: page })) pages.push(page);
    return pages;
}
const resourcesOf = (pages) => pages.flatMap(({ entry = [] }) => entry.map(({ resource }) => resource));
const idsOf = (pages) => resourcesOf(pages).map((resource) => resource.id);
const seen = [];
for (const type of types) {
    const criteria = CRITERIA[type] ?? { patient: id };
    const byForm = await pagesOf(type, criteria, { postSearch: true });
    const byUrl = type === "Patient" ? byForm : await pagesOf(type, criteria);
    const small = type === "Patient" ? byForm : await pagesOf(type, { ...criteria, _count: 1 });
    const same = new Set([byForm, byUrl, small].map((pages) => idsOf(pages).join(" ")));
    check(`${type}: found, and the same by form, by URL and page by page`, same.size === 1 && idsOf(byUrl).length > 0 ? [] : [...same]);
    for (const page of [...byForm, ...small]) check(`${type}: a page is a good Bundle`, fhirFaults(page));
    for (const resource of resourcesOf(byUrl)) {
        seen.push(resource);
        for (const language of ["fi", "sv", "en"]) {
            const read = await client(bearer, language).read({ resourceType: type, id: resource.id });
            check(`${type}/${resource.id} in ${language}`, fhirFaults(read));
        }
    }
}
check("Patient: a non-disclosure order", fhirFaults(await fhir.read({ resourceType: "Patient", id: secret.id })));

// Validators that find nothing wrong with anything would prove nothing.
const [whole] = seen.filter(({ resourceType }) => resourceType === "Observation");
const spoiled = fhirFaults({ ...whole, status: "ended", surplus: 1, category: [] }).join("\n");
check("both validators notice a spoiled Observation", ["medplum:", "fhir:", "empty at"].filter((name) => !spoiled.includes(name)));

// --- answers fit their questions ---

const leaves = (items = []) => items.flatMap((each) => [each, ...leaves(each.item)]);
for (const response of seen.filter(({ resourceType }) => resourceType === "QuestionnaireResponse")) {
    const [url, version] = response.questionnaire.split("|");
    const [questionnaire] = resourcesOf(await pagesOf("Questionnaire", { url, version }));
    const known = new Map(leaves(questionnaire?.item).map((each) => [each.linkId, each]));
    const faults = leaves(response.item).flatMap(({ linkId, answer = [] }) => {
        const options = known.get(linkId)?.answerOption?.map(({ valueCoding }) => `${valueCoding.system}|${valueCoding.code}`);
        const strange = answer.filter(({ valueCoding }) => valueCoding && !options?.includes(`${valueCoding.system}|${valueCoding.code}`));
        return known.has(linkId) && strange.length === 0 ? [] : [linkId];
    });
    check(`QuestionnaireResponse/${response.id} fits its Questionnaire`, faults);
}

// What is read is taken back, by the client's own call to create.
const [response] = seen.filter(({ resourceType }) => resourceType === "QuestionnaireResponse");
const created = await fhir.create({ resourceType: "QuestionnaireResponse", body: response });
check("QuestionnaireResponse: what was created is good, and as it was given", [...fhirFaults(created), ...(JSON.stringify(created.item) === JSON.stringify(response.item) ? [] : ["other answers"])]);

// References lead to what is there.
const references = (value) => (typeof value !== "object" || value === null ? [] : typeof value.reference === "string" ? [value.reference] : Object.values(value).flatMap(references));
const targets = new Set(seen.flatMap(references));
for (const target of targets) {
    const [resourceType, target_id] = target.split("/");
    const answer = await fhir.read({ resourceType, id: target_id }).catch((error) => error);
    check(`the reference ${target} is there`, answer.resourceType === resourceType ? [] : [String(answer.message)]);
}

// --- failures ---

const failures = {
    "without a token": () => client("").read({ resourceType: "Flag", id }),
    "of what is not there": () => fhir.read({ resourceType: "Observation", id: "0197a3c0-0000-7000-8000-00000000dead" }),
    "of parameters that are not known": () => fhir.search({ resourceType: "Observation", searchParams: { patient: id, colour: "red", _count: 0 } }),
    "of a type that is not there": () => fhir.search({ resourceType: "Medication", searchParams: { patient: id } }),
};
for (const [name, fail] of Object.entries(failures)) {
    const outcome = await fail().then(() => undefined, ({ response }) => response?.data);
    check(`a failure ${name} is a good OperationOutcome`, outcome?.resourceType === "OperationOutcome" ? fhirFaults(outcome) : [JSON.stringify(outcome)]);
}
end();
