// Units, services and people for the tests of referrals, worklists and routing.
import { randomUUID } from "node:crypto";
import { expectStatus, get, newClient, post } from "./service.mjs";
import { sql } from "./support.mjs";

const names = (name) => `'${JSON.stringify({ fi: name, sv: name, en: name })}'`;

export function unit(code, { area = "90", register } = {}) {
    const id = randomUUID();
    sql(`INSERT INTO unit (area, id, code, names, kind, register, created_at, updated_at) VALUES
        ('${area}', '${id}', '${code}', ${names(code)}, 'centre', ${register ? `'${register}'` : "NULL"}, now(), now())`);
    return { id, code };
}

const list = (words = []) => `'{${words.join(",")}}'`;

export function service(code, of, wishes = {}) {
    const id = randomUUID();
    const { area = "90", kind = "health", needs, segments, languages, municipalities, referral_kinds, takes_referrals = true,
        self_referral = false, weight = 2, channels = [], age_min = null, age_max = null, url, valid_to } = wishes;
    const register = ["health", "social"].includes(kind) ? `'${kind}'` : "NULL";
    sql(`INSERT INTO service (area, id, code, unit_id, names, sort_key, kind, register, needs, segments, languages, municipalities,
        referral_kinds, takes_referrals, self_referral, weight, channels, age_min, age_max, url, valid_to, created_at, updated_at) VALUES
        ('${area}', '${id}', '${code}', '${of.id}', ${names(code)}, '${code}', '${kind}', ${register}, ${list(needs)}, ${list(segments)},
        ${list(languages)}, ${list(municipalities)}, ${list(referral_kinds)}, ${takes_referrals}, ${self_referral}, ${weight},
        '${JSON.stringify(channels)}', ${age_min}, ${age_max}, ${url ? `'${url}'` : "NULL"}, ${valid_to ? `'${valid_to}'` : "NULL"}, now(), now())`);
    return { id, code };
}

let made = 0;
export const code = (word) => `${word}-${process.pid}-${++made}`;

// A health centre that sends and a social unit that receives, with a worker in each.
export function world(more = {}) {
    const centre = unit(code("centre"), more), social = unit(code("social"), { register: "social", ...more });
    const area = more.area ? { area: more.area } : {};
    const worker = (sub, of, register, role = "professional") => ({ sub: `${sub}-${made}`, unit: of.code, register, role, ...area });
    return {
        centre, social,
        nurse: worker("nurse", centre, "health"),
        doctor: worker("doctor", centre, "health"),
        socialWorker: worker("worker", social, "social"),
        colleague: worker("colleague", social, "social"),
        coordinator: worker("coordinator", social, "social", "coordinator"),
        lead: worker("lead", centre, "health", "coordinator"),
    };
}

export const contactTo = (client, to, more = {}) => ({ client_id: client.id, kind: "social_contact", to, need: "Vuokra on maksamatta.",
    urgency: "non_urgent", from_register: "health", ...more });

export async function send(as, body) {
    return expectStatus(await post("/v1/referrals", { ...body, send: true }, { as }), 201);
}

// One move; the version is the one last read unless another is given.
export function move(as, referral, action, body = {}, headers = {}) {
    return post(`/v1/referrals/${referral.id}/${action}`, body, { as, headers: { "if-match": `"${referral.version}"`, ...headers } });
}

export async function moved(as, referral, action, body) {
    return expectStatus(await move(as, referral, action, body), 200);
}

export const read = async (as, referral) => expectStatus(await get(`/v1/referrals/${referral.id}`, { as }), 200);
export const clientOf = (as) => newClient({ ...as, role: "professional" });
export const outcome = { kind: "assessment_done", text: "Palvelutarve arvioitu, tuki alkaa." };
