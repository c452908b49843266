// The same day by the client and the zod schemas that orval generates, without a cast.
import { assessmentConfirm, assessmentCreate, clientCreate, contactCreate, contactOutcome, overviewGet, referralCreate, referralGet, referralMove } from "./orval/api.js";
import { assessmentConfirm200Response, assessmentCreate201Response, clientCreate201Response, contactCreate201Response, overviewGet200Response, referralCreate201Response, referralGet200Response, referralMove200Response } from "./orval/zod.js";
import { check, end, hetu, nurse, unit, whole, worker } from "./day.js";

const by = (token: string, more: Record<string, string> = {}) => ({ headers: { Authorization: `Bearer ${token}`, ...more } });
const tag = (headers: Headers) => ({ "If-Match": headers.get("etag") ?? "" });

// Only a good answer goes on; the type is narrowed by the status.
function wanted<Answer extends { status: number; data: unknown }, Status extends Answer["status"]>(answer: Answer, ...good: Status[]): Extract<Answer, { status: Status }> {
    const isGood = (each: Answer): each is Extract<Answer, { status: Status }> => good.some((status) => status === each.status);
    if (!isGood(answer)) throw new Error(`${answer.status}: ${JSON.stringify(answer.data)}`);
    return answer;
}

const client = wanted(await clientCreate({ identifier: { system: "hetu", value: hetu }, names: { given: "Testi", family: "Asiakas" }, language: "fi" }, by(nurse)), 201, 200);
whole("client", clientCreate201Response, client.data);

const contact = wanted(await contactCreate({ register: "health", channel: "phone", client_id: client.data.id, urgency: "urgent", need: { classes: ["s3_economy"], text: "Velat." } }, by(nurse)), 201);
whole("contact", contactCreate201Response, contact.data);

const answers = { professional: { d2_tasks: 3, d5_self_care: 4, coping_outlook: "lasting" }, client: { d2_tasks: 1, d5_self_care: 4 } };
const assessment = wanted(await assessmentCreate(client.data.id, { register: "health", participants: [{ role: "client" }, { role: "nurse" }], answers, need: "many", duration: "continuous", flags: { special_support: false } }, by(nurse)), 201);
whole("assessment", assessmentCreate201Response, assessment.data);
const { possible, scores, views, participants, version, available_actions } = assessment.data;
check("assessment__has_the_members_of_both_its_parts", possible.length > 0 && scores !== undefined && views !== undefined && participants.length === 2 && version === 1 && available_actions.includes("confirm"), assessment.data);
const confirmed = wanted(await assessmentConfirm(assessment.data.id, { chosen_segment: "huolenpito", override_reason: "Agreed.", client_present: true }, by(nurse, tag(assessment.headers))), 200);
whole("confirmed", assessmentConfirm200Response, confirmed.data);

const sent = wanted(await referralCreate({ client_id: client.data.id, kind: "social_contact", to: { unit_id: unit }, need: "Velat.", urgency: "urgent", from_register: "health", contact_id: contact.data.id, send: true }, by(nurse)), 201);
whole("referral", referralCreate201Response, sent.data);
wanted(await contactOutcome(contact.data.id, { kind: "solved" }, by(nurse, tag(contact.headers))), 200);

let last = sent.headers;
for (const action of ["receive", "assign", "accept", "start"] as const) {
    const moved = wanted(await referralMove(sent.data.id, action, {}, by(worker, tag(last))), 200);
    whole(`referral_${action}`, referralMove200Response, moved.data);
    last = moved.headers;
}
const done = wanted(await referralMove(sent.data.id, "complete", { outcome: { kind: "service_started", text: "Velkaneuvonta alkoi." } }, by(worker, tag(last))), 200);
whole("referral_complete", referralMove200Response, done.data);

const seen = wanted(await referralGet(sent.data.id, by(nurse)), 200);
whole("referral_get", referralGet200Response, seen.data);
check("referral__the_sender_sees_the_outcome", seen.data.outcome?.text === "Velkaneuvonta alkoi.", seen.data);
const closed = wanted(await referralMove(sent.data.id, "acknowledge", {}, by(nurse, tag(seen.headers))), 200);
check("referral__is_closed", closed.data.state === "completed" && closed.data.closed_on !== undefined, closed.data);
const overview = wanted(await overviewGet(client.data.id, by(nurse)), 200);
whole("overview", overviewGet200Response, overview.data);
check("overview__shows_the_segment", overview.data.segment?.segment === "huolenpito", overview.data);
end();
