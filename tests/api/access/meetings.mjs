import { randomUUID } from "node:crypto";
import { call, equal, post, sql } from "../support.mjs";


export async function prepare({ all }) {
    const unit_id = sql("SELECT id FROM asiakkuus.unit WHERE area = '90' AND code = 'kallio'"), service_id = randomUUID();
    sql(`INSERT INTO asiakkuus.service (area, id, code, unit_id, names, sort_key, kind, weight, created_at, updated_at)
         VALUES ('90', '${service_id}', 'access-${service_id}', '${unit_id}', '{"fi": "x"}', 'x', 'third_sector', 1, now(), now())`);
    const as = { token: all };
    const series = { unit_id, names: { fi: "PPT", sv: "PPT", en: "PPT" }, rule: "FREQ=WEEKLY;BYDAY=TU", starts_at: "2040-01-03T09:00" };
    const made = async (path, body) => {
        const answer = await post(path, body, as);
        equal(answer.status, 201, answer.text);
        return `${path}/${answer.json.id}`;
    };
    const meeting = await made("/v1/consultation-meetings", series), occurrence = `${meeting}/occurrences/2040-01-03`;
    const consultation = await made(`${occurrence}/cases`, { title: "x", question: "x" });
    const topic = await made(`${occurrence}/topics`, { kind: "phenomenon", title: "x" });
    // What is said of a case is for the chair: here, anyone who holds no more than that permission.
    const led = await call("PUT", `${occurrence}/roles`, { ...as, json: { chair: { sub: "meeting:join" } }, headers: { "If-Match": '"1"' } });
    equal(led.status, 200, led.text);
    return {
        bodies: { meeting_create: series, meeting_replace: series, attendance_record: { service_id }, sign_up_create: { service_id }, meeting_case_outcome: { advice: "x" } },
        owned: {
            "/v1/consultation-meetings/{id}": meeting,
            "/v1/consultation-meetings/{id}/occurrences/{date}": occurrence,
            "/v1/consultation-meetings/{id}/occurrences/{date}/cases/{case_id}": consultation,
            "/v1/consultation-meetings/{id}/occurrences/{date}/topics/{topic_id}": topic,
        },
    };
}
