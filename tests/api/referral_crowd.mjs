// An area of its own with many referrals of every kind, by chance, each led some way of its life: for
// whatever finds some of them among all.
import { chance } from "../contract/chance.mjs";
import { expectStatus, post } from "./service.mjs";
import { bodyOf } from "./referral_model.mjs";
import { clientOf, code, contactTo, moved, send, service, unit, world } from "./referral_world.mjs";
import { sql, today } from "./support.mjs";

const WAYS = [[], [], ["receive"], ["receive", "assign"], ["assign"], ["receive", "accept", "start"], ["receive", "accept", "start", "complete"], ["return"], ["decline"], ["redirect"], ["cancel"]];

// Its people and places, and the rows as the database has them, newest first.
export async function crowd(area, seed, count) {
    const w = world({ area }), other = unit(code("other"), { area, register: "social" });
    const office = service(code("office"), w.social, { area, kind: "social" }), clinic = service(code("clinic"), w.centre, { area, kind: "health" }), group = service(code("group"), w.centre, { area, kind: "third_sector" });
    const ehr = { sub: "ehr", register: "health", area }, clients = await Promise.all(Array.from({ length: 4 }, () => clientOf(w.nurse)));
    const wishes = [
        { to: { unit_id: w.social.id } }, { to: { unit_id: other.id } }, { to: { service_id: office.id } },
        { to: { service_id: clinic.id }, kind: "health_referral" }, { to: { service_id: group.id }, kind: "third_sector" },
        { to: { service_id: clinic.id }, kind: "health_referral", from_register: "social", ground: { kind: "consent" } },
        { to: { unit_id: w.social.id }, kind: "guidance", from_register: "social" },
    ];
    const hands = { health: w.lead, social: w.coordinator }, dice = chance(seed);
    for (let i = 0; i < count; i++) {
        const wish = dice.any(wishes), handed = wish.kind === "third_sector", sender = wish.from_register === "social" ? w.socialWorker : dice.any([w.nurse, w.doctor, ehr]);
        const body = { ...contactTo(dice.any(clients), wish.to), urgency: dice.any(["emergency", "urgent", "non_urgent"]), rule: dice.random() < 0.5 ? "helsinki_seven_days" : undefined, starts_on: today(-Math.floor(dice.random() * 15)),
            follow_up_on: handed ? today(Math.floor(dice.random() * 10) - 5) : undefined, ...wish };
        if (dice.random() < 0.15) {
            expectStatus(await post("/v1/referrals", body, { as: sender }), 201);
            continue;
        }
        let made = await send(sender, body);
        for (const action of handed ? (dice.random() < 0.3 ? ["complete"] : []) : dice.any(WAYS)) {
            if (action === "redirect" && made.to_register === "health") continue;
            const as = action === "cancel" || handed ? hands[made.from_register] : hands[made.to_register];
            made = await moved(as, made, action, bodyOf(action, { other: made.to.unit_id === other.id ? w.social : other }));
        }
    }
    const rows = JSON.parse(sql(`SELECT json_agg(r ORDER BY created_at DESC, id DESC) FROM (SELECT id, client_id, kind, state, urgency, register, to_register, from_unit_id, to_unit_id, to_service_id, assignee, unseen,
        created_at, created_by, waiting_since, due_on, follow_up_on, coalesce(due_on < '${today()}', false) AS overdue FROM referral WHERE area = '${area}') r`));
    return { w, area, other, office, clinic, group, ehr, clients, rows };
}
