#!/usr/bin/env node
// Searches of a directory that is larger than what a search follows word by word: whatever is asked for, a
// list is what a plain filter over all of it leaves, in its order, however it is cut into pages.
import { randomInt, randomUUID } from "node:crypto";
import { assert, expectStatus, finish, get, post, test } from "./service.mjs";

const as = { role: "director", area: "21" };
const SERVICES = 3000, UNITS = 1500, PART = 500;
const pick = (list) => list[randomInt(list.length)];
// Few words that many have, whose beginnings are alike; numbers, which are as many words as names.
const FIRST = ["Neuvola", "Neuvonta", "Päihdeneuvonta", "Velkaneuvonta", "Kerho", "Fysioterapia"], TIMES = ["aamuisin", "iltaisin", "aamulla"], RARE = ["ratsastus", "ryhmä"];
const CLASS = [{ uri: "http://uri.suomi.fi/codelist/ptv/ptvserclass2/code/P0.1", name: [{ language: "fi", value: "Neuvolapalvelut" }] }];

const nameOf = (i) => [FIRST[i % FIRST.length], TIMES[(i >> 1) % 2 + (i % 11 === 0)], i % 97 === 0 ? pick(RARE) : "", i % 5 === 0 ? "" : i].filter((word) => word !== "").join(" ");
const item = (i) => ({
    id: randomUUID(), type: "Service", publishingStatus: "Published", languages: i % 3 ? ["fi"] : ["fi", "sv"],
    serviceNames: [{ language: "fi", value: nameOf(i), type: "Name" }, ...(i % 7 ? [] : [{ language: "sv", value: `Rådgivning neuvo ${i}`, type: "Name" }])],
    areaType: "LimitedType", areas: i % 4 ? [{ type: "Municipality", municipalities: [{ code: i % 4 === 1 ? "049" : "091" }] }] : [],
    serviceClasses: i % 6 === 0 || i % 41 === 0 ? CLASS : [],
});
const place = (i) => ({ id: i + 1, name_fi: nameOf(i), latitude: 60, longitude: 24, phone: "09 000 0004" });

async function take(source, count, make) {
    for (let from = 0; from < count; from += PART) {
        const items = Array.from({ length: PART }, (_, i) => make(from + i));
        assert.equal(expectStatus(await post("/v1/directory/imports", { source, items }, { as }), 200).created, PART);
    }
}

// Every page; none has more than asked for, and only the last one may have fewer.
async function all(path, limit) {
    const items = [];
    for (let cursor = ""; ; ) {
        const page = expectStatus(await get(`${path}&limit=${limit}${cursor}`, { as }), 200);
        items.push(...page.items);
        if (!page.next_cursor) return items;
        assert.equal(page.items.length, limit, path);
        cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
    }
}
const wordsOf = (each) => Object.values(each.names).join(" ").toLowerCase().split(/[^\p{L}\p{N}]+/u);
const has = (each, q) => q.toLowerCase().split(" ").every((wanted) => wordsOf(each).some((word) => word.startsWith(wanted)));

// Filters of services, as the list takes them and as a row shows them.
const FILTERS = {
    language: [["fi", "sv", "en"], (each, value) => each.languages.includes(value)],
    need: [["s7_child_development", "s3_economy"], (each, value) => each.needs.includes(value)],
    municipality: [["049", "091", "092"], (each, value) => each.municipalities.length === 0 || each.municipalities.includes(value)],
    takes_referrals: [["false", "true"], (each, value) => String(each.takes_referrals) === value],
    kind: [["health", "social"], (each, value) => each.kind === value],
    segment: [["tuki"], (each, value) => each.segments.length === 0 || each.segments.includes(value)],
    age: [["30"], () => true],
};

// A word of some name, or of none, cut anywhere; å, ä and ö are looked for as they are.
function anyWord(everything) {
    const word = pick(wordsOf(pick(everything)));
    return randomInt(12) === 0 ? pick(["zzz", "neuvolat", "1234567"]) : word.slice(0, 1 + randomInt(word.length));
}
function anySearch(everything, filters) {
    const q = Array.from({ length: pick([0, 1, 1, 1, 2, 2, 3]) }, () => anyWord(everything)).join(" ");
    const chosen = Object.keys(filters).filter(() => randomInt(4) === 0).map((name) => [name, pick(filters[name][0])]);
    return { q, chosen };
}

let services, units;
const ids = (items) => items.map((each) => each.id);
async function isFilter(path, everything, { q, chosen }, limit, filters = {}) {
    const wanted = everything.filter((each) => (!q || has(each, q)) && chosen.every(([name, value]) => filters[name][1](each, value)));
    const query = new URLSearchParams([...chosen, ...(q ? [["q", q]] : [])]);
    assert.deepEqual(ids(await all(`${path}?${query}`, limit)), ids(wanted), `${path}?${query} by ${limit}`);
    const counted = expectStatus(await get(`${path}?${query}&total=true&limit=1`, { as }), 200);
    assert.equal(counted.total, wanted.length, `total of ${path}?${query}`);
}

test("directory__is_large_and_its_list_has_everything_once_in_order", async () => {
    await take("ptv", SERVICES, item);
    await take("servicemap", UNITS, place);
    services = await all("/v1/services?on=2999-01-01", 200);
    units = await all("/v1/units?on=2999-01-01", 200);
    for (const [list, count] of [[services, SERVICES], [units, UNITS]]) {
        assert.equal(list.length, count);
        assert.equal(new Set(ids(list)).size, count);
    }
});

test("service_list__of_words_that_many_have_is_the_whole_filtered", async () => {
    // Few different words and many; two that never meet, that rarely meet, that always do; one with few hits.
    for (const q of ["neuv", "1", "2", "ke", "iltaisin aamulla", "aamulla kerho", "velkaneuvonta 13", "neuvola neuvo", "aam neuv 1", "iltaisin 1 2", "ra", "ratsastus neuv", "iltaisin", "zzz", "neuv zzz"])
        await isFilter("/v1/services", services, { q, chosen: [] }, q.length % 2 ? 200 : 120);
});

test("service_list__of_any_words_and_filters_is_the_whole_filtered", async () => {
    for (let i = 0; i < 40; i++) await isFilter("/v1/services", services, anySearch(services, FILTERS), pick([90, 150, 200]), FILTERS);
});

test("service_list__cut_into_small_pages_loses_and_repeats_none", async () => {
    // So many different words that their hits are not merged; few hits; two frequent words; filters.
    await isFilter("/v1/services", services, { q: "1", chosen: [] }, 12);
    for (const search of [{ q: "13", chosen: [] }, { q: "aamulla kerho", chosen: [] }, { q: "neuv 2", chosen: [["need", "s7_child_development"], ["language", "sv"]] }])
        await isFilter("/v1/services", services, search, pick([2, 3, 4]), FILTERS);
});

test("unit_list__of_any_words_is_the_whole_filtered", async () => {
    for (const q of ["neuv", "1", "iltaisin aamulla", "velkaneuvonta 13"]) await isFilter("/v1/units", units, { q, chosen: [] }, 150);
    const kinds = { kind: [["place", "other"], (each, value) => each.kind === value] };
    for (let i = 0; i < 20; i++) await isFilter("/v1/units", units, anySearch(units, kinds), pick([90, 150, 200]), kinds);
});

test("service_list__of_a_word_that_changed_is_found_by_the_new_one_alone", async () => {
    const before = services.find((each) => has(each, "fysioterapia iltaisin"));
    const renamed = { ...item(1), id: before.source_id, serviceNames: [{ language: "fi", value: "Neuvola uudistettu iltaisin", type: "Name" }] };
    assert.equal(expectStatus(await post("/v1/directory/imports", { source: "ptv", items: [renamed] }, { as }), 200).changed, 1);
    assert.equal((await all("/v1/services?q=neuvola%20iltaisin", 200)).filter((each) => each.id === before.id).length, 1);
    assert.equal((await all("/v1/services?q=fysioterapia", 200)).filter((each) => each.id === before.id).length, 0);
});

await finish();
