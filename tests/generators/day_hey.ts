// A client's whole day by the client that hey-api generates, from the contact to the closed referral:
// nothing here is cast, so that whatever the types lack does not compile.
import { createClient } from "./hey/client/index.js";
import { assessmentConfirm, assessmentCreate, clientCreate, overviewGet, contactCreate, contactOutcome, referralCreate, referralGet, referralMove } from "./hey/index.js";
import { zAssessment, zClient, zContact, zReferral } from "./hey/zod.gen.js";
import { base, check, end, hetu, nurse, unit, whole, worker } from "./day.js";

const by = (auth: string) => createClient({ baseUrl: base, auth, headers: { "Accept-Language": "en" }, throwOnError: true });
const health = by(nurse);
const social = by(worker);
const tag = (response: Response) => ({ "If-Match": response.headers.get("etag") ?? "" });

const client = await clientCreate({ client: health, throwOnError: true, body: { identifier: { system: "hetu", value: hetu }, names: { given: "Testi", family: "Asiakas" }, language: "fi" } });
whole("client", zClient, client.data);
const path = { id: client.data.id };

const contact = await contactCreate({ client: health, throwOnError: true, body: { register: "health", channel: "phone", client_id: path.id, urgency: "urgent", need: { classes: ["s3_economy"], text: "Velat." } } });
whole("contact", zContact, contact.data);

const answers = { professional: { d2_tasks: 3, d5_self_care: 4, coping_outlook: "lasting" }, client: { d2_tasks: 1, d5_self_care: 4 } };
const assessment = await assessmentCreate({ client: health, throwOnError: true, path, body: { register: "health", participants: [{ role: "client" }, { role: "nurse" }], answers, need: "many", duration: "continuous", flags: { special_support: false } } });
whole("assessment", zAssessment, assessment.data);
const { possible, scores, views, participants, version, available_actions } = assessment.data;
check("assessment__has_the_members_of_both_its_parts", possible.length > 0 && scores !== undefined && views !== undefined && participants.length === 2 && version === 1 && available_actions.includes("confirm"), assessment.data);
const confirmed = await assessmentConfirm({ client: health, throwOnError: true, path: { id: assessment.data.id }, headers: tag(assessment.response), body: { chosen_segment: "huolenpito", override_reason: "Agreed.", client_present: true } });
whole("confirmed", zAssessment, confirmed.data);
check("assessment__is_confirmed", confirmed.data.status === "confirmed" && confirmed.data.chosen_segment === "huolenpito", confirmed.data);

const sent = await referralCreate({ client: health, throwOnError: true, body: { client_id: path.id, kind: "social_contact", to: { unit_id: unit }, need: "Velat.", urgency: "urgent", from_register: "health", contact_id: contact.data.id, send: true } });
whole("referral", zReferral, sent.data);
await contactOutcome({ client: health, throwOnError: true, path: { id: contact.data.id }, headers: tag(contact.response), body: { kind: "solved" } });

let last = sent.response;
for (const action of ["receive", "assign", "accept", "start"] as const) {
    const moved = await referralMove({ client: social, throwOnError: true, path: { id: sent.data.id, action }, headers: tag(last), body: {} });
    whole(`referral_${action}`, zReferral, moved.data);
    last = moved.response;
}
const done = await referralMove({ client: social, throwOnError: true, path: { id: sent.data.id, action: "complete" }, headers: tag(last), body: { outcome: { kind: "service_started", text: "Velkaneuvonta alkoi." } } });
whole("referral_complete", zReferral, done.data);

const seen = await referralGet({ client: health, throwOnError: true, path: { id: sent.data.id } });
check("referral__the_sender_sees_the_outcome", seen.data.outcome?.text === "Velkaneuvonta alkoi.", seen.data);
const closed = await referralMove({ client: health, throwOnError: true, path: { id: sent.data.id, action: "acknowledge" }, headers: tag(seen.response), body: {} });
check("referral__is_closed", closed.data.state === "completed" && closed.data.closed_on !== undefined, closed.data);
const overview = await overviewGet({ client: health, throwOnError: true, path });
check("overview__shows_the_segment", overview.data.segment?.segment === "huolenpito", overview.data);
end();
