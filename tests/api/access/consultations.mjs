import { equal, post } from "../support.mjs";

export async function prepare({ all, client }) {
    const consultation = { to: { group: "kalasatama" }, question: "Mikä palvelu sopii unettomuuteen?", anonymous: false, client_id: client.id };
    const made = await post("/v1/consultations", consultation, { token: all });
    equal(made.status, 201, made.text);
    const advice = { kind: "advice", text: "Ryhmä sopii." };
    return {
        bodies: {
            consultation_create: consultation, consultation_answer: advice, consultation_ask_more: { text: "Kerro lisää." },
            consultation_give_more: { text: "Lisää." }, consultation_close: { outcome: { avoided_referral: true } },
            consultation_reopen: { reason: "Asia jatkuu." }, consultation_message_create: { text: "Kiitos." }, consultation_read: { up_to: 1 },
            consultation_assign: {}, consultation_release: {}, consultation_withdraw: {},
        },
        personal: ["get", "answer", "ask_more", "give_more", "convert", "close", "withdraw", "reopen", "assign", "release", "message_list", "message_create", "read"].map((name) => `consultation_${name}`),
        owned: { "/v1/consultations/{id}": `/v1/consultations/${made.json.id}` },
    };
}
