import { token } from "../support.mjs";
import { prepare as prepareRoom } from "../access/meetings.mjs";

export async function prepare({ client }) {
    const arranger = token("--role", "coordinator");
    const { bodies, owned } = await prepareRoom({ all: arranger });
    const series = bodies.meeting_create, { service_id } = bodies.attendance_record;
    const occurrence = owned["/v1/consultation-meetings/{id}/occurrences/{date}"];
    const consultation = owned["/v1/consultation-meetings/{id}/occurrences/{date}/cases/{case_id}"];
    const meetings = (json) => ({ method: "POST", path: "/v1/consultation-meetings", json: { ...series, ...json }, token: arranger });
    const matching = (method, path, json) => ({ method, path, json, token: arranger, headers: { "If-Match": '"1"' } });
    return {
        requests: {
            bad_rule: [meetings({ rule: "FREQ=WEEKLY;INTERVAL=0" }), meetings({ rule: "weekly" })],
            rule_without_dates: [meetings({ rule: "FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=2SU" })],
            start_not_in_rule: [meetings({ rule: "FREQ=WEEKLY;BYDAY=WE" })],
            only_one: [meetings({ rule: "FREQ=WEEKLY;BYDAY=TU;UNTIL=20400201", until: "2040-02-01" })],
            given_twice: [meetings({ required_services: [service_id, service_id] })],
            unknown_service: [meetings({ required_services: [client.id] })],
            in_the_past: [matching("PUT", owned["/v1/consultation-meetings/{id}"], { ...series, starts_at: "2020-01-07T09:00" })],
            no_such_meeting: [matching("POST", `${consultation}/defer`, { to: "2040-01-04" })],
            not_after_meeting: [matching("POST", `${consultation}/outcome`, { advice: "x", follow_up_on: "2040-01-03" })],
            identifying_text: [{ method: "POST", path: `${occurrence}/cases`, json: { title: "040 123 4567", question: "x" }, token: arranger }],
        },
        names: ["rrule", "interval", "until", "person"],
    };
}
