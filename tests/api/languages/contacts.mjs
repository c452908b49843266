import { equal, newClient, post } from "../support.mjs";

const unknown = "0197a3c0-0000-7000-8000-00000000dead";
const basic = { register: "health", channel: "phone", need: { classes: ["s3_economy"] }, urgency: "non_urgent" };
const group = { kind: "peer_group", participants: 14 };

export async function prepare({ own, client }) {
    const open = await post("/v1/contacts", { ...basic, client_id: client.id }, { token: own });
    equal(open.status, 201, open.text);
    const other = await newClient({ token: own });
    const contacts = (json) => ({ method: "POST", path: "/v1/contacts", json: { ...basic, ...json } });
    const close = (json) => ({ method: "POST", path: `/v1/contacts/${open.json.id}/outcome`, json, headers: { "If-Match": '"1"' } });
    const referral = { kind: "guidance", to: { unit_id: unknown }, need: "x" };
    return {
        requests: {
            unknown_client: [contacts({ client_id: unknown })],
            unknown_service: [contacts({ outcome: { kind: "guided", service_id: unknown } })],
            unknown_need: [contacts({ need: { classes: ["s99_none"] } })],
            groups_only: [contacts({ group })],
            groups_have_no_client: [contacts({ channel: "group", group, client_id: client.id })],
            other_outcome: [close({ kind: "solved", referral: {} }), close({ kind: "solved", consultation: {} })],
            other_client: [close({ kind: "referral", referral: { ...referral, client_id: other.id } })],
            needs_client: [contacts({ channel: "street", outcome: { kind: "referral", referral } })],
            identifying_text: [contacts({ channel: "street", need: { classes: [], text: "040 123 4567" } })],
        },
        names: ["referral", "consultation"],
    };
}
