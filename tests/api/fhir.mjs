#!/usr/bin/env node
// The FHIR face: how resources are searched and read, what is refused and how it is told, and that no more is
// seen here than by the service's own API. How each resource is filled stands in fhir_resources.mjs; whether it
// is good FHIR is for the validators of the contract tests.
import { call, description, end, equal, get, holds, judged, newClient, post, sql, test, token } from "./support.mjs";

const own = token(), social = token("--register", "social"), elsewhere = token("--area", "09");
const FHIR = "application/fhir+json";
const client = await newClient({ token: own }), other = await newClient({ token: own });
async function assess(body = { ...judged, register: "health" }, who = client) {
    const made = await post(`/v1/clients/${who.id}/assessments`, body, { token: own });
    equal(made.status, 201, made.text);
    return made.json;
}
const assessments = [];
for (let i = 0; i < 5; i++) assessments.push(await assess());
const confirmed = await call("POST", `/v1/assessments/${assessments[0].id}/confirm`, { token: own, json: { client_present: true }, headers: { "If-Match": '"1"' } });
equal(confirmed.status, 200, confirmed.text);

const adult = (await get("/v1/units?limit=200", { token: own })).json.items.find(({ code }) => code === "aikuissosiaalityo");
const see = (path, options) => get(`/fhir/${path}`, { token: own, ...options });
const form = (path, body, options) => call("POST", `/fhir/${path}`, { token: own, type: "application/x-www-form-urlencoded", body, ...options });
const ids = ({ json }) => (json.entry ?? []).map(({ resource }) => resource.id);
const issues = ({ json }) => json.issue.map(({ code, details, expression }) => [code, details.coding[0].code, ...(expression ?? [])].join(" "));
const link = ({ json }, relation) => json.link.find((each) => each.relation === relation)?.url;
const mine = assessments.map(({ id }) => id).reverse();

// --- what is there ---

await test("metadata__says_what_the_routes_do", async () => {
    const answer = await get("/fhir/metadata");
    equal([answer.status, answer.headers["content-type"], answer.json.fhirVersion], [200, FHIR, "4.0.1"]);
    const [{ resource }] = answer.json.rest;
    const paths = Object.keys(description.paths).filter((path) => path.startsWith("/fhir/") && path.endsWith("/{id}"));
    equal(resource.map(({ type }) => `/fhir/${type}/{id}`).sort(), paths.sort());
    for (const { type, interaction, searchParam } of resource) {
        equal(interaction.map(({ code }) => code), ["read", "search-type", ...(type === "QuestionnaireResponse" ? ["create"] : [])], type);
        const { post: bySearch } = description.paths[`/fhir/${type}/_search`], { get: byUrl } = description.paths[`/fhir/${type}`] ?? {};
        const properties = Object.keys(bySearch.requestBody.content["application/x-www-form-urlencoded"].schema.properties);
        const told = searchParam.map(({ name }) => name).sort();
        equal(properties.filter((name) => !["_count", "_cursor"].includes(name)).sort(), told, `${type}/_search`);
        const named = (byUrl?.parameters ?? []).map((each) => (each.$ref ? description.components.parameters[each.$ref.split("/").pop()] : each)).filter((each) => each.in === "query");
        if (byUrl) equal(named.map(({ name }) => name).filter((name) => !["_count", "_cursor", "_format"].includes(name)).sort(), told, type);
    }
});

await test("metadata__has_a_tag_and_is_304_to_who_has_it", async () => {
    const { etag } = (await get("/fhir/metadata")).headers;
    holds(etag?.startsWith('W/"'), etag);
});

// --- the form of answers ---

await test("form__fhir_json_and_json_are_taken_by_accept_and_by_format_and_nothing_else", async () => {
    const path = `Observation/${mine[0]}`;
    for (const [accept, query, type] of [
        [undefined, "", FHIR], ["*/*", "", FHIR], [FHIR, "", FHIR], ["application/fhir+json; fhirVersion=4.0", "", FHIR], ["application/json", "", "application/json"],
        ["application/fhir+xml", "?_format=json", FHIR], ["text/html", "?_format=application/fhir%2Bjson", FHIR], ["text/html", "?_format=application/json", "application/json"],
    ]) {
        const answer = await see(path + query, { headers: accept ? { Accept: accept } : {} });
        equal([answer.status, answer.headers["content-type"]], [200, type], `${accept} ${query}`);
    }
    for (const [accept, query] of [["application/fhir+xml", ""], ["text/html", ""], [FHIR, "?_format=xml"], [FHIR, "?_format=application/fhir%2Bxml"]]) {
        const answer = await see(path + query, { headers: { Accept: accept } });
        equal([answer.status, answer.headers["content-type"], issues(answer)], [406, FHIR, ["not-supported not_acceptable"]], `${accept} ${query}`);
    }
});

await test("read__version_is_that_of_the_record_and_the_tag_that_of_the_content", async () => {
    const first = await see(`Observation/${mine[0]}`), last = await see(`Observation/${assessments[0].id}`);
    const { etag } = first.headers;
    holds(etag.startsWith('W/"') && etag !== last.headers.etag, etag);
    equal([first.json.meta.versionId, last.json.meta.versionId, last.json.meta.lastUpdated], ["1", "2", confirmed.json.confirmed_at]);
    const swedish = await see(`Observation/${mine[0]}`, { headers: { "Accept-Language": "sv", "If-None-Match": etag } });
    equal([swedish.status, swedish.headers.etag === etag, swedish.json.language], [200, false, "sv"]);
    const known = await see(`Observation/${mine[0]}`, { headers: { "If-None-Match": etag } });
    equal([known.status, known.text, known.headers.etag], [304, "", etag]);
    equal((await see(`Observation/${assessments[0].id}`, { headers: { "If-None-Match": etag } })).status, 200);
    const patient = await see(`Patient/${client.id}`, { headers: { "Accept-Language": "sv" } });
    equal([patient.headers.etag, patient.json.meta.versionId], ['W/"1-sv"', "1"]);
});

// --- failures ---

await test("outcome__every_failure_below_fhir_is_an_operation_outcome", async () => {
    const path = `Observation?patient=${client.id}`;
    const failures = [
        [401, "login unauthenticated", get(`/fhir/${path}`)],
        [403, "forbidden forbidden", get(`/fhir/${path}`, { token: token("--scope", "client:read") })],
        [404, "not-found not_found", see("Nothing")], [404, "not-found not_found", see("Observation/x")], [404, "not-found not_found", get("/fhir", { token: own })],
        [405, "not-supported method_not_allowed", call("DELETE", `/fhir/Observation/${mine[0]}`, { token: own })],
        [415, "not-supported unsupported_media_type", call("POST", "/fhir/Observation/_search", { token: own, json: { patient: client.id } })],
        [400, "required required http.patient", see("Observation")],
        [400, "invalid bad_request", see(`${path}&status=%ff`)],
        [400, "value bad_cursor http._cursor", see(`${path}&_cursor=x`)],
        [413, "too-long too_large", form("Observation/_search", `patient=${"x".repeat(70000)}`)],
    ];
    for (const [status, issue, asked] of failures) {
        const answer = await asked;
        equal([answer.status, answer.headers["content-type"], answer.json.resourceType, issues(answer)], [status, FHIR, "OperationOutcome", [issue]], answer.text);
    }
    const plain = await get("/v1/nothing", { token: own });
    equal([plain.status, plain.headers["content-type"]], [404, "application/problem+json"]);
});

await test("outcome__is_told_in_three_languages_with_every_fault_at_once", async () => {
    for (const [language, text] of [["fi", "Kenttä on pakollinen."], ["sv", "Fältet är obligatoriskt."], ["en", "The field is required."]]) {
        const answer = await see("Observation?_count=0&_lastUpdated=yesterday&colour=red", { headers: { "Accept-Language": language } });
        equal([answer.status, answer.headers["content-language"]], [400, language]);
        equal(issues(answer).sort(), ["not-supported unknown_parameter http.colour", "required required http.patient", "value bad_format http._lastUpdated", "value out_of_range http._count"].sort());
        equal(answer.json.issue.find(({ code }) => code === "required").details.text, text);
    }
});

// --- searches ---

await test("search__by_get_and_by_form_is_the_same", async () => {
    const byUrl = await see(`Observation?patient=${client.id}`);
    equal([byUrl.status, byUrl.json.type, ids(byUrl)], [200, "searchset", mine]);
    holds(byUrl.json.entry.every(({ fullUrl, resource, search }) => fullUrl.endsWith(`/fhir/Observation/${resource.id}`) && search.mode === "match"), byUrl.text);
    for (const asked of [form("Observation/_search", `patient=${client.id}`), form(`Observation/_search?patient=${client.id}`), form("Observation/_search", `subject=Patient%2F${client.id}`), see(`Observation?subject=Patient/${client.id}`), see(`Observation?patient=${link(byUrl, "self").split("/Observation")[0]}/Patient/${client.id}`)])
        equal(ids(await asked), mine);
    equal(await see(link(byUrl, "self").split("/fhir/")[1]).then(ids), mine, "the link self");
});

await test("search__pages_are_followed_to_the_end_without_a_gap", async () => {
    for (const _count of [1, 2, 3, 5]) {
        const seen = [];
        for (let path = `/fhir/Observation?patient=${client.id}&_count=${_count}`; path; ) {
            const answer = await get(path, { token: own });
            equal(answer.status, 200, answer.text);
            holds(ids(answer).length <= _count, "a page is too long");
            seen.push(...ids(answer));
            const next = link(answer, "next");
            path = next && new URL(next).pathname + new URL(next).search;
        }
        equal(seen, mine, `_count=${_count}`);
    }
    const formed = await see(`Observation?patient=${client.id}&_count=1&_format=json`, { headers: { Accept: "text/html" } });
    equal([formed.status, new URL(link(formed, "next")).searchParams.get("_format")], [200, "json"]);
    const capped = await see(`Observation?patient=${client.id}&_count=100000`);
    equal([capped.status, new URL(link(capped, "self")).searchParams.get("_count")], [200, "200"]);
});

await test("search__a_cursor_is_of_its_search_and_caller", async () => {
    const next = new URL(link(await see(`Observation?patient=${client.id}&_count=1`), "next"));
    const other_search = `/fhir/Observation?patient=${other.id}&_cursor=${next.searchParams.get("_cursor")}`;
    for (const [path, bearer] of [[other_search, own], [next.pathname + next.search, token("--sub", "somebody-else")]]) {
        const answer = await get(path, { token: bearer });
        equal([answer.status, issues(answer)], [400, ["value bad_cursor http._cursor"]], answer.text);
    }
    // Each page is seen as if it were the first.
    equal(ids(await get(next.pathname + next.search, { token: social })), []);
});

await test("search__what_is_not_known_is_refused_unless_lenience_is_asked_for", async () => {
    const path = `Observation?patient=${client.id}&performer=x&_count=2`;
    equal(issues(await see(path)), ["not-supported unknown_parameter http.performer"]);
    equal((await see(path, { headers: { Prefer: "handling=strict" } })).status, 400);
    const lenient = await see(path, { headers: { Prefer: "return=representation; handling=lenient" } });
    equal([lenient.status, ids(lenient), new URL(link(lenient, "self")).searchParams.has("performer")], [200, mine.slice(0, 2), false]);
    equal((await see(`Observation/${mine[0]}?_summary=true`)).status, 400);
});

await test("search__status_code_category_and_value_narrow_it", async () => {
    const answers = { "status=final": [assessments[0].id], "status=preliminary": mine.slice(0, 4), "status=preliminary,final": mine, "status=amended": [], "status=http://hl7.org/fhir/observation-status|final": [assessments[0].id],
        "code=client-segment": mine, "code=urn:asiakkuus:observation|client-segment": mine, "code=urn:asiakkuus:observation|": mine, "code=http://loinc.org|client-segment": [], "code=other,client-segment": mine,
        "category=survey": mine, "category=laboratory": [], "value-concept=huolenpito": mine, "value-concept=urn:asiakkuus:segment|huolenpito": mine, "value-concept=urn:other|huolenpito": [], "value-concept=tuki": [],
        "value-concept=tuki,huolenpito": mine, "value-concept=tuki,urn:asiakkuus:segment|huolenpito": mine, "value-concept=urn:other|huolenpito,tuki": [], "value-concept=urn:asiakkuus:segment|": mine, "value-concept=urn:other|": [], "value-concept=|huolenpito": [] };
    for (const [criterion, expected] of Object.entries(answers)) equal(ids(await see(`Observation?patient=${client.id}&${criterion}`)), expected, criterion);
    const undecided = await newClient({ token: own }), open = await assess({ register: "health", answers: { professional: { d5_self_care: 2 } } }, undecided);
    for (const [criterion, expected] of Object.entries({ "": [open.id], "&value-concept=urn:asiakkuus:segment|": [], "&value-concept=huolenpito": [] })) equal(ids(await see(`Observation?patient=${undecided.id}${criterion}`)), expected, criterion);
});

await test("search__one_patient_and_one_direction_are_asked_for_at_a_time", async () => {
    for (const [path, ...faults] of [
        [`Observation?patient=${client.id},${other.id}`, "value too_many http.patient"],
        [`ServiceRequest?subject=Patient/${client.id},Patient/${other.id}`, "value too_many http.subject"],
        [`QuestionnaireResponse?patient=${client.id}&questionnaire=urn:asiakkuus:questionnaire:helsinki,urn:asiakkuus:questionnaire:lace`, "value too_many http.questionnaire"],
        ["Questionnaire?url=urn:asiakkuus:questionnaire:helsinki,urn:asiakkuus:questionnaire:lace", "value too_many http.url"],
        ["Communication?direction=received,asked", "value only_one http.direction"],
        ["Communication?direction=urn:asiakkuus:direction|", "value only_one http.direction"],
    ]) {
        const answer = await see(path);
        equal([answer.status, issues(answer)], [400, faults], path);
    }
    for (const direction of ["received", "asked,nothing"]) equal((await see(`Communication?direction=${direction}`)).status, 200, direction);
});

await test("search__last_updated_has_prefixes_days_and_spans", async () => {
    const [newest, oldest] = [mine[0], mine.at(-2)]; // but for the confirmed one, which was changed last
    const at = async (id) => (await see(`Observation/${id}`)).json.meta.lastUpdated;
    const search = async (...criteria) => ids(await see(`Observation?patient=${client.id}&${criteria.map((each) => `_lastUpdated=${encodeURIComponent(each)}`).join("&")}`));
    const day = new Date().toLocaleDateString("sv", { timeZone: "Europe/Helsinki" });
    equal(await search(`ge${await at(newest)}`), [newest, assessments[0].id]);
    equal(await search(`lt${await at(newest)}`), mine.slice(1, 4));
    equal(await search(`ge${await at(oldest)}`, `lt${await at(newest)}`), mine.slice(1, 4));
    equal(await search(await at(newest)), [newest]);
    equal(await search(`ge${day}`), mine);
    equal(await search(`gt${day}`), []);
});

await test("search__by_ids_is_a_reading_of_each", async () => {
    equal(ids(await see(`Observation?_id=${mine[2]},${mine[0]}`)), [mine[2], mine[0]]);
    equal(ids(await see(`Observation?_id=${mine[2]},${mine[0]},${mine[2]},${mine[0].toUpperCase()}`)), [mine[2], mine[0]], "each once");
    equal(ids(await see(`Observation?_id=${mine[2]},x,0197a3c0-0000-7000-8000-00000000dead`)), [mine[2]]);
    equal(issues(await see(`Observation?_id=${mine[2]}&patient=${client.id}`)), ["value only_one http.patient"]);
    equal(ids(await get(`/fhir/Observation?_id=${mine[2]}`, { token: social })), []);
});

// --- who sees what ---

await test("access__what_may_not_be_known_is_nowhere", async () => {
    const stranger = token("--client", other.id), patient = token("--client", client.id);
    for (const bearer of [social, elsewhere, stranger]) {
        const read = await get(`/fhir/Observation/${mine[0]}`, { token: bearer }), none = await get("/fhir/Observation/0197a3c0-0000-7000-8000-00000000dead", { token: bearer });
        equal([read.status, read.json, read.headers.etag], [404, none.json, undefined]);
        const found = await get(`/fhir/Observation?patient=${client.id}`, { token: bearer });
        equal([found.status, found.json.entry, found.json.link.length], [200, undefined, 1], found.text);
    }
    equal(ids(await get(`/fhir/Observation?patient=${client.id}`, { token: patient })), mine);
    for (const id of ["x", "0197a3c0-0000-7000-8000-00000000dead", "Group/1"]) equal(ids(await see(`Observation?patient=${id}`)), [], id);
});

await test("access__what_was_refused_stands_in_the_access_log", async () => {
    const who = await newClient({ token: own }), made = await assess(undefined, who), open = await assess();
    const refused = (request) => sql(`SELECT string_agg(concat_ws(' ', kind, operation, resource, resource_id, client_id), '; ' ORDER BY resource_id) FROM asiakkuus.audit_event WHERE request_id = '${request}' AND kind = 'refused'`);
    const asked = async (request, bearer, path, options) => (await call("GET", `/fhir/${path}`, { token: bearer, headers: { "X-Request-Id": request }, ...options })).status;
    equal(await asked("fhir-refused-ids", token("--client", client.id), `Observation?_id=${open.id},${made.id},${made.id},x,0197a3c0-0000-7000-8000-00000000dead`), 200);
    equal(refused("fhir-refused-ids"), `refused fhir_observation_search assessment ${made.id} ${who.id}`);
    equal(sql("SELECT string_agg(resource_id::text, ' ') FROM asiakkuus.audit_event WHERE request_id = 'fhir-refused-ids' AND kind = 'read'"), open.id, "what was found is told as read");
    equal((await form("QuestionnaireResponse/_search", `_id=${made.id}-client`, { token: social, headers: { "X-Request-Id": "fhir-refused-part" } })).status, 200);
    equal(refused("fhir-refused-part"), `refused fhir_questionnaire_response_search_form assessment ${made.id} ${who.id}`);
    const body = { resourceType: "QuestionnaireResponse", status: "completed", questionnaire: "urn:asiakkuus:questionnaire:helsinki|1", subject: { reference: `Patient/${who.id}` }, item: [{ linkId: "d5_self_care", answer: [{ valueInteger: 7 }] }] };
    const given = async (request, bearer, more) => (await call("POST", "/fhir/QuestionnaireResponse", { token: bearer, type: FHIR, body: JSON.stringify({ ...body, ...more }), headers: { "X-Request-Id": request } })).status;
    for (const [request, bearer, status] of [["fhir-refused-reader", token("--scope", "assessment:read"), 403], ["fhir-refused-client", token("--client", client.id), 404]]) {
        equal(await given(request, bearer, { meta: { tag: [{ system: "urn:asiakkuus:register", code: "health" }] }, source: { reference: `Patient/${who.id}` }, item: [{ linkId: "d5_self_care", answer: [{ valueInteger: 2 }] }] }), status);
        equal(refused(request), `refused fhir_questionnaire_response_create client ${who.id} ${who.id}`, request);
    }
    equal([await given("fhir-refused-rule", own), refused("fhir-refused-rule")], [422, `refused fhir_questionnaire_response_create client ${who.id} ${who.id}`]);
    equal([await given("fhir-refused-form", own, { status: "amended" }), refused("fhir-refused-form")], [400, ""]);
});

await test("access__a_ground_opens_it_to_the_other_register_while_it_holds", async () => {
    const who = await newClient({ token: own }), made = await assess(undefined, who), path = `/fhir/Observation?patient=${who.id}`;
    const body = { kind: "consent", from_register: "health", to_register: "social", purpose: "yhteinen arvio", given_by: "client", scope: { resources: ["assessment"] } };
    equal(ids(await get(path, { token: social })), []);
    const consent = await post(`/v1/clients/${who.id}/consents`, body, { token: own });
    for (const answer of [await get(path, { token: social }), await form("Observation/_search", `patient=${who.id}`, { token: social })]) equal(ids(answer), [made.id], answer.text);
    equal((await get(`/fhir/Observation/${made.id}`, { token: social })).status, 200);
    await call("POST", `/v1/clients/${who.id}/consents/${consent.json.id}/withdraw`, { token: own, json: {}, headers: { "If-Match": '"1"' } });
    equal([ids(await get(path, { token: social })), (await get(`/fhir/Observation/${made.id}`, { token: social })).status], [[], 404]);
});

await test("access__a_client_who_went_into_another_is_found_by_the_old_id", async () => {
    const stays = await newClient({ token: own }), gone = await newClient({ token: own }), made = await assess(undefined, gone);
    const referral = await post("/v1/referrals", { client_id: gone.id, kind: "social_contact", to: { unit_id: adult.id }, need: "Toimeentulo", need_classes: ["s3_economy"], urgency: "urgent", from_register: "health" }, { token: own });
    equal(referral.status, 201, referral.text);
    const parts = [`Observation/${made.id}`, `QuestionnaireResponse/${made.id}`, `ServiceRequest/${referral.json.id}`, `Task/${referral.json.id}`], before = [];
    for (const part of parts) before.push((await see(part)).headers.etag);
    const merged = await call("POST", `/v1/clients/${stays.id}/merge`, { token: token("--role", "coordinator"), json: { other: { id: gone.id, version: gone.version }, reason: "x" }, headers: { "If-Match": '"1"' } });
    equal(merged.status, 200, merged.text);
    const answer = await see(`Observation?patient=${merged.json.merged_id}`);
    equal([ids(answer), answer.json.entry[0].resource.subject.reference], [[made.id], `Patient/${merged.json.survivor_id}`]);
    equal(merged.json.merged_id, gone.id);
    for (const [i, part] of parts.entries()) {
        const again = await see(part, { headers: { "If-None-Match": before[i] } });
        equal(again.status, 200, part);
        equal((again.json.subject ?? again.json.for).reference, `Patient/${merged.json.survivor_id}`, part);
    }
    const late = await call("POST", "/fhir/QuestionnaireResponse", { token: own, type: FHIR, body: JSON.stringify({ resourceType: "QuestionnaireResponse", status: "completed", questionnaire: "urn:asiakkuus:questionnaire:helsinki|1", subject: { reference: `Patient/${gone.id}` }, item: [{ linkId: "d5_self_care", answer: [{ valueInteger: 2 }] }] }) });
    equal([late.status, late.headers.location, issues(late)], [409, `/fhir/Patient/${stays.id}`, ["conflict client_merged subject.reference"]], late.text);
    for (const type of ["Patient", "Flag", "CareTeam"]) {
        const old = await see(`${type}/${merged.json.merged_id}`);
        equal([old.status, old.headers.location], [301, `/fhir/${type}/${merged.json.survivor_id}`], type);
    }
});

end();
