#!/usr/bin/env node
// The directory's filters against the same filters over the written records: each alone, in pairs, in threes;
// over the days on which units and services hold; and over changes of the records.
import { assert, call, expectProblem, expectStatus, finish, get, post, test } from "./service.mjs";
import { at, clockChanges, drawing, firstMinute, lastMinute } from "./clock.mjs";
import { sql, today } from "./support.mjs";

const as = { role: "director", area: "17" }, reader = { role: "professional", area: "17" };
const draw = drawing(20261129);
const put = (path, body, version) => call("PUT", path, { as, body, headers: { "if-match": `"${version}"` } });
const make = async (path, body) => expectStatus(await post(path, body, { as }), 201);

async function list(path, query, ask = get) {
    const codes = [];
    for (let cursor = ""; cursor !== null; ) {
        const page = expectStatus(await ask(`${path}?${query}&limit=37&total=true${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, { as: reader }), 200);
        codes.push(...page.items.map(({ code }) => code));
        cursor = page.next_cursor;
        if (cursor === null) assert.equal(page.total, codes.length, query);
    }
    assert.equal(new Set(codes).size, codes.length, `${query}: one twice`);
    return codes.sort();
}

// --- a world ---

const NEEDS = ["s2_housing", "s3_economy", "s6_crisis", "h1_long_term_illness"], SEGMENTS = ["omatoimi", "tuki", "yhteistyo", "huolenpito"];
const LANGUAGES = ["fi", "sv", "so"], TOWNS = ["091", "049", "092"], KINDS = ["health", "social", "third_sector", "digital", "group"];
const DAYS = [undefined, today(-40), today(-1), today(), today(1), today(40)];
const units = [];
for (let i = 0; i < 3; i++) units.push(await make("/v1/units", { code: `f-u${i}`, names: { fi: `Suodatin ${i}` }, kind: "centre" }));

function span() {
    const [from, to] = [draw.of(DAYS), draw.of(DAYS)];
    return { ...(from && { valid_from: from }), ...(to && (!from || from <= to) && { valid_to: to }) };
}
function ages() {
    const min = draw(3) ? draw(60) : undefined, max = draw(3) ? (min ?? 0) + draw(40) : undefined;
    return min === undefined && max === undefined ? {} : { age: { ...(min !== undefined && { min }), ...(max !== undefined && { max }) } };
}
const services = [];
for (let i = 0; i < 120; i++) {
    const body = {
        code: `f-s${i}`, unit_id: draw.of(units).id, names: { fi: `Palvelu ${i}` }, kind: draw.of(KINDS), weight: 1 + draw(5), needs: draw.some(NEEDS, 2), segments: draw.some(SEGMENTS, 1), languages: draw.some(LANGUAGES, 2),
        municipalities: draw.some(TOWNS, 1), takes_referrals: draw(2) === 1, referral_kinds: ["guidance"], ...ages(), ...(draw(4) === 0 && span()),
    };
    services.push(await make("/v1/services", body));
}

// --- the filters, as the contract says them: what a service does not name binds it to nothing ---

const registerOf = ({ kind }) => (["health", "social"].includes(kind) ? kind : undefined);
const open = (list, word) => list.length === 0 || list.includes(word);
const FILTERS = {
    need: [NEEDS, (service, need) => service.needs.includes(need)],
    segment: [SEGMENTS, (service, segment) => open(service.segments, segment)],
    language: [LANGUAGES, (service, language) => service.languages.includes(language)],
    municipality: [[...TOWNS, "853"], (service, town) => open(service.municipalities, town)],
    kind: [KINDS, (service, kind) => service.kind === kind],
    register: [["health", "social"], (service, register) => registerOf(service) === register],
    unit_id: [units.map(({ id }) => id), (service, id) => service.unit_id === id],
    takes_referrals: [["true", "false"], (service, takes) => String(service.takes_referrals) === takes],
    age: [["0", "1", "17", "18", "30", "59", "60", "98", "150"], ({ age = {} }, years) => (age.min ?? 0) <= Number(years) && Number(years) <= (age.max ?? 150)],
    on: [DAYS.slice(1), () => true],
};
const holdsOn = ({ valid_from: from, valid_to: to }, day) => (!from || from <= day) && (!to || day <= to);
const expected = (wanted) => services.filter((service) => holdsOn(service, wanted.on ?? today()) && Object.entries(wanted).every(([name, value]) => FILTERS[name][1](service, value))).map(({ code }) => code).sort();
const agrees = async (wanted) => assert.deepEqual(await list("/v1/services", new URLSearchParams(wanted)), expected(wanted), JSON.stringify(wanted));

for (const [name, [values]] of Object.entries(FILTERS))
    test(`service_list__by_${name}_alone_gives_what_the_records_say`, async () => {
        const told = new Set();
        for (const value of values) {
            await agrees({ [name]: value });
            told.add(JSON.stringify(expected({ [name]: value })));
        }
        assert.ok(told.size > 1, "every value gives the same");
    });

test("service_list__each_pair_of_filters_gives_what_both_leave", async () => {
    const names = Object.keys(FILTERS);
    for (const [i, one] of names.entries())
        for (const other of names.slice(i + 1)) {
            await agrees({ [one]: draw.of(FILTERS[one][0]), [other]: draw.of(FILTERS[other][0]) });
            await agrees({ [one]: draw.of(FILTERS[one][0]), [other]: draw.of(FILTERS[other][0]) });
        }
});

test("service_list__many_filters_at_once_give_what_all_leave", async () => {
    let found = 0;
    for (let round = 0; round < 80; round++) {
        const wanted = Object.fromEntries(draw.some(Object.keys(FILTERS), 3).map((name) => [name, draw.of(FILTERS[name][0])]));
        await agrees(wanted);
        found += expected(wanted).length > 0;
    }
    assert.ok(found > 20, `only ${found} found anything`);
});

test("service_list__a_service_without_an_age_is_for_every_age_and_both_ends_count", async () => {
    const [a, b] = [await make("/v1/services", { code: "f-age", unit_id: units[0].id, names: { fi: "Ikä" }, kind: "social", weight: 1, needs: ["s10_close_people"], age: { min: 18, max: 64 } }),
        await make("/v1/services", { code: "f-any-age", unit_id: units[0].id, names: { fi: "Ikä" }, kind: "social", weight: 1, needs: ["s10_close_people"] })];
    services.push({ ...a, segments: [], municipalities: [] }, { ...b, segments: [], municipalities: [] });
    const found = async (age) => (await list("/v1/services", `need=s10_close_people&age=${age}`)).length;
    assert.deepEqual([await found(17), await found(18), await found(64), await found(65), await found(0), await found(150)], [1, 2, 2, 1, 1, 1]);
    for (const age of ["-1", "151", "x", ""]) expectProblem(await get(`/v1/services?age=${age}`, { as }), 400, "invalid");
});

test("service_create__an_age_of_one_year_and_a_single_day_are_no_mistake", async () => {
    const body = (more) => ({ code: `f-one${draw(1e9)}`, unit_id: units[0].id, names: { fi: "Yksi" }, kind: "social", weight: 1, valid_to: today(-2), ...more });
    await make("/v1/services", body({ age: { min: 18, max: 18 }, valid_from: today(-2) }));
    expectProblem(await post("/v1/services", body({ age: { min: 18, max: 17 }, valid_from: today(-1) }), { as }), 422, "rule_broken", { "/age/max": "before_beginning", "/valid_to": "before_beginning" });
    expectProblem(await post("/v1/services", body({ age: { min: -1, max: 151 } }), { as }), 400, "invalid", { "/age/min": "out_of_range", "/age/max": "out_of_range" });
});

test("service_replace__a_filter_follows_each_member_that_is_put", async () => {
    const { id, version, register, updated_at: at_, ...service } = services[0];
    const bare = { code: service.code, unit_id: service.unit_id, names: service.names, kind: service.kind, weight: 3, needs: [], segments: ["tuki"], languages: ["so"], municipalities: ["853"], takes_referrals: false };
    let number = version;
    for (const more of [{}, { needs: ["s2_housing"] }, { languages: ["sv"] }, { municipalities: [] }, { segments: [] }, { age: { min: 3, max: 4 } }, { unit_id: units[1].id }, { takes_referrals: true, referral_kinds: ["guidance"] }]) {
        const changed = expectStatus(await put(`/v1/services/${id}`, { ...bare, ...more }, number), 200);
        number = changed.version;
        services[0] = { ...changed, code: service.code };
        for (const [name, [values]] of Object.entries(FILTERS)) await agrees({ [name]: draw.of(values) });
        await agrees({ language: "so" }), await agrees({ municipality: "853" }), await agrees({ age: "2" });
    }
});

test("service_replace__what_a_put_leaves_out_is_taken_away", async () => {
    const contacts = [{ title: "Päivystävä sosiaaliohjaaja", channel: "phone", value: "09 000 0003" }];
    const { id } = await make("/v1/services", { code: "f-whole", unit_id: units[0].id, names: { fi: "Koko", sv: "Hel" }, descriptions: { fi: "x" }, kind: "social", weight: 2, needs: ["s6_crisis"], segments: ["tuki"], languages: ["fi"], municipalities: ["091"], age: { min: 1 },
        channels: [{ kind: "phone", value: "09 000 0004" }], consultation: { contacts, answer_within_hours: 4 }, url: "https://x.example", valid_from: today(-1), valid_to: today(1), self_referral: true });
    const left = expectStatus(await put(`/v1/services/${id}`, { code: "f-whole", unit_id: units[0].id, names: { fi: "Koko" }, kind: "social", weight: 2 }, 1), 200);
    const { updated_at: at_, ...rest } = left;
    assert.deepEqual(rest, { id, version: 2, code: "f-whole", unit_id: units[0].id, names: { fi: "Koko" }, kind: "social", register: "social", needs: [], segments: [], languages: [], municipalities: [], referral_kinds: [], takes_referrals: false, self_referral: false, weight: 2, channels: [] });
    assert.deepEqual(expectStatus(await get(`/v1/services/${id}`, { as }), 200), left);
    assert.equal(sql(`SELECT string_agg(type || ' ' || version, ', ' ORDER BY version) FROM event WHERE resource_id = '${id}'`), "service.created 1, service.changed 2");
    services.push(left);
});

// --- days ---

for (const { day, next, hours } of clockChanges)
    test(`directory__what_ends_on_the_day_of_a_clock_change_in_month_${Number(day.slice(5, 7))}_holds_to_the_last_minute_of_that_day_and_no_longer`, async () => {
        const unit = await make("/v1/units", { code: `f-e${day}`, names: { fi: "Päättyvä" }, kind: "summer", valid_to: day });
        const successor = await make("/v1/units", { code: `f-n${day}`, names: { fi: "Seuraava" }, kind: "summer", valid_from: next, valid_to: `${Number(next.slice(0, 4)) + 1}-12-31` });
        for (const [code, more] of [[`f-se${day}`, { valid_to: day }], [`f-sn${day}`, { valid_from: next }]])
            services.push(await make("/v1/services", { code, unit_id: units[2].id, names: { fi: "Päivät" }, kind: "social", weight: 1, needs: ["s9_functional_capacity"], ...more }));
        const told = (instant) => at(instant, async ({ get: ask, post: send }) => {
            const home = (code, number) => send("/v1/clients", { identifier: { system: "foreign", value: `D-${instant.replaceAll(":", "-")}-${number}` }, home_unit: code }, { as: reader });
            return [await list("/v1/units", "kind=summer", ask), await list("/v1/services", "need=s9_functional_capacity", ask), (await home(unit.code, 1)).status, (await home(successor.code, 2)).status];
        });
        assert.deepEqual(await told(lastMinute(day, hours)), [[unit.code], [`f-se${day}`], 201, 422]);
        assert.deepEqual(await told(firstMinute(next, hours)), [[successor.code], [`f-sn${day}`], 422, 201]);
        // A date that is asked for is that day, whatever day it is.
        assert.deepEqual([await list("/v1/units", `kind=summer&on=${day}`), await list("/v1/units", `kind=summer&on=${next}`)], [[unit.code], [successor.code]]);
        for (const [each, body] of [[unit, { valid_to: today(-1) }], [successor, { valid_from: today(-2), valid_to: today(-1) }]])
            expectStatus(await put(`/v1/units/${each.id}`, { code: each.code, names: each.names, kind: each.kind, ...body }, 1), 200);
        const [ended, begun] = services.splice(-2);
        for (const each of [ended, begun])
            expectStatus(await put(`/v1/services/${each.id}`, { code: each.code, unit_id: each.unit_id, names: each.names, kind: each.kind, weight: 1, needs: each.needs, valid_from: "2020-01-01", valid_to: "2020-01-01" }, 1), 200);
    });

test("unit_list__by_kind_parent_and_day_gives_what_the_records_say", async () => {
    const made = [], kinds = ["ward", "desk", "team"];
    for (let i = 0; i < 40; i++) {
        const parent = draw(3) ? draw.of(units) : undefined;
        made.push(await make("/v1/units", { code: `f-p${i}`, names: { fi: `Osasto ${i}` }, kind: draw.of(kinds), ...(parent && { parent_id: parent.id }), ...span() }));
    }
    const parents = [...units.map(({ id }) => id)];
    for (const kind of [undefined, ...kinds])
        for (const parent_id of [undefined, ...parents])
            for (const on of [undefined, ...DAYS.slice(1)]) {
                if (!kind && !parent_id) continue;
                const wanted = made.filter((unit) => (!kind || unit.kind === kind) && (!parent_id || unit.parent_id === parent_id) && holdsOn(unit, on ?? today())).map(({ code }) => code).sort();
                assert.deepEqual(await list("/v1/units", new URLSearchParams(Object.entries({ kind, parent_id, on }).filter(([, value]) => value))), wanted, `${kind} ${parent_id} ${on}`);
            }
});

test("unit_replace__a_chain_of_twenty_units_is_the_deepest", async () => {
    let parent;
    const chain = [];
    for (let i = 0; i < 20; i++) {
        parent = await make("/v1/units", { code: `f-c${i}`, names: { fi: `Ketju ${i}` }, kind: "chain", ...(parent && { parent_id: parent.id }) });
        chain.push(parent);
    }
    const [top] = chain, last = chain.at(-1);
    expectProblem(await put(`/v1/units/${top.id}`, { code: top.code, names: top.names, kind: top.kind, parent_id: last.id }, 1), 422, "rule_broken", { "/parent_id": "above_itself" });
    const one = await make("/v1/units", { code: "f-c-more", names: { fi: "Lisä" }, kind: "chain" });
    expectProblem(await put(`/v1/units/${one.id}`, { code: one.code, names: one.names, kind: one.kind, parent_id: last.id }, 1), 422, "rule_broken", { "/parent_id": "above_itself" });
    expectStatus(await put(`/v1/units/${one.id}`, { code: one.code, names: one.names, kind: one.kind, parent_id: chain[17].id }, 1), 200);
});

await finish();
