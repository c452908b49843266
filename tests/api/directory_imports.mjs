#!/usr/bin/env node
// Imports of random deliveries against a model of what a source has said: lists as sets, what is missing and
// what is empty, deleted and published again, refused items in between, and what the area has of its own.
import { randomUUID } from "node:crypto";
import { assert, call, expectProblem, expectStatus, finish, get, post, test } from "./service.mjs";
import { drawing } from "./clock.mjs";
import { sql, today } from "./support.mjs";

const as = { role: "director", area: "21" };
const counts = ({ created, changed, unchanged, refused }) => [created, changed, unchanged, refused.length];
const take = async (source, items, who = as) => expectStatus(await post("/v1/directory/imports", { source, items }, { as: who }), 200);
async function all(path, who = as) {
    const items = [];
    for (let cursor = ""; cursor !== null; ) {
        const page = expectStatus(await get(`${path}${path.includes("?") ? "&" : "?"}limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, { as: who }), 200);
        items.push(...page.items);
        cursor = page.next_cursor;
    }
    return items;
}
const draw = drawing(1209);
const LANGUAGES = ["fi", "sv", "en", "so"], TOWNS = ["049", "091", "092", "235"];
const shuffled = (list) => list.map((each) => [draw(1e6), each]).sort(([a], [b]) => a - b).map(([, each]) => each);

// --- the national register: services ---

// What is said of a member: a list in any order with repetitions, an empty one, null, or nothing.
const SAY = { missing: () => undefined, empty: () => [], none: () => null, list: (values) => shuffled([...values, ...draw.some(values, 1)]) };
const say = (values) => (values.length ? SAY[draw.of(["list", "list", "missing"])](values) : SAY[draw.of(["empty", "none", "missing"])](values));
function delivered(id) {
    const names = { fi: `Palvelu ${draw(4)}`, ...(draw(2) && { sv: `Tjänst ${draw(3)}` }) }, languages = say(draw.some(LANGUAGES, 2)), towns = draw.some(TOWNS, 2);
    const limited = towns.length > 0 && draw(4) > 0;
    return {
        said: { names, languages: languages === undefined ? undefined : [...new Set(languages ?? [])].sort(), municipalities: limited ? [...new Set(towns)].sort() : [] },
        item: {
            id, type: "Service", publishingStatus: "Published", serviceNames: shuffled(Object.entries(names)).map(([language, value]) => ({ language, value, type: "Name" })), serviceDescriptions: [], languages,
            areaType: limited ? "LimitedType" : "Nationwide", areas: limited ? shuffled(towns).map((code) => ({ type: "Municipality", code, municipalities: [{ code, name: [] }] })) : [],
            serviceClasses: [], targetGroups: [], lifeEvents: [], ontologyTerms: [], serviceChannels: null, organizations: [], modified: "2026-11-20T10:00:00.000Z",
        },
    };
}
const bad = [(id) => ({ id, type: "Service", publishingStatus: "Published", serviceNames: [] }), () => null, () => ({ type: "Service" }), (id) => ({ ...delivered(id).item, publishingStatus: "Draft" }), (id) => ({ ...delivered(id).item, type: "Permit" }), () => "x"];
const shown = ({ names, languages, municipalities, valid_to: to }) => ({ names, languages, municipalities, ended: to !== undefined && to < today() });

test("directory_import__of_random_deliveries_leaves_what_the_source_said_last", async () => {
    const ids = Array.from({ length: 12 }, () => randomUUID()), model = new Map();
    for (let round = 0; round < 14; round++) {
        const wanted = [0, 0, 0, 0], refused = [], items = [];
        for (const id of draw.some(ids, 2)) {
            if (draw(6) === 0) {
                items.push(draw.of(bad)(id)), refused.push(items.length - 1), wanted[3]++;
                continue;
            }
            const before = model.get(id);
            if (before && draw(7) === 0) {
                items.push({ id, publishingStatus: "Deleted" });
                wanted[before.ended ? 2 : 1]++;
                model.set(id, { ...before, ended: true });
                continue;
            }
            const { item, said } = delivered(id);
            const after = { names: said.names, languages: said.languages ?? before?.languages ?? [], municipalities: said.municipalities, ended: false };
            items.push(item);
            wanted[!before ? 0 : JSON.stringify({ ...before, names: Object.entries(before.names).sort() }) === JSON.stringify({ ...after, names: Object.entries(after.names).sort() }) ? 2 : 1]++;
            model.set(id, after);
        }
        if (!items.length) continue;
        const result = await take("ptv", items);
        assert.deepEqual(counts(result), wanted, `round ${round}`);
        assert.deepEqual(result.refused.map(({ index }) => index), refused);
        const found = new Map((await all("/v1/services?on=2026-01-01")).concat(await all("/v1/services")).map((service) => [service.source_id, shown(service)]));
        for (const [id, each] of model) assert.deepEqual(found.get(id), each, `round ${round}, ${id}`);
    }
    const again = [...model].filter(([, { ended }]) => ended).map(([id]) => ({ id, publishingStatus: "Deleted" }));
    if (again.length) assert.deepEqual(counts(await take("ptv", again)), [0, 0, again.length, 0]);
});

test("directory_import__in_any_order_and_in_any_parts_gives_the_same_directory", async () => {
    const items = Array.from({ length: 25 }, () => delivered(randomUUID()).item), areas = ["20", "14", "15"].map((area) => ({ role: "director", area }));
    await take("ptv", items, areas[0]);
    await take("ptv", [...items].reverse(), areas[1]);
    for (let at = 0; at < items.length; at += 4) await take("ptv", items.slice(at, at + 4), areas[2]);
    const [one, two, three] = await Promise.all(areas.map(async (who) => (await all("/v1/services", who)).map(({ source_id: id, ...rest }) => [id, shown(rest)]).sort()));
    assert.deepEqual([two, three], [one, one]);
    assert.equal(one.length, items.length);
});

test("directory_import__what_the_area_says_of_a_service_stays_through_random_deliveries", async () => {
    const id = randomUUID(), unit = expectStatus(await post("/v1/units", { code: "own", names: { fi: "Oma" }, kind: "k" }, { as }), 201), first = delivered(id).item;
    await take("ptv", [{ ...first, organizations: [{ roleType: "Responsible", organization: { id: "6f8f6e0a-1b2c-4d11-9c55-0197a3c05b7e", name: "Alue" } }] }]);
    const found = (await all("/v1/services")).find(({ source_id: source }) => source === id);
    const { id: own, version, source, source_id: sourceId, updated_at: when, ...body } = found;
    assert.deepEqual([source, sourceId, Boolean(when), Boolean(unit.id)], ["ptv", id, true, true]);
    const saying = { needs: ["s2_housing"], segments: ["tuki", "yhteistyo"], weight: 4, age: { min: 18 }, referral_kinds: ["guidance"], takes_referrals: true, self_referral: true };
    expectStatus(await call("PUT", `/v1/services/${own}`, { as, body: { ...body, kind: "social", register: "social", ...saying }, headers: { "if-match": `"${version}"` } }), 200);
    for (let i = 0; i < 8; i++) {
        await take("ptv", [delivered(id).item]);
        const now = expectStatus(await get(`/v1/services/${own}`, { as }), 200);
        for (const [name, value] of Object.entries(saying)) assert.deepEqual(Array.isArray(value) ? [...now[name]].sort() : now[name], value, name);
    }
});

test("directory_import__an_end_that_the_area_has_set_itself_stays_when_the_source_publishes_again", async () => {
    const own = async (id) => (await all("/v1/services?on=2026-01-01")).concat(await all("/v1/services")).find(({ source_id: source }) => source === id);
    const put = async (id, more) => {
        const { id: key, version, source, source_id: sourceId, updated_at: when, ...body } = await own(id);
        assert.ok(source && sourceId && when);
        return call("PUT", `/v1/services/${key}`, { as, body: { ...body, ...more }, headers: { "if-match": `"${version}"` } });
    };
    const [kept, set] = [randomUUID(), randomUUID()];
    for (const id of [kept, set]) await take("ptv", [delivered(id).item]), await take("ptv", [{ id, publishingStatus: "Deleted" }]);
    expectStatus(await put(kept, { weight: 2 }), 200);
    expectStatus(await put(set, { valid_to: "2026-02-01" }), 200);
    for (const id of [kept, set]) await take("ptv", [delivered(id).item]);
    assert.deepEqual([(await own(kept)).valid_to, (await own(set)).valid_to], [undefined, "2026-02-01"]);
});

test("service_replace__of_another_register_s_takes_referrals_only_as_a_whole_one", async () => {
    const id = randomUUID();
    await take("ptv", [delivered(id).item]);
    const { id: key, version, source, source_id: sourceId, updated_at: when, weight, ...body } = (await all("/v1/services")).find((each) => each.source_id === id);
    const put = (more) => call("PUT", `/v1/services/${key}`, { as, body: { ...body, ...more }, headers: { "if-match": `"${version}"` } });
    expectProblem(await put({ takes_referrals: true, referral_kinds: ["guidance"] }), 422, "rule_broken", { "/weight": "required" });
    assert.deepEqual([source, sourceId, Boolean(when), weight], ["ptv", id, true, undefined]);
    expectStatus(await put({ takes_referrals: false }), 200);
});

test("directory_import__is_told_by_events_and_in_the_log_once_for_each_change", async () => {
    const id = randomUUID(), { item } = delivered(id), other = { ...item, serviceNames: [{ language: "fi", value: "Toinen nimi", type: "Name" }] };
    for (const each of [item, item, other, other]) await take("ptv", [each]);
    const [{ id: service }] = (await all("/v1/services")).filter(({ source_id: source }) => source === id);
    assert.equal(sql(`SELECT string_agg(type || ' ' || version, ', ' ORDER BY version) FROM event WHERE resource_id = '${service}'`), "service.created 1, service.changed 2");
    for (const role of ["professional", "coordinator", "integrator"]) assert.equal((await post("/v1/directory/imports", { source: "ptv", items: [item] }, { as: { role, area: "21" } })).status, 403, role);
});

// --- the city service map: units ---

test("directory_import__of_random_places_leaves_what_the_map_said_last", async () => {
    const who = { role: "director", area: "13" }, model = new Map();
    const numbers = (count) => Array.from({ length: count }, (_, i) => `09 000 0${100 + i}`);
    for (let round = 0; round < 8; round++) {
        const wanted = [0, 0, 0, 0], items = [];
        for (let id = 1; id <= 10; id++) {
            if (draw(2)) continue;
            if (draw(7) === 0) {
                items.push({ id, name_en: null }), wanted[3]++;
                continue;
            }
            const phones = numbers(draw(4)), names = { fi: `Paikka ${draw(3)}`, ...(draw(2) && { sv: "Plats" }) }, zip = draw(2) ? "00530" : undefined;
            items.push({ id: draw(2) ? id : String(id), ...Object.fromEntries(Object.entries(names).map(([language, name]) => [`name_${language}`, name])), phone: draw(2) ? phones.join(", ") : phones.join(",") || undefined, address_zip: zip, email: draw(9) ? undefined : "" });
            const after = JSON.stringify({ names, phones, zip }), before = model.get(id);
            wanted[before === undefined ? 0 : before === after ? 2 : 1]++;
            model.set(id, after);
        }
        if (!items.length) continue;
        assert.deepEqual(counts(await take("servicemap", items, who)), wanted, `round ${round}: ${JSON.stringify(items)}`);
        const found = new Map((await all("/v1/units", who)).filter(({ source }) => source === "servicemap").map(({ source_id: id, names, channels, address }) => [Number(id), JSON.stringify({ names: { fi: names.fi, ...(names.sv && { sv: names.sv }) }, phones: channels.map(({ value }) => value), zip: address?.postal_code })]));
        for (const [id, each] of model) assert.equal(found.get(id), each, `round ${round}, ${id}`);
    }
});

await finish();
