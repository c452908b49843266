#!/usr/bin/env node
// How each resource of the FHIR face is filled from the service's own records, and what is left out of it.
import { call, end, equal, get, hetu, holds, judged, newClient, post, sql, test, today, token } from "./support.mjs";

const own = token(), social = token("--register", "social"), coordinator = token("--role", "coordinator");
const see = async (path, options) => {
    const answer = await get(`/fhir/${path}`, { token: own, headers: { "Accept-Language": "en" }, ...options });
    equal(answer.status, 200, answer.text);
    return answer.json;
};
const found = async (path, options) => ((await see(path, options)).entry ?? []).map(({ resource }) => resource);
const make = async (path, body, options) => {
    const answer = await post(path, body, { token: own, ...options });
    equal(answer.status, 201, answer.text);
    return answer.json;
};
const change = async (method, path, json, headers = { "If-Match": '"1"' }, bearer = own) => {
    const answer = await call(method, path, { token: bearer, json, headers });
    holds(answer.status < 300, answer.text);
    return answer.json;
};
const codes = (concept) => concept?.coding?.map(({ system, code }) => `${system}|${code}`);
const nowhere = (text, ...words) => words.forEach((word) => holds(!text.includes(word), `${word} is told`));

const client = await newClient({ token: own }), at = `/v1/clients/${client.id}`, patient = { reference: `Patient/${client.id}`, type: "Patient" };
const answered = await make(`${at}/assessments`, {
    register: "health", duration: "continuous", flags: { special_support: false }, chosen_segment: "tuki", override_reason: "Salainen peruste",
    answers: { professional: { d5_self_care: 2, d1_learning: 9, s3_economy: 3, coping_outlook: "passing" }, client: { d5_self_care: 3 } },
});
const judgedOne = await make(`${at}/assessments`, { ...judged, register: "health" });

// --- Observation ---

await test("observation__tells_segment_axes_model_and_answers", async () => {
    const observation = await see(`Observation/${judgedOne.id}`);
    equal([observation.status, observation.subject, observation.effectiveDateTime], ["preliminary", patient, judgedOne.as_of]);
    equal([codes(observation.code), codes(observation.category[0])], [["urn:asiakkuus:observation|client-segment"], ["http://terminology.hl7.org/CodeSystem/observation-category|survey"]]);
    equal([codes(observation.valueCodeableConcept), observation.valueCodeableConcept.text], [["urn:asiakkuus:segment|huolenpito"], "Care-managed client"]);
    equal([observation.method.coding, observation.method.text], [[{ system: "urn:asiakkuus:model", version: "1", code: "helsinki" }], "helsinki@1"]);
    equal(observation.component.map(({ code, valueCodeableConcept }) => [code.coding[0].code, ...(codes(valueCodeableConcept) ?? [])]), [["coping", "urn:asiakkuus:axis-state|difficult"], ["need", "urn:asiakkuus:axis-state|many"]]);
    equal(observation.derivedFrom.map(({ reference }) => reference), [`QuestionnaireResponse/${judgedOne.id}`]);
    equal(observation.meta.tag, [{ system: "urn:asiakkuus:register", code: "health" }]);
});

await test("observation__has_the_score_of_answers_as_a_share_and_what_was_computed_beside_what_was_chosen", async () => {
    const { component, valueCodeableConcept, derivedFrom } = await see(`Observation/${answered.id}`);
    const [coping] = component.filter(({ code }) => code.coding[0].code === "coping.score"), { low, high } = answered.scores.coping;
    equal([coping.valueRange.low.value, coping.valueRange.high.value, coping.valueRange.low.code], [low / 1000, high / 1000, "1"]);
    equal(component.filter(({ dataAbsentReason }) => dataAbsentReason).map(({ code }) => code.coding[0].code), ["coping", "need"].filter((axis) => answered.scores[axis].states.length > 1));
    equal(codes(valueCodeableConcept), ["urn:asiakkuus:segment|tuki"]);
    equal(derivedFrom.map(({ reference }) => reference), [`QuestionnaireResponse/${answered.id}`, `QuestionnaireResponse/${answered.id}-client`]);
    nowhere(JSON.stringify(await see(`Observation/${answered.id}`)), "Salainen");
});

await test("observation__of_an_open_segment_says_why_it_has_no_value", async () => {
    const who = await newClient({ token: own }), open = await make(`/v1/clients/${who.id}/assessments`, { register: "health", answers: { professional: { d5_self_care: 2 } } });
    const observation = await see(`Observation/${open.id}`);
    equal([observation.valueCodeableConcept, codes(observation.dataAbsentReason)], [undefined, ["http://terminology.hl7.org/CodeSystem/data-absent-reason|unknown"]]);
    equal((await see(`Flag/${who.id}`)).code, { text: "The client segment is still open" });
});

await test("observation__its_texts_are_in_three_languages", async () => {
    for (const [language, text] of [["fi", "Asiakkuussegmentti"], ["sv", "Klientsegment"], ["en", "Client segment"]]) {
        const observation = await see(`Observation/${judgedOne.id}`, { headers: { "Accept-Language": language } });
        equal([observation.language, observation.code.text], [language, text]);
    }
});

// --- Flag ---

await test("flag__is_where_the_client_stands", async () => {
    const standing = (await get(`${at}/segment`, { token: own })).json, flag = await see(`Flag/${client.id}`);
    equal([flag.status, codes(flag.code), flag.subject, flag.period], ["active", [`urn:asiakkuus:segment|${standing.segment}`], patient, { start: standing.since }]);
    equal([flag.extension[0].valueReference.reference, flag.meta], [`Observation/${standing.assessment_id}`, { tag: [{ system: "urn:asiakkuus:assessment-status", code: "proposed" }] }]);
    equal((await found(`Flag?patient=${client.id}`)).map(({ id }) => id), [client.id]);
    for (const prefix of ["ge", "lt", "ne"]) equal(await found(`Flag?patient=${client.id}&_lastUpdated=${prefix}2000-01-01`), [], "it has no time of its own");
    for (const [criterion, count] of Object.entries({ "status=active": 1, "status=inactive": 0, [`code=${standing.segment}`]: 1, "code=omatoimi": 0, "category=admin": 1 }))
        equal((await found(`Flag?patient=${client.id}&${criterion}`)).length, count, criterion);
});

await test("flag__of_a_client_without_an_assessment_is_none", async () => {
    const who = await newClient({ token: own });
    equal([await found(`Flag?patient=${who.id}`), (await get(`/fhir/Flag/${who.id}`, { token: own })).status], [[], 404]);
    equal(await found(`Flag?patient=${client.id}`, { token: social }), []);
});

// --- Questionnaire, QuestionnaireResponse ---

const itemsOf = (item = []) => item.flatMap((each) => [each, ...itemsOf(each.item)]);
const questions = (await found("Questionnaire?url=urn:asiakkuus:questionnaire:helsinki&version=1"))[0];

await test("questionnaire__has_the_model_s_questions_in_the_language_asked_for", async () => {
    equal([questions.url, questions.version, questions.status, questions.language], ["urn:asiakkuus:questionnaire:helsinki", "1", "active", "en"]);
    const byId = await see(`Questionnaire/${questions.id}`, { headers: { "Accept-Language": "fi" } });
    equal([byId.language, itemsOf(byId.item).length], ["fi", itemsOf(questions.item).length]);
    const form = (await get("/v1/models/helsinki@1", { token: own })).json;
    const asked = itemsOf(questions.item).filter(({ type }) => type === "choice" || type === "integer").map(({ linkId }) => linkId);
    for (const { code } of form.items ?? []) holds(asked.includes(code), code);
    equal((await found("Questionnaire?version=999")).length, 0);
    holds((await found("Questionnaire")).length >= 2, "every model of the area");
});

await test("questionnaire_response__has_each_view_s_answers_under_the_questions_own_link_ids", async () => {
    const professional = await see(`QuestionnaireResponse/${answered.id}`), own_view = await see(`QuestionnaireResponse/${answered.id}-client`);
    const said = ({ item }) => Object.fromEntries(itemsOf(item).filter(({ answer }) => answer).map(({ linkId, answer: [{ valueCoding, valueBoolean, valueInteger }] }) => [linkId, valueCoding?.code ?? valueBoolean ?? valueInteger]));
    equal(said(professional), { d1_learning: "9", d5_self_care: "2", coping_outlook: "passing", s3_economy: "3", duration: "continuous", "flag.special_support": false });
    equal(said(own_view), { d5_self_care: "3" });
    equal([professional.questionnaire, professional.status, professional.subject, own_view.source], ["urn:asiakkuus:questionnaire:helsinki|1", "completed", patient, patient]);
    const known = itemsOf(questions.item);
    for (const { linkId, answer } of itemsOf(professional.item)) {
        const question = known.find((each) => each.linkId === linkId);
        holds(question, linkId);
        if (answer?.[0].valueCoding) holds(question.answerOption.some(({ valueCoding }) => JSON.stringify(valueCoding) === JSON.stringify(answer[0].valueCoding) || valueCoding.code === answer[0].valueCoding.code), linkId);
    }
    equal((await see(`QuestionnaireResponse/${judgedOne.id}-client`)).item, undefined, "a view in which nothing was said");
});

await test("questionnaire_response__the_client_s_view_stands_beside_what_matches", async () => {
    const { entry } = await see(`QuestionnaireResponse?patient=${client.id}`);
    equal(entry.map(({ resource, search }) => `${resource.id} ${search.mode}`), [`${judgedOne.id} match`, `${answered.id} match`, `${answered.id}-client include`]);
    equal((await found(`QuestionnaireResponse?patient=${client.id}&questionnaire=urn:asiakkuus:questionnaire:helsinki|1`)).length, 3);
    for (const other of ["urn:asiakkuus:questionnaire:helsinki|2", "urn:asiakkuus:questionnaire:lace"]) equal(await found(`QuestionnaireResponse?patient=${client.id}&questionnaire=${other}`), []);
    const mine = await make(`${at}/assessments`, { register: "health", duration: "continuous", answers: { client: { d5_self_care: 1 } } }, { token: token("--role", "client", "--client", client.id) });
    const [alone] = await found(`QuestionnaireResponse?_id=${mine.id}-client`);
    equal([alone.author, alone.source], [patient, patient]);
    equal(itemsOf(alone.item).filter(({ answer }) => answer).map(({ linkId }) => linkId).sort(), ["d5_self_care", "duration"]);
    const nobody = await see(`QuestionnaireResponse/${mine.id}`);
    equal([nobody.author, nobody.source, nobody.item], [patient, undefined, undefined], "the professional's view of it");
});

// --- a QuestionnaireResponse that is given ---

const coded = (linkId, code) => ({ linkId, answer: [{ valueCoding: { system: `urn:asiakkuus:questionnaire:helsinki/${linkId}`, code } }] });
const given = (who, item, more) => ({ resourceType: "QuestionnaireResponse", status: "completed", questionnaire: "urn:asiakkuus:questionnaire:helsinki|1", subject: { reference: `Patient/${who.id}` }, item, ...more });
const give = (body, options) => call("POST", "/fhir/QuestionnaireResponse", { token: own, type: "application/fhir+json", body: JSON.stringify(body), ...options });
const faultsOf = ({ json }) => json.issue.map(({ details, expression }) => `${details.coding[0].code} ${expression}`).sort();

await test("create__answers_make_the_assessment_that_the_same_body_makes", async () => {
    const who = await newClient({ token: own });
    const item = [{ linkId: "coping", item: [coded("d5_self_care", "2"), coded("coping_outlook", "passing")] }, { linkId: "other-questions", item: [coded("duration", "continuous"), { linkId: "flag.special_support", answer: [{ valueBoolean: false }] }, coded("s3_economy", "3")] }];
    const answer = await give(given(who, item));
    equal([answer.status, answer.headers.etag, answer.headers.location.endsWith(`/fhir/QuestionnaireResponse/${answer.json.id}`)], [201, 'W/"1"', true], answer.text);
    const same = await make(`/v1/clients/${who.id}/assessments`, { register: "health", model: "helsinki@1", answers: { professional: { d5_self_care: 2, coping_outlook: "passing", s3_economy: 3 } }, duration: "continuous", flags: { special_support: false } });
    const made = (await get(`/v1/assessments/${answer.json.id}`, { token: own })).json;
    equal([made.input, made.result_hash, made.status, made.register], [same.input, same.result_hash, "proposed", "health"]);
    // What is read can be given again.
    const again = await give(await see(`QuestionnaireResponse/${made.id}`));
    equal([again.status, (await get(`/v1/assessments/${again.json.id}`, { token: own })).json.result_hash], [201, made.result_hash], again.text);
});

await test("create__a_client_gives_their_own_view", async () => {
    const who = await newClient({ token: own }), self = token("--role", "client", "--client", who.id), source = { reference: `Patient/${who.id}` };
    const meta = { tag: [{ system: "urn:asiakkuus:register", code: "social" }] };
    const answer = await give(given(who, [coded("d5_self_care", "3")], { source, meta }), { token: self });
    equal([answer.status, answer.json.id.endsWith("-client"), answer.json.source.reference], [201, true, `Patient/${who.id}`], answer.text);
    equal((await get(`/v1/assessments/${answer.json.id.slice(0, 36)}`, { token: social })).json.input.answers, { client: { d5_self_care: 3 } });
    equal(faultsOf(await give(given(who, [coded("d5_self_care", "3")], { source }), { token: self })), ["required meta.tag"]);
    equal((await give(given(client, [coded("d5_self_care", "3")], { source: { reference: `Patient/${client.id}` }, meta }), { token: self })).status, 404);
});

await test("create__faults_are_told_at_their_items_all_at_once", async () => {
    const odd = [{ linkId: "coping", item: [coded("d5_self_care", "7"), coded("d5_self_care", "1")] }, coded("d0_nothing", "1"), { linkId: "flag.nothing", answer: [{ valueBoolean: true }] }];
    const twice = await give(given(client, odd));
    equal([twice.status, faultsOf(twice)], [400, ["duplicate_key item[0].item[1]"]]);
    odd[0].item.pop();
    const model = await give(given(client, odd));
    equal([model.status, faultsOf(model)], [422, ["out_of_range item[0].item[0]", "unknown_flag item[2]", "unknown_item item[1]"]], model.text);
    const empty = await give({ resourceType: "Patient", status: "in-progress", item: [{ linkId: "age", answer: [{ valueString: "x" }] }, { answer: [{ valueInteger: 1 }] }, { linkId: "duration", answer: [{ valueInteger: 1 }, { valueInteger: 2 }] }] });
    equal(faultsOf(empty), ["not_in_list resourceType", "not_in_list status", "required item[1].linkId", "required questionnaire", "required subject.reference", "too_many item[2].answer", "wrong_type item[0].answer[0]"]);
    equal(faultsOf(await give(given(client, [coded("d5_self_care", "1")], { questionnaire: "urn:asiakkuus:questionnaire:nowhere|1" }))), ["unknown_model questionnaire"]);
    equal(faultsOf(await give(given(client, [], { questionnaire: "http://example.org/q", source: { reference: `Patient/${judgedOne.id}` } }))), ["bad_format questionnaire", "other_client source.reference"]);
    equal((await give(given(client, [coded("d5_self_care", "1")]), { type: "text/plain" })).status, 415);
    equal((await give({}, { body: "{" })).json.issue[0].code, "structure");
});

await test("create__every_answer_is_read_or_refused", async () => {
    const under = coded("d5_self_care", "2");
    under.answer[0].item = [coded("s3_economy", "3"), { linkId: "more", item: [coded("duration", "continuous")] }];
    const answer = await give(given(client, [under]));
    equal(answer.status, 201, answer.text);
    const { input } = (await get(`/v1/assessments/${answer.json.id}`, { token: own })).json;
    equal([input.answers, input.duration], [{ professional: { d5_self_care: 2, s3_economy: 3 } }, "continuous"]);
    const good = coded("d5_self_care", "2"), integer = { valueInteger: 1 };
    const refused = {
        "wrong_type item": good,
        "wrong_type item[1].item": [good, { linkId: "coping", item: coded("s3_economy", "3") }],
        "wrong_type item[1].answer": [good, { linkId: "s3_economy", answer: integer }],
        "wrong_type item[1].answer[0].item": [good, { linkId: "s3_economy", answer: [{ ...integer, item: coded("d1_learning", "1") }] }],
        "wrong_type item[1]": [good, [coded("s3_economy", "3")]],
        "wrong_type item[1].answer[0]": [good, { linkId: "s3_economy", answer: [{ ...integer, valueBoolean: true }] }],
        "wrong_type item[0].answer[0]": [{ linkId: "s3_economy", answer: [{ ...integer, valueString: "x" }] }],
        "duplicate_key item[0].answer[0].item[0]": [{ ...good, answer: [{ ...good.answer[0], item: [good] }] }],
    };
    for (const [fault, item] of Object.entries(refused)) {
        const no = await give(given(client, item));
        equal([no.status, faultsOf(no)], [400, [fault]], no.text);
    }
});

await test("create__the_same_key_gives_the_same_answer_and_stores_once", async () => {
    const who = await newClient({ token: own }), body = given(who, [coded("d5_self_care", "1")]), headers = { "Idempotency-Key": `"${who.id}"` };
    const first = await give(body, { headers }), second = await give(body, { headers });
    equal([second.status, second.text, second.headers["content-type"], second.headers.etag, second.headers["idempotency-replayed"]], [201, first.text, "application/fhir+json", first.headers.etag, "true"]);
    equal((await found(`Observation?patient=${who.id}`)).length, 1);
});

// --- CareTeam ---

await test("care_team__tells_who_does_what_and_until_when", async () => {
    equal(await found(`CareTeam?patient=${client.id}`), []);
    const members = [{ role: "contact_person", person: { sub: "nurse-1", name: "Leena Esimerkki" }, from: "2026-01-01" }, { role: "social_worker", person: { sub: "sw-1", name: "Olli Esimerkki" }, from: "2026-01-01", to: "2026-06-30" }];
    await change("PUT", `${at}/care-team`, { members }, { "If-None-Match": "*" }, coordinator);
    const [team] = await found(`CareTeam?patient=${client.id}&status=active`);
    equal([team.id, team.meta.versionId, team.subject], [client.id, "1", patient]);
    equal(team.participant.map(({ role, member, period }) => [codes(role[0])[0], role[0].text, member.identifier.value, member.display, period]), [
        ["urn:asiakkuus:care-role|contact_person", "Contact person", "nurse-1", "Leena Esimerkki", { start: "2026-01-01" }],
        ["urn:asiakkuus:care-role|social_worker", "Social worker", "sw-1", "Olli Esimerkki", { start: "2026-01-01", end: "2026-06-30" }]]);
    equal(await see(`CareTeam/${client.id}`), team);
});

// --- ServiceRequest, Task ---

const units = (await get("/v1/units?limit=200", { token: own })).json.items, adult = units.find(({ code }) => code === "aikuissosiaalityo");
const referralOf = (more) => ({ client_id: client.id, kind: "social_contact", to: { unit_id: adult.id }, need: "Toimeentulon turvaaminen", need_classes: ["s3_economy"], urgency: "urgent", from_register: "health", ...more });

await test("service_request_and_task__follow_a_referral_from_draft_to_its_end", async () => {
    const made = await make("/v1/referrals", referralOf()), both = async () => [await see(`ServiceRequest/${made.id}`), await see(`Task/${made.id}`)];
    const [request, task] = await both();
    equal([request.status, request.intent, request.priority, codes(request.code), request.subject], ["draft", "order", "urgent", ["urn:asiakkuus:referral-kind|social_contact"], patient]);
    equal([request.performer[0].identifier, request.reasonCode[0].text, codes(request.reasonCode[1])], [{ system: "urn:asiakkuus:unit", value: adult.id }, "Toimeentulon turvaaminen", ["urn:asiakkuus:need-class|s3_economy"]]);
    equal([task.status, task.focus.reference, task.for, codes(task.businessStatus)], ["draft", `ServiceRequest/${made.id}`, patient, ["urn:asiakkuus:referral-state|draft"]]);
    let version = 1;
    const step = async (action, body = {}, bearer = own) => change("POST", `/v1/referrals/${made.id}/${action}`, body, { "If-Match": `"${version++}"` }, bearer);
    const told = async () => (await both()).map(({ status }) => status);
    const sent = await step("send");
    const [, due] = await both();
    equal([await told(), due.restriction?.period.end], [["active", "requested"], sent.due_on]);
    equal(await told(), ["active", "requested"]);
    await step("receive", {}, social);
    equal(await told(), ["active", "received"]);
    await step("accept", {}, social);
    await step("start", {}, social);
    equal(await told(), ["active", "in-progress"]);
    await step("complete", { outcome: { kind: "service_started", text: "Palvelu alkoi." } }, social);
    const [ended, done] = await both();
    equal([ended.status, done.status, ended.meta.versionId, done.meta.versionId], ["completed", "completed", String(version), String(version)]);
    equal(done.output.map(({ valueCodeableConcept }) => [codes(valueCodeableConcept)[0], valueCodeableConcept.text]), [["urn:asiakkuus:referral-outcome|service_started", "Palvelu alkoi."]]);
    equal(done.meta.lastUpdated, done.lastModified);
});

await test("service_request_and_task__are_narrowed_by_patient_status_and_priority", async () => {
    const who = await newClient({ token: own }), draft = await make("/v1/referrals", referralOf({ client_id: who.id })), sent = await make("/v1/referrals", referralOf({ client_id: who.id, urgency: "non_urgent", send: true }));
    const ids = async (path, options) => (await found(path, options)).map(({ id }) => id);
    for (const [criterion, expected] of Object.entries({ "": [sent.id, draft.id], "&status=draft": [draft.id], "&status=active": [sent.id], "&status=completed": [], "&priority=routine": [sent.id], "&priority=stat,urgent": [draft.id], "&status=draft,active&priority=urgent": [draft.id] }))
        equal(await ids(`ServiceRequest?patient=${who.id}${criterion}`), expected, criterion);
    equal(await ids(`Task?subject=${who.id}&status=requested`), [sent.id]);
    equal(await ids(`Task?patient=${who.id}`, { token: social }), [sent.id]);
    holds((await found("Task?_count=3")).length <= 3, "without a patient: all that the caller may see");
    equal((await get(`/fhir/Task/${draft.id}`, { token: social })).status, 404);
});

// --- Communication ---

await test("communication__of_a_consultation_has_its_client_and_an_anonymous_one_has_nobody", async () => {
    const asked = (more) => make("/v1/consultations", { to: { group: "kalasatama" }, question: "Mikä palvelu sopii unettomuuteen?", urgency: "urgent", ...more });
    const named = await asked({ anonymous: false, client_id: client.id }), nameless = await asked({ anonymous: true });
    const one = await see(`Communication/${named.id}`), none = await see(`Communication/${nameless.id}`);
    equal([one.status, one.subject, one.priority, one.payload, one.recipient[0].identifier], ["in-progress", patient, "urgent", [{ contentString: "Mikä palvelu sopii unettomuuteen?" }], { system: "urn:asiakkuus:unit-code", value: "kalasatama" }]);
    equal([none.subject, JSON.stringify(none).includes("Patient")], [undefined, false]);
    const asking = async (criterion) => (await found(`Communication?direction=asked&${criterion}&_count=200`)).map(({ id }) => id);
    equal([(await asking("")).includes(nameless.id), (await asking("")).includes(named.id)], [true, true]);
    equal([(await asking(`patient=${client.id}`)).includes(nameless.id), (await asking(`patient=${client.id}`)).includes(named.id)], [false, true]);
    await change("POST", `/v1/consultations/${named.id}/withdraw`, {});
    equal([(await see(`Communication/${named.id}`)).status, (await asking("status=stopped")).includes(named.id), (await asking("status=in-progress")).includes(named.id)], ["stopped", true, false]);
    equal((await get(`/fhir/Communication/${nameless.id}`, { token: token("--sub", "somebody-else", "--unit", "elsewhere") })).status, 404);
});

// --- Consent ---

await test("consent__tells_what_is_opened_or_closed_to_whom_and_when", async () => {
    const who = await newClient({ token: own }), path = `/v1/clients/${who.id}/consents`;
    const consent = { kind: "consent", from_register: "health", to_register: "social", purpose: "yhteinen arvio", given_by: "client", scope: { resources: ["assessment"] } };
    const given = await make(path, consent), refused = await make(path, { ...consent, kind: "refusal", valid_from: today(10), valid_to: today(20) });
    const law = await make(path, { kind: "statutory", from_register: "health", to_register: "social", purpose: "x", given_by: "law", legal_basis: (await get("/v1/legal-bases", { token: own })).json.items[0].code });
    const one = await see(`Consent/${given.id}`), no = await see(`Consent/${refused.id}`), statutory = await see(`Consent/${law.id}`);
    equal([one.status, one.provision.type, codes(one.policyRule), one.patient.reference, one.provision.class], ["active", "permit", ["http://terminology.hl7.org/CodeSystem/v3-ActCode|OPTIN"], `Patient/${who.id}`, [{ system: "urn:asiakkuus:resource", code: "assessment" }]]);
    equal([no.status, no.provision.type, no.provision.period, codes(no.policyRule)], ["proposed", "deny", { start: today(10), end: today(20) }, ["http://terminology.hl7.org/CodeSystem/v3-ActCode|OPTOUT"]]);
    equal([statutory.performer, statutory.policyRule.coding[0].system], [undefined, "urn:asiakkuus:legal-basis"]);
    equal(one.provision.actor.map(({ role, reference }) => [role.coding[0].code, reference.identifier.value]), [["CST", "health"], ["IRCP", "social"]]);
    await change("POST", `${path}/${given.id}/withdraw`, {});
    equal((await see(`Consent/${given.id}`)).status, "inactive");
    const all = [law.id, refused.id, given.id], ids = async (more, options) => (await found(`Consent?patient=${who.id}${more}`, options)).map(({ id }) => id);
    equal([await ids(""), await ids("&status=active"), await ids("&status=proposed,inactive")], [all, [law.id], [refused.id, given.id]]);
    equal(await ids("", { token: token("--role", "client", "--client", who.id) }), all);
    equal([await ids("", { token: token("--role", "client", "--client", client.id) }), (await get(`/fhir/Consent/${given.id}`, { token: token("--role", "client", "--client", client.id) })).status], [[], 404]);
    const paged = [];
    for (let next = `Consent?patient=${who.id}&_count=1`; next; ) {
        const bundle = await see(next);
        paged.push(...bundle.entry.map(({ resource }) => resource.id));
        next = bundle.link.find(({ relation }) => relation === "next")?.url.split("/fhir/")[1];
    }
    equal(paged, all);
});

// --- Patient ---

const HETU = "urn:oid:1.2.246.21";
const search = (identifier, options) => call("POST", "/fhir/Patient/_search", { token: own, type: "application/x-www-form-urlencoded", body: `identifier=${encodeURIComponent(identifier)}`, headers: { "Accept-Language": "en" }, ...options });
const someone = async (more) => {
    const value = hetu();
    return { value, ...(await make("/v1/clients", { identifier: { system: "hetu", value }, names: { given: "Liisa", family: "Esimerkki" }, home_unit: "kalasatama", language: "sv", ...more })) };
};

await test("patient__is_found_by_identifier_in_a_body_and_in_no_url", async () => {
    const who = await someone(), answer = await search(`${HETU}|${who.value}`);
    const [{ resource }] = answer.json.entry;
    equal([answer.status, resource.id, resource.identifier, resource.name, resource.active], [200, who.id, [{ system: HETU, value: who.value }], [{ use: "official", family: "Esimerkki", given: ["Liisa"] }], true]);
    equal([codes(resource.communication[0].language), resource.managingOrganization.identifier.value, resource.birthDate], [["urn:ietf:bcp:47|sv"], "kalasatama", who.birth_date]);
    for (const { url } of [...answer.json.link, { url: answer.json.entry[0].fullUrl }]) nowhere(url, who.value, "identifier");
    const read = await get(`/fhir/Patient/${who.id}`, { token: own });
    equal([read.status, read.json.identifier, read.headers.etag], [200, undefined, 'W/"1"']);
    nowhere(read.text, who.value);
    for (const path of [`/fhir/Patient?identifier=${HETU}%7C${who.value}`, "/fhir/Patient", "/fhir/Patient/_search"]) holds([404, 405].includes((await get(path, { token: own })).status), path);
    const small = await search(`${HETU}|${who.value.toLowerCase()}`);
    equal(small.json.entry[0].resource.identifier, [{ system: HETU, value: who.value }], "as it is on file");
    equal((await search(`${HETU}|${hetu()}`)).json.entry, undefined);
    equal((await search(`${HETU}|${who.value}`, { token: token("--area", "09") })).json.entry, undefined);
});

await test("patient__faults_of_an_identifier_are_told_without_it", async () => {
    for (const [identifier, code] of [["010190-999K", "bad_format"], [`urn:other|1`, "not_in_list"], [`${HETU}|`, "bad_format"], [`${HETU}|010190-999K`, "bad_identifier"]]) {
        const answer = await search(identifier);
        holds([400, 422].includes(answer.status), answer.text);
        equal(answer.json.issue.map(({ details }) => details.coding[0].code), [code], identifier);
        nowhere(answer.text, "010190-999K");
    }
    equal((await search("x", { body: "active=true" })).json.issue.map(({ code }) => code).sort(), ["not-supported", "required"]);
});

await test("patient__names_are_for_those_who_may_see_names", async () => {
    const who = await someone(), nameless = token("--scope", "client:read");
    const answer = await get(`/fhir/Patient/${who.id}`, { token: nameless });
    equal([answer.status, answer.json.name], [200, undefined]);
    nowhere(answer.text, "Liisa", "Esimerkki");
    nowhere((await search(`${HETU}|${who.value}`, { token: nameless })).text, "Liisa");
    equal((await see(`Patient/${who.id}`, { token: token("--role", "client", "--client", who.id) })).name[0].given, ["Liisa"]);
});

await test("patient__a_non_disclosure_order_hides_names_and_unit_and_labels_the_resource", async () => {
    const who = await someone({ non_disclosure: true });
    for (const answer of [await get(`/fhir/Patient/${who.id}`, { token: own }), await search(`${HETU}|${who.value}`)]) {
        const resource = answer.json.entry?.[0].resource ?? answer.json;
        equal(resource.meta.security, [{ system: "https://hl7.fi/fhir/finnish-base-profiles/CodeSystem/fi-base-security-label-cs", code: "TURVAKIELTO", display: "Turvakielto" }]);
        nowhere(answer.text, "Liisa", "Esimerkki", "kalasatama");
    }
});

await test("patient__who_died_is_not_active_and_has_the_day", async () => {
    const who = await someone();
    await change("POST", `/v1/clients/${who.id}/status`, { status: "deceased", on: today(-1) });
    const resource = await see(`Patient/${who.id}`);
    equal([resource.active, resource.deceasedDateTime], [false, today(-1)]);
});

await test("patient__no_identifier_stands_in_the_log_or_the_access_log", async () => {
    const who = await someone();
    await search(`${HETU}|${who.value}`, { headers: { "X-Request-Id": "fhir-patient-search" } });
    equal(sql("SELECT DISTINCT operation FROM asiakkuus.audit_event WHERE request_id = 'fhir-patient-search'"), "fhir_patient_search_form");
    equal(sql(`SELECT count(*) FROM asiakkuus.audit_event a WHERE a::text LIKE '%${who.value}%'`), "0");
});

end();
