import { equal, get, post } from "../support.mjs";

export async function prepare({ all, client }) {
    const unit = (await get("/v1/units?limit=200", { token: all })).json.items.find(({ code }) => code === "aikuissosiaalityo");
    const referral = { client_id: client.id, kind: "social_contact", to: { unit_id: unit.id }, need: "testi", urgency: "non_urgent", from_register: "health" };
    const made = await post("/v1/referrals", referral, { token: all });
    equal(made.status, 201, made.text);
    return {
        bodies: { referral_create: referral, referral_replace: { kind: "social_contact", to: { unit_id: unit.id }, need: "toinen", urgency: "urgent" }, referral_move: {}, referral_message_create: { text: "testi" } },
        owned: { "/v1/referrals/{id}": `/v1/referrals/${made.json.id}`, "/v1/referrals/{id}/{action}": `/v1/referrals/${made.json.id}/send` },
    };
}
