#!/usr/bin/env node
// The directory: units, services, and what other registers tell of them.
import { randomUUID } from "node:crypto";
import { assert, call, expectProblem, expectStatus, finish, get, newClient, post, test, token } from "./service.mjs";
import { call as exchange, today } from "./support.mjs";

// Areas without demo data, each for a group of tests.
const keeper = (area) => ({ role: "director", area });
const put = (path, body, version, options = {}) =>
    call("PUT", path, { ...options, body, headers: { "if-match": `"${version}"`, ...options.headers } });

let number = 0;
const unitBody = (more = {}) => ({ code: `u${++number}`, names: { fi: `Yksikkö ${number}` }, kind: "health_station", ...more });
const serviceBody = (unit, more = {}) => ({
    code: `s${++number}`, unit_id: unit.id, names: { fi: `Palvelu ${number}` }, kind: "health", weight: 2, ...more,
});
const makeUnit = async (as, more) => expectStatus(await post("/v1/units", unitBody(more), { as }), 201);
const makeService = async (as, unit, more) => expectStatus(await post("/v1/services", serviceBody(unit, more), { as }), 201);

// Every page of a list, by its cursors.
async function all(path, as, limit = 50) {
    const items = [];
    for (let cursor = null; ; ) {
        const glue = path.includes("?") ? "&" : "?";
        const more = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
        const page = expectStatus(await get(`${path}${glue}limit=${limit}${more}`, { as }), 200);
        items.push(...page.items);
        cursor = page.next_cursor;
        if (!cursor) return items;
    }
}
const names = (items) => items.map((item) => item.names.fi ?? item.names.sv ?? item.names.en);
const codes = (items) => items.map((item) => item.code).sort();
const found = async (as, query, path = "/v1/services") => codes(await all(`${path}?${query}`, as));

// --- units ---

test("unit_create__gives_back_what_was_written", async () => {
    const as = keeper("05");
    const body = unitBody({
        names: { fi: "Kallio", sv: "Berghäll", en: "Kallio" }, descriptions: { fi: "Kaksi\nriviä" }, register: "health",
        address: { street: { fi: "Esimerkkikatu 1" }, postal_code: "00530", city: { fi: "Helsinki" }, latitude: 60.184, longitude: 24.5 },
        channels: [{ kind: "phone", value: "09 000 0001", hours: "ma-pe 8-16" }], url: "https://palvelut.example/kallio",
        valid_from: "2026-01-01", valid_to: "2099-12-31",
    });
    const answer = await post("/v1/units", body, { as });
    const unit = expectStatus(answer, 201);
    const { id, version, updated_at, ...rest } = unit;
    assert.deepEqual(rest, body);
    assert.equal(version, 1);
    assert.ok(updated_at);
    assert.equal(answer.headers.get("location"), `/v1/units/${id}`);
    assert.equal(answer.headers.get("etag"), '"1"');
    const read = await get(`/v1/units/${id}`, { as });
    assert.deepEqual(expectStatus(read, 200), unit);
    assert.equal((await get(`/v1/units/${id}`, { as, headers: { "if-none-match": '"1"' } })).status, 304);
    expectProblem(await post("/v1/units", body, { as }), 409, "conflict");
});

test("unit_create__tells_every_fault", async () => {
    const as = keeper("05");
    const body = { code: "ä", names: {}, kind: "Bad", register: "both", url: "ftp://x.example", address: { latitude: 91, longitude: "x" }, extra: 1 };
    expectProblem(await post("/v1/units", body, { as }), 400, "invalid", {
        "/code": "bad_format", "/kind": "bad_format", "/register": "not_in_list", "/url": "bad_format", "/extra": "unknown_member",
    });
    expectProblem(await post("/v1/units", unitBody({ names: {}, address: { latitude: 91, longitude: "x" } }), { as }), 400, "invalid", {
        "/names": "required", "/address/latitude": "out_of_range", "/address/longitude": "out_of_range",
    });
    const ended = unitBody({ valid_from: "2026-02-01", valid_to: "2026-01-31", parent_id: randomUUID() });
    expectProblem(await post("/v1/units", ended, { as }), 422, "rule_broken", { "/valid_to": "before_beginning", "/parent_id": "unknown_unit" });
});

test("unit_replace__of_a_stale_version_is_refused_and_loses_nothing", async () => {
    const as = keeper("05");
    const unit = await makeUnit(as);
    const { code, names: fi, kind } = unit;
    const changed = await put(`/v1/units/${unit.id}`, { code, names: { ...fi, sv: "Enhet" }, kind }, 1, { as });
    assert.equal(expectStatus(changed, 200).version, 2);
    assert.equal(changed.headers.get("etag"), '"2"');
    expectProblem(await put(`/v1/units/${unit.id}`, { code, names: fi, kind }, 1, { as }), 412, "stale");
    expectProblem(await call("PUT", `/v1/units/${unit.id}`, { as, body: { code, names: fi, kind } }), 428, "precondition_missing");
    assert.equal(expectStatus(await get(`/v1/units/${unit.id}`, { as }), 200).names.sv, "Enhet");
});

test("unit_replace__by_many_at_once_takes_one", async () => {
    const as = keeper("05");
    const unit = await makeUnit(as);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) =>
        put(`/v1/units/${unit.id}`, { code: unit.code, names: { fi: `Nimi ${i}` }, kind: "place" }, 1, { as })));
    const states = answers.map((answer) => answer.status);
    assert.equal(states.filter((status) => status === 200).length, 1, states.join(" "));
    assert.ok(states.every((status) => [200, 409, 412].includes(status)), states.join(" "));
});

// Tokens, home units and records name a unit by it.
test("unit_replace__keeps_the_code", async () => {
    const as = keeper("05");
    const unit = await makeUnit(as);
    expectProblem(await put(`/v1/units/${unit.id}`, { code: `${unit.code}-x`, names: unit.names, kind: unit.kind }, 1, { as }), 422, "rule_broken", { "/code": "code_stays" });
    const ended = { code: `${unit.code}-x`, names: unit.names, kind: unit.kind, valid_from: "2026-02-01", valid_to: "2026-01-31" };
    expectProblem(await put(`/v1/units/${unit.id}`, ended, 1, { as }), 422, "rule_broken", { "/code": "code_stays", "/valid_to": "before_beginning" });
    assert.equal((await get(`/v1/units/${unit.id}`, { as })).json.code, unit.code);
});

test("unit_replace__never_puts_a_unit_above_itself", async () => {
    const as = keeper("05");
    const top = await makeUnit(as);
    const middle = await makeUnit(as, { parent_id: top.id });
    const low = await makeUnit(as, { parent_id: middle.id });
    const { code, names: texts, kind } = top;
    for (const parent of [top, middle, low])
        expectProblem(await put(`/v1/units/${top.id}`, { code, names: texts, kind, parent_id: parent.id }, 1, { as }), 422, "rule_broken", { "/parent_id": "above_itself" });
    assert.deepEqual(await found(as, `parent_id=${top.id}`, "/v1/units"), [middle.code]);
});

test("unit_replace__stays_under_a_unit_that_has_ended", async () => {
    const as = keeper("05"), parent = await makeUnit(as), unit = await makeUnit(as, { parent_id: parent.id }), other = await makeUnit(as);
    const body = (each, more) => ({ code: each.code, names: each.names, kind: each.kind, ...more });
    expectStatus(await put(`/v1/units/${parent.id}`, body(parent, { valid_to: today(-1) }), 1, { as }), 200);
    const changed = expectStatus(await put(`/v1/units/${unit.id}`, body(unit, { parent_id: parent.id, channels: [{ kind: "phone", value: "09 000 0002" }] }), 1, { as }), 200);
    assert.equal(changed.parent_id, parent.id);
    expectProblem(await put(`/v1/units/${other.id}`, body(other, { parent_id: parent.id }), 1, { as }), 422, "rule_broken", { "/parent_id": "unknown_unit" });
});

test("units__of_another_area_are_not_there", async () => {
    const as = keeper("05"), other = keeper("06");
    const unit = await makeUnit(as);
    const service = await makeService(as, unit);
    const body = { code: unit.code, names: unit.names, kind: unit.kind };
    for (const [path, version] of [[`/v1/units/${unit.id}`, 1], [`/v1/units/${randomUUID()}`, 1]]) {
        expectProblem(await get(path, { as: other }), 404, "not_found");
        expectProblem(await put(path, body, version, { as: other }), 404, "not_found");
    }
    expectProblem(await get(`/v1/services/${service.id}`, { as: other }), 404, "not_found");
    expectProblem(await post("/v1/services", serviceBody(unit), { as: other }), 422, "rule_broken", { "/unit_id": "unknown_unit" });
    assert.equal((await found(other, `q=${unit.code}`, "/v1/units")).length, 0);
});

test("directory__is_written_with_its_permission_only", async () => {
    const as = { role: "professional", area: "05" };
    expectProblem(await post("/v1/units", unitBody(), { as }), 403, "forbidden");
    expectProblem(await post("/v1/directory/imports", { source: "ptv", items: [{}] }, { as }), 403, "forbidden");
    expectStatus(await get("/v1/units", { as }), 200);
    expectProblem(await get("/v1/services", { as: { scope: "client:read", area: "05" } }), 403, "forbidden");
});

test("client_create__takes_units_of_the_directory_that_are_valid", async () => {
    const as = keeper("05");
    const unit = await makeUnit(as);
    const over = await makeUnit(as, { valid_to: "2026-01-01" });
    const client = await newClient({ area: "05" }, { home_unit: unit.code });
    assert.equal(client.home_unit, unit.code);
    const body = { identifier: { system: "hetu", value: "010594Y9032" }, home_unit: over.code };
    expectProblem(await post("/v1/clients", body, { as: { area: "05" } }), 422, "rule_broken", { "/home_unit": "unknown_unit" });
});

// --- services ---

test("service_create__gives_back_what_was_written", async () => {
    const as = keeper("05");
    const unit = await makeUnit(as);
    const body = serviceBody(unit, {
        names: { fi: "Talousneuvonta", sv: "Ekonomisk rådgivning", en: "Advice on money" }, descriptions: { en: "What it is" },
        kind: "social", register: "social", needs: ["d8_major_life_areas", "s3_economy"], segments: ["tuki", "yhteistyo"], languages: ["fi", "sv"],
        municipalities: ["049", "091"], age: { min: 18, max: 64 }, referral_kinds: ["guidance", "social_contact"], takes_referrals: true,
        self_referral: true, channels: [{ kind: "phone", value: "09 000 0002" }],
        consultation: { contacts: [{ title: "Sosiaaliohjaaja", channel: "phone", value: "09 000 0003", hours: "9-15" }], answer_within_hours: 24 },
        url: "https://palvelut.example/talous", valid_from: "2026-01-01", valid_to: "2099-12-31",
    });
    const service = expectStatus(await post("/v1/services", body, { as }), 201);
    const { id, version, updated_at, ...rest } = service;
    assert.deepEqual(rest, body);
    assert.deepEqual(expectStatus(await get(`/v1/services/${id}`, { as }), 200), service);
    assert.deepEqual(version, 1);
    assert.ok(updated_at);
});

test("service_create__register_follows_from_the_kind", async () => {
    const as = keeper("05");
    const unit = await makeUnit(as);
    assert.equal((await makeService(as, unit, { kind: "social" })).register, "social");
    assert.equal((await makeService(as, unit, { kind: "group" })).register, undefined);
    expectProblem(await post("/v1/services", serviceBody(unit, { kind: "digital", register: "health" }), { as }), 422, "rule_broken", { "/register": "no_register" });
});

test("service_create__tells_every_fault", async () => {
    const as = keeper("05");
    const bad = {
        code: "s", names: { fi: "N" }, kind: "other", needs: ["Nope"], languages: ["suomi"], municipalities: ["91"], weight: 6,
        age: { min: -1 }, channels: [{ kind: "fax", value: "1" }], consultation: { contacts: [], answer_within_hours: 0 },
    };
    expectProblem(await post("/v1/services", bad, { as }), 400, "invalid", {
        "/kind": "not_in_list", "/needs/0": "bad_format", "/languages/0": "bad_format", "/municipalities/0": "bad_format",
        "/weight": "out_of_range", "/age/min": "out_of_range", "/channels/0/kind": "not_in_list", "/consultation/contacts": "too_short",
        "/consultation/answer_within_hours": "out_of_range",
    });
    expectProblem(await post("/v1/services", { code: "s", names: { fi: "N" }, referral_kinds: ["x_y"] }, { as }), 400, "invalid", { "/referral_kinds/0": "not_in_list" });
    expectProblem(await post("/v1/services", { code: "s", names: { fi: "N" }, needs: ["s99_none"], age: { min: 5, max: 4 } }, { as }), 422, "rule_broken", {
        "/kind": "required", "/unit_id": "required", "/weight": "required", "/needs/0": "unknown_need", "/age/max": "before_beginning",
    });
});

test("service_replace__is_the_whole_document", async () => {
    const as = keeper("05");
    const unit = await makeUnit(as);
    const service = await makeService(as, unit, { needs: ["s3_economy"], languages: ["fi"], descriptions: { fi: "Kuvaus" } });
    const body = { code: service.code, unit_id: unit.id, names: { fi: "Uusi nimi" }, kind: "health", weight: 3 };
    const changed = expectStatus(await put(`/v1/services/${service.id}`, body, 1, { as }), 200);
    assert.deepEqual([changed.version, changed.needs, changed.languages, changed.descriptions], [2, [], [], undefined]);
    assert.deepEqual(await found(as, `need=s3_economy&unit_id=${unit.id}`), []);
    assert.deepEqual(await found(as, `q=uusi&unit_id=${unit.id}`), [service.code]);
    expectProblem(await put(`/v1/services/${service.id}`, body, 1, { as }), 412, "stale");
});

test("service_create__twice_with_one_key_makes_one", async () => {
    const as = keeper("05");
    const unit = await makeUnit(as);
    const body = serviceBody(unit);
    const headers = { "idempotency-key": `"${randomUUID()}"` };
    const first = await post("/v1/services", body, { as, headers });
    const second = await post("/v1/services", body, { as, headers });
    assert.equal(expectStatus(second, 201).id, expectStatus(first, 201).id);
});

// --- finding ---

test("service_list__every_filter_narrows", async () => {
    const as = keeper("07");
    const unit = await makeUnit(as), other = await makeUnit(as);
    await makeService(as, unit, { code: "talous", kind: "social", needs: ["s3_economy"], segments: ["tuki"], languages: ["fi", "sv"], municipalities: ["091"], age: { min: 18, max: 64 }, takes_referrals: true });
    await makeService(as, unit, { code: "neuvola", kind: "health", needs: ["s7_child_development"], languages: ["fi"], age: { max: 6 } });
    await makeService(as, other, { code: "seniori", kind: "social", needs: ["s9_functional_capacity", "s3_economy"], languages: ["sv"], municipalities: ["049", "091"], age: { min: 65 } });
    await makeService(as, other, { code: "ryhma", kind: "group", valid_to: "2026-01-31" });
    const cases = {
        "": ["neuvola", "seniori", "talous"], "need=s3_economy": ["seniori", "talous"], "segment=tuki": ["neuvola", "seniori", "talous"],
        "segment=huolenpito": ["neuvola", "seniori"], "language=sv": ["seniori", "talous"], "age=6": ["neuvola"], "age=7": [], "age=18": ["talous"],
        "age=64": ["talous"], "age=65": ["seniori"], "municipality=091": ["neuvola", "seniori", "talous"], "municipality=049": ["neuvola", "seniori"],
        "register=social": ["seniori", "talous"], "kind=health": ["neuvola"], [`unit_id=${unit.id}`]: ["neuvola", "talous"],
        "takes_referrals=true": ["talous"], "takes_referrals=false": ["neuvola", "seniori"], "on=2026-01-31": ["neuvola", "ryhma", "seniori", "talous"],
        "on=2026-02-01": ["neuvola", "seniori", "talous"], "need=s3_economy&language=sv&register=social&age=70": ["seniori"], "need=s6_crisis": [],
    };
    for (const [query, wanted] of Object.entries(cases)) {
        assert.deepEqual(await found(as, query), wanted, query);
        const counted = expectStatus(await get(`/v1/services?${query}&total=true&limit=1`, { as }), 200);
        assert.equal(counted.total, wanted.length, `total of ${query}`);
    }
});

test("service_list__refuses_filters_that_are_none", async () => {
    const as = keeper("07");
    expectProblem(await get("/v1/services?neeed=s3_economy", { as }), 400, "invalid");
    expectProblem(await get("/v1/services?age=x&kind=other&unit_id=1&language=suomi&municipality=91&takes_referrals=yes&on=today", { as }), 400, "invalid", {
        age: "wrong_type", kind: "not_in_list", unit_id: "bad_format", takes_referrals: "not_in_list", on: "bad_format",
    });
    expectProblem(await get("/v1/services?q=", { as }), 400, "invalid");
    expectProblem(await get(`/v1/services?q=${"x".repeat(101)}`, { as }), 400, "invalid");
});

test("service_list__finds_words_whatever_their_case_and_composition", async () => {
    const as = keeper("08");
    const unit = await makeUnit(as);
    await makeService(as, unit, { code: "aitiys", names: { fi: "Äitiysneuvola", sv: "Mödrarådgivning", en: "Maternity clinic" } });
    await makeService(as, unit, { code: "oljy", names: { fi: "ÖLJYMÄKI" } });
    await makeService(as, unit, { code: "aiti", names: { fi: "Aitio" } });
    await makeService(as, unit, { code: "abo", names: { sv: "A\u030Abo hälsostation" } });
    await makeService(as, unit, { code: "cafe", names: { fi: "Café-kerho" } });
    const cases = {
        "äitiys": ["aitiys"], "ÄITIYS": ["aitiys"], "a\u0308itiys": ["aitiys"], "A\u0308ITIYS": ["aitiys"], "öljymäki": ["oljy"], "o\u0308ljyma\u0308ki": ["oljy"],
        "äi": ["aitiys"], "ai": ["aiti", "aitiys"], "mödra": ["aitiys"], "MATERNITY cl": ["aitiys"], "åbo": ["abo"], "ÅB": ["abo"], "ab": ["abo"],
        "cafe": ["cafe"], "kerho": ["cafe"], "neuvola": [], "hälso åbo": ["abo"],
    };
    for (const [q, wanted] of Object.entries(cases))
        assert.deepEqual(await found(as, `q=${encodeURIComponent(q)}`), wanted, q);
});

test("service_list__takes_percent_and_underscore_as_they_are", async () => {
    const as = keeper("10");
    const unit = await makeUnit(as);
    await makeService(as, unit, { code: "a1", names: { fi: "Alennus 50% lapsille" } });
    await makeService(as, unit, { code: "a2", names: { fi: "Alennus 500 eurosta" } });
    await makeService(as, unit, { code: "a3", names: { fi: "a_b" } });
    await makeService(as, unit, { code: "a4", names: { fi: "axb" } });
    const cases = { "%": [], "_": [], "50%": ["a1"], "50": ["a1", "a2"], "a_": ["a3"], "a_b": ["a3"], "*": [], "---": [], "%%": [], "' OR 1=1": [] };
    for (const [q, wanted] of Object.entries(cases))
        assert.deepEqual(await found(as, `q=${encodeURIComponent(q)}`), wanted, q);
});

test("unit_list__sorts_as_finnish_does_over_pages", async () => {
    const as = keeper("11");
    for (const name of ["Öja", "Zeta", "ahola", "Ähtäri", "Åbo", "Aalto"]) await makeUnit(as, { names: { fi: name } });
    const wanted = ["Aalto", "ahola", "Zeta", "Åbo", "Ähtäri", "Öja"];
    assert.deepEqual(names(await all("/v1/units", as, 2)), wanted);
    assert.deepEqual(names(await all("/v1/units", as, 1)), wanted);
    assert.deepEqual(names(await all("/v1/units?q=a", as, 1)), ["Aalto", "ahola"]);
});

test("unit_list__of_equal_names_shows_each_once_while_they_change", async () => {
    const as = keeper("12");
    const made = [];
    for (let i = 0; i < 25; i++) made.push(await makeUnit(as, { names: { fi: "Sama nimi" } }));
    const first = expectStatus(await get("/v1/units?limit=10", { as }), 200);
    const { code, names: texts } = made[3];
    expectStatus(await put(`/v1/units/${made[3].id}`, { code, names: texts, kind: "place" }, 1, { as }), 200);
    const ids = first.items.map((unit) => unit.id);
    for (let cursor = first.next_cursor; cursor; ) {
        const page = expectStatus(await get(`/v1/units?limit=10&cursor=${cursor}`, { as }), 200);
        ids.push(...page.items.map((unit) => unit.id));
        cursor = page.next_cursor;
    }
    assert.deepEqual([...ids].sort(), made.map((unit) => unit.id).sort());
});

test("need_class_list__names_every_class_in_three_languages", async () => {
    const { items } = expectStatus(await get("/v1/need-classes", { as: { area: "05" } }), 200);
    assert.equal(items.length, 23);
    for (const item of items) assert.deepEqual(Object.keys(item.names), ["fi", "sv", "en"], item.code);
    assert.ok(items.some((item) => item.code === "s10_close_people"));
});

// --- imports ---

const ptv = (more = {}) => ({
    id: randomUUID(), sourceId: null, type: "Service", publishingStatus: "Published",
    serviceNames: [{ language: "fi", value: "Lastenneuvola", type: "Name" }, { language: "sv", value: "Barnrådgivning", type: "Name" },
        { language: "fi", value: "Neuvola", type: "AlternativeName" }],
    serviceDescriptions: [{ language: "fi", value: "<p>Neuvola&nbsp;seuraa\r\nlapsen kasvua &amp; kehitystä.</p>", type: "Description" },
        { language: "fi", value: "Lyhyt", type: "Summary" }, { language: "en", value: "Short", type: "ShortDescription" }],
    languages: ["fi", "sv"], areaType: "LimitedType",
    areas: [{ type: "Municipality", code: "091", name: [], municipalities: [{ code: "091", name: [] }] },
        { type: "WellbeingServiceCounty", code: "01", municipalities: [{ code: "049" }, { code: "092" }] }],
    serviceClasses: [{ uri: "http://uri.suomi.fi/codelist/ptv/ptvserclass2/code/P0.1", name: [{ language: "fi", value: "Neuvolapalvelut" }] }],
    targetGroups: [{ uri: "http://uri.suomi.fi/codelist/ptv/ptvkohderyhmat/code/KR1.2", name: [] }], lifeEvents: [], ontologyTerms: [], serviceChannels: null,
    organizations: [{ roleType: "Producer", organization: { id: randomUUID(), name: "Tuottaja Oy" } },
        { roleType: "Responsible", organization: { id: "6f8f6e0a-1b2c-4d11-9c55-0197a3c05b7e", name: "Esimerkin hyvinvointialue" } }],
    modified: "2026-11-20T10:00:00.000Z", ...more,
});
const take = async (as, source, items, options = {}) => expectStatus(await post("/v1/directory/imports", { source, items }, { as, ...options }), 200);
const counts = ({ created, changed, unchanged, refused }) => [created, changed, unchanged, refused.length];
const serviceOf = async (as, id) => (await all("/v1/services?on=2026-01-01", as)).concat(await all("/v1/services", as)).find((service) => service.source_id === id);

test("directory_import__of_the_national_register_twice_changes_nothing", async () => {
    const as = keeper("13");
    const items = [ptv(), ptv({ serviceNames: [{ language: "sv", value: "Sjukvård", type: "Name" }], areaType: "Nationwide", areas: null })];
    assert.deepEqual(counts(await take(as, "ptv", items)), [2, 0, 0, 0]);
    const before = await serviceOf(as, items[0].id);
    assert.deepEqual(counts(await take(as, "ptv", items)), [0, 0, 2, 0]);
    assert.deepEqual(await serviceOf(as, items[0].id), before);
    const { names: texts, descriptions, needs, languages, municipalities, kind, register, source, takes_referrals: takes, unit_id: unit } = before;
    assert.deepEqual(texts, { fi: "Lastenneuvola", sv: "Barnrådgivning" });
    assert.deepEqual(descriptions, { fi: "Neuvola seuraa\nlapsen kasvua & kehitystä.", en: "Short" });
    assert.deepEqual([needs, languages, municipalities], [["s7_child_development"], ["fi", "sv"], ["049", "091", "092"]]);
    assert.deepEqual([kind, register, source, takes], ["health", "health", "ptv", false]);
    const responsible = expectStatus(await get(`/v1/units/${unit}`, { as }), 200);
    assert.deepEqual([responsible.names.fi, responsible.source], ["Esimerkin hyvinvointialue", "ptv"]);
    assert.deepEqual((await serviceOf(as, items[1].id)).municipalities, []);
});

test("directory_import__takes_version_7_words", async () => {
    const as = keeper("13");
    const item = ptv({ serviceNames: [{ language: "fi", value: "Vanha", type: "Name" }, { language: "fi", value: "Toinen", type: "AlternateName" }], areaType: "WholeCountry", areas: [] });
    assert.deepEqual(counts(await take(as, "ptv", [item])), [1, 0, 0, 0]);
    assert.deepEqual((await serviceOf(as, item.id)).municipalities, []);
    const limited = ptv({ areaType: "AreaType", areas: [{ type: "Municipality", municipalities: [{ code: "049" }] }] });
    await take(as, "ptv", [limited]);
    assert.deepEqual((await serviceOf(as, limited.id)).municipalities, ["049"]);
});

test("directory_import__a_bad_item_loses_nothing_of_the_others", async () => {
    const as = keeper("13");
    const good = [ptv(), ptv()];
    const items = [good[0], ptv({ serviceNames: [] }), 7, null, ptv({ id: "12" }), ptv({ publishingStatus: "Draft" }), ptv({ type: "PermitOrObligation", serviceNames: "x" }), {}, good[1]];
    const result = await take(as, "ptv", items);
    assert.deepEqual(counts(result), [2, 0, 0, 7]);
    assert.deepEqual(result.refused.map((item) => item.index), [1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(result.refused[0].errors.map(({ pointer, code }) => [pointer, code]), [["/serviceNames", "required"]]);
    assert.equal(result.refused[0].source_id, items[1].id);
    assert.deepEqual(result.refused[5].errors.map(({ pointer, code }) => [pointer, code]), [["/type", "not_in_list"], ["/serviceNames", "required"]]);
    assert.ok(result.refused.every((item) => item.errors.every((error) => error.detail.length > 0)));
    for (const item of good) assert.ok(await serviceOf(as, item.id));
});

test("directory_import__replaces_lists_as_sets", async () => {
    const as = keeper("14");
    const item = ptv();
    await take(as, "ptv", [item]);
    const say = async (more) => {
        const said = { ...item, ...more };
        for (const name of Object.keys(more)) if (more[name] === undefined) delete said[name];
        const result = counts(await take(as, "ptv", [said]));
        return [result.indexOf(1), (await serviceOf(as, item.id)).languages];
    };
    const [changed, unchanged] = [1, 2];
    assert.deepEqual(await say({ languages: ["sv", "fi", "sv"] }), [unchanged, ["fi", "sv"]], "another order is no change");
    assert.deepEqual(await say({ languages: ["fi"] }), [changed, ["fi"]], "fewer");
    assert.deepEqual(await say({ languages: undefined }), [unchanged, ["fi"]], "missing stays");
    assert.deepEqual(await say({ languages: [] }), [changed, []], "empty is emptied");
    assert.deepEqual(await say({ languages: ["fi"] }), [changed, ["fi"]]);
    assert.deepEqual(await say({ languages: null }), [changed, []], "null is emptied");
    assert.deepEqual(await say({ languages: null, serviceClasses: [], targetGroups: [] }), [changed, []], "classes too");
    assert.deepEqual((await serviceOf(as, item.id)).needs, []);
});

test("directory_import__deleted_ends_a_service_and_absence_does_not", async () => {
    const as = keeper("15");
    const [kept, gone] = [ptv(), ptv()];
    await take(as, "ptv", [kept, gone]);
    assert.deepEqual(counts(await take(as, "ptv", [kept])), [0, 0, 1, 0]);
    const service = await serviceOf(as, gone.id);
    assert.equal(service.valid_to, undefined, "absent from a delivery is not deleted");
    assert.deepEqual(counts(await take(as, "ptv", [{ ...gone, publishingStatus: "Deleted" }])), [0, 1, 0, 0]);
    assert.deepEqual(counts(await take(as, "ptv", [{ id: gone.id, publishingStatus: "Deleted" }])), [0, 0, 1, 0]);
    const ended = expectStatus(await get(`/v1/services/${service.id}`, { as }), 200);
    assert.equal(ended.valid_to, today(-1));
    assert.deepEqual((await all("/v1/services", as)).map((each) => each.source_id), [kept.id]);
    assert.deepEqual(counts(await take(as, "ptv", [gone])), [0, 1, 0, 0]);
    assert.equal((await all("/v1/services", as)).length, 2, "published again, valid again");
    assert.deepEqual(counts(await take(as, "ptv", [{ id: randomUUID(), publishingStatus: "Deleted" }])), [0, 0, 0, 1]);
});

test("directory_import__never_overwrites_what_is_the_areas_own", async () => {
    const as = keeper("16");
    const unit = await makeUnit(as);
    const item = ptv();
    await take(as, "ptv", [item]);
    const service = await serviceOf(as, item.id);
    const { id, version, source, source_id: sourceId, updated_at: at, ...body } = service;
    const own = { ...body, needs: ["s10_close_people"], segments: ["tuki"], weight: 2, referral_kinds: ["guidance"], takes_referrals: true, age: { max: 6 }, valid_from: "2026-01-01",
        consultation: { contacts: [{ title: "Terveydenhoitaja", channel: "phone", value: "09 000 0009" }], answer_within_hours: 8 } };
    assert.ok(at && source && sourceId);
    expectStatus(await put(`/v1/services/${id}`, own, version, { as }), 200);
    const renamed = { ...item, serviceNames: [{ language: "fi", value: "Uusi neuvola", type: "Name" }], serviceClasses: [] };
    assert.deepEqual(counts(await take(as, "ptv", [renamed])), [0, 1, 0, 0]);
    const after = expectStatus(await get(`/v1/services/${id}`, { as }), 200);
    assert.deepEqual({ ...after, names: null, version: 0, updated_at: 0 }, { ...own, id, source, source_id: sourceId, names: null, version: 0, updated_at: 0 });
    assert.deepEqual(after.names, { fi: "Uusi neuvola" });
    const { version: next, id: _id, source: _source, source_id: _sourceId, updated_at: _at, ...again } = after;
    for (const more of [{ names: { fi: "Oma nimi" } }, { languages: ["en"] }, { unit_id: unit.id }])
        expectProblem(await put(`/v1/services/${id}`, { ...again, ...more }, next, { as }), 422, "rule_broken", { "": "from_source" });
});

// Channels of the national register, in the forms of its Open API.
const link = (...services) => services.map(({ id }) => ({ service: { id, name: "Palvelu" }, serviceChargeType: null, description: [] }));
const weekdays = [{ serviceHourType: "DaysOfTheWeek", validFrom: "2026-01-01T00:00:00", validTo: null, isClosed: false, validForNow: true, additionalInformation: [],
    openingHour: [{ dayFrom: "Monday", dayTo: "Thursday", from: "08:00:00", to: "16:15:00" }, { dayFrom: "Friday", dayTo: null, from: "10:00:00", to: "14:00:00" }] },
{ serviceHourType: "Exceptional", validFrom: "2026-12-24T00:00:00", isClosed: true, openingHour: [{ dayFrom: "Sunday", from: "01:00:00", to: "02:00:00" }] },
{ serviceHourType: "DaysOfTheWeek", validFrom: "2020-01-01T00:00:00", validTo: "2020-12-31T00:00:00", openingHour: [{ dayFrom: "Sunday", from: "01:00:00", to: "02:00:00" }] }];
const channel = (type, services, more = {}) => ({ id: randomUUID(), sourceId: null, serviceChannelType: type, organizationId: "6f8f6e0a-1b2c-4d11-9c55-0197a3c05b7e", publishingStatus: "Published",
    serviceChannelNames: [{ language: "fi", value: "Neuvonta", type: "Name" }], serviceChannelDescriptions: [], languages: ["fi"], serviceHours: [], services: link(...services), modified: "2026-11-20T10:00:00.000Z", ...more });
const telephone = (services, more) => channel("Phone", services, {
    phoneNumbers: [{ type: "Phone", language: "fi", prefixNumber: "+358", number: "295000001", isFinnishServiceNumber: false, serviceChargeType: "Free" },
        { type: "Phone", language: "sv", prefixNumber: "+358", number: "295000001", isFinnishServiceNumber: false }, { type: "Phone", language: "fi", prefixNumber: null, number: "116117", isFinnishServiceNumber: true },
        { type: "Sms", language: "fi", prefixNumber: "+358", number: "4570000002" }, { type: "Fax", language: "fi", prefixNumber: "+358", number: "295000003" }], serviceHours: weekdays, ...more });
const webPage = (services, more) => channel("WebPage", services, { webPages: [{ language: "fi", url: "https://palvelut.example/neuvola", value: "Neuvola" }, { language: "sv", url: "javascript:alert(1)" }], ...more });
const eService = (services, more) => channel("EChannel", services, { requiresAuthentication: true, webPages: [{ language: "fi", url: "https://asiointi.example/neuvola" }], supportPhones: [{ type: "Phone", number: "295999999" }], ...more });
const form = (services, more) => channel("PrintableForm", services, { formIdentifier: [{ language: "fi", value: "N1" }], channelUrls: [{ language: "fi", value: "https://palvelut.example/lomake.pdf", type: "PDF" }],
    deliveryAddresses: [{ subType: "PostOfficeBox", postOfficeBoxAddress: { postOfficeBox: [{ language: "fi", value: "PL 100" }], postalCode: "00099", postOffice: [{ language: "fi", value: "Helsinki" }] } }], ...more });
const location = (services, more) => channel("ServiceLocation", services, {
    serviceChannelNames: [{ language: "fi", value: "Kallion neuvola", type: "Name" }, { language: "sv", value: "Berghälls rådgivning", type: "Name" }], serviceChannelDescriptions: [{ language: "fi", value: "<p>Toinen&nbsp;kerros.</p>", type: "Description" }],
    phoneNumbers: [{ type: "Phone", prefixNumber: "+358", number: "295000004" }], emails: [{ language: "fi", value: "neuvola@palvelut.example" }], webPages: [{ language: "fi", url: "https://palvelut.example/kallio" }],
    addresses: [{ type: "Postal", subType: "PostOfficeBox", postOfficeBoxAddress: { postOfficeBox: [{ language: "fi", value: "PL 1" }], postalCode: "00099" } },
        { type: "Location", subType: "Single", streetAddress: { street: [{ language: "fi", value: "Esimerkkikatu" }, { language: "sv", value: "Exempelgatan" }], streetNumber: "2", postalCode: "00530", postOffice: [{ language: "fi", value: "Helsinki" }], latitude: "6673774.334", longitude: "386473.359" } }], ...more });
const openHours = "ma-to 8-16.15, pe 10-14";

test("directory_import__of_the_national_registers_channels_fills_services_and_places_and_twice_changes_nothing", async () => {
    const as = keeper("19");
    const [service, other] = [ptv(), ptv()];
    const [phone, page, electronic, paper, place] = [telephone([service, other]), webPage([service]), eService([service]), form([service]), location([service])];
    const delivery = [place, phone, page, service, electronic, paper, other];
    assert.deepEqual(counts(await take(as, "ptv", delivery)), [7, 0, 0, 0], "in any order within a delivery");
    const before = await serviceOf(as, service.id);
    assert.deepEqual([...before.channels].sort((a, b) => (a.kind + a.value < b.kind + b.value ? -1 : 1)), [
        { kind: "email", value: "neuvola@palvelut.example" }, { kind: "phone", value: "+358 295000001", hours: openHours }, { kind: "phone", value: "+358 295000004" }, { kind: "phone", value: "116117", hours: openHours },
        { kind: "post", value: "PL 100, 00099 Helsinki" }, { kind: "sms", value: "+358 4570000002", hours: openHours }, { kind: "visit", value: "Esimerkkikatu 2, 00530 Helsinki" },
        { kind: "web", value: "https://asiointi.example/neuvola" }, { kind: "web", value: "https://palvelut.example/kallio" }, { kind: "web", value: "https://palvelut.example/lomake.pdf" }, { kind: "web", value: "https://palvelut.example/neuvola" }]);
    assert.ok(before.channels.some(({ value }) => value === before.url));
    assert.deepEqual((await serviceOf(as, other.id)).channels.map(({ kind }) => kind), ["phone", "phone", "sms"]);
    const unit = (await all("/v1/units", as)).find((each) => each.source_id === place.id);
    const { id, version, updated_at: at, parent_id: parent, ...rest } = unit;
    assert.ok(id && at && version === 1);
    assert.deepEqual(rest, {
        code: `ptv-${place.id}`, names: { fi: "Kallion neuvola", sv: "Berghälls rådgivning" }, descriptions: { fi: "Toinen kerros." }, kind: "place", address: { street: { fi: "Esimerkkikatu 2", sv: "Exempelgatan 2" }, postal_code: "00530", city: { fi: "Helsinki" }, latitude: 60.185, longitude: 24.953 },
        channels: [{ kind: "web", value: "https://palvelut.example/kallio" }, { kind: "phone", value: "+358 295000004" }, { kind: "email", value: "neuvola@palvelut.example" }], url: "https://palvelut.example/kallio", source: "ptv", source_id: place.id });
    assert.equal(expectStatus(await get(`/v1/units/${parent}`, { as }), 200).names.fi, "Esimerkin hyvinvointialue");
    assert.deepEqual(counts(await take(as, "ptv", delivery)), [0, 0, 7, 0]);
    assert.deepEqual(counts(await take(as, "ptv", [phone, place])), [0, 0, 2, 0], "channels alone");
    assert.deepEqual(await serviceOf(as, service.id), before);
});

test("directory_import__a_bad_channel_is_told_by_itself_and_loses_nothing_of_the_others", async () => {
    const as = keeper("19");
    const service = ptv();
    const items = [telephone([service], { phoneNumbers: [{ type: "Fax", number: "1" }] }), service, webPage([service], { webPages: [{ url: "javascript:alert(1)" }] }), telephone([service], { id: "7" }), channel("Telegraph", [service]),
        telephone([ptv()]), telephone([service], { publishingStatus: "Draft" }), location([service], { serviceChannelNames: [] }), eService([service], { publishingStatus: "Deleted" }), telephone([service], { services: 7 }), telephone([service])];
    const result = await take(as, "ptv", items);
    assert.deepEqual(counts(result), [2, 0, 0, 9]);
    assert.deepEqual(result.refused.map(({ index, errors }) => [index, errors.map(({ pointer, code }) => `${pointer} ${code}`).join()]), [[0, "/phoneNumbers required"], [2, "/webPages required"], [3, "/id bad_format"], [4, "/serviceChannelType not_in_list"],
        [5, "/services unknown_service"], [6, "/publishingStatus not_in_list"], [7, "/serviceChannelNames required"], [8, "/publishingStatus unknown_service"], [9, "/services unknown_service"]]);
    assert.equal((await serviceOf(as, service.id)).channels.length, 3);
});

test("directory_import__a_channel_leaves_the_services_that_it_does_not_name_any_more", async () => {
    const as = keeper("19");
    const [one, two] = [ptv(), ptv()];
    const phone = telephone([one, two]), place = location([one]);
    const shown = async (service) => (await serviceOf(as, service.id)).channels.map(({ kind }) => kind).join();
    await take(as, "ptv", [one, two, phone, place]);
    assert.deepEqual(counts(await take(as, "ptv", [{ ...phone, services: link(two) }])), [0, 1, 0, 0]);
    assert.deepEqual([await shown(one), await shown(two)], ["phone,email,web,visit", "phone,phone,sms"]);
    assert.deepEqual(counts(await take(as, "ptv", [{ ...phone, services: link(one), phoneNumbers: phone.phoneNumbers.slice(0, 1) }, { ...phone, services: link(one, two), serviceHours: [] }])), [0, 2, 0, 0], "twice in a delivery: in order");
    assert.deepEqual([await shown(one), await shown(two)], ["phone,phone,phone,sms,email,web,visit", "phone,phone,sms"]);
    assert.deepEqual(counts(await take(as, "ptv", [{ ...one, serviceChannels: [{ serviceChannel: { id: place.id, name: "x" } }] }])), [0, 1, 0, 0], "a service names its channels too");
    assert.equal(await shown(one), "phone,email,web,visit");
    assert.deepEqual(counts(await take(as, "ptv", [one])), [0, 0, 1, 0], "not told is not changed");
    assert.deepEqual(counts(await take(as, "ptv", [{ ...phone, publishingStatus: "Deleted" }, { id: place.id, serviceChannelType: "ServiceLocation", publishingStatus: "Deleted" }])), [0, 2, 0, 0]);
    assert.deepEqual([await shown(one), await shown(two), (await serviceOf(as, one.id)).url], ["", "", undefined]);
    const unitOf = async (query) => (await all(`/v1/units${query}`, as)).find((each) => each.source_id === place.id);
    assert.equal((await unitOf("?on=2026-01-01")).valid_to, today(-1));
    assert.equal(await unitOf(""), undefined);
    assert.deepEqual(counts(await take(as, "ptv", [place])), [0, 1, 0, 0]);
    assert.equal((await unitOf("")).valid_to, undefined, "published again, valid again");
});

test("directory_import__channels_never_overwrite_what_is_the_areas_own", async () => {
    const as = keeper("19");
    const item = ptv();
    const phone = telephone([item]), page = webPage([item]);
    await take(as, "ptv", [item, phone, page]);
    const write = async (more) => {
        const { id, version, source, source_id: sourceId, updated_at: at, ...body } = await serviceOf(as, item.id);
        assert.ok(source && sourceId && at);
        expectStatus(await put(`/v1/services/${id}`, { ...body, ...more }, version, { as }), 200);
    };
    await write({ segments: ["tuki"] });
    assert.deepEqual(counts(await take(as, "ptv", [{ ...phone, phoneNumbers: phone.phoneNumbers.slice(0, 1) }])), [0, 1, 0, 0]);
    assert.deepEqual((await serviceOf(as, item.id)).channels.map(({ kind }) => kind), ["phone", "web"], "sent back as it was read, it follows the source");
    const own = [{ kind: "chat", value: "https://palvelut.example/chat" }];
    await write({ channels: own, url: "https://palvelut.example/oma" });
    assert.deepEqual(counts(await take(as, "ptv", [phone, page])), [0, 1, 1, 0]);
    const after = await serviceOf(as, item.id);
    assert.deepEqual([after.channels, after.url], [own, "https://palvelut.example/oma"]);
    await write({ channels: [], url: undefined });
    await take(as, "ptv", [{ ...phone, phoneNumbers: phone.phoneNumbers.slice(0, 1) }]);
    assert.deepEqual((await serviceOf(as, item.id)).channels.map(({ kind }) => kind), ["phone", "web"], "emptied, it follows the source again");
});

test("directory_import__the_same_item_twice_in_one_delivery_is_taken_in_order", async () => {
    const as = keeper("16");
    const item = ptv();
    const later = { ...item, languages: ["en"] };
    assert.deepEqual(counts(await take(as, "ptv", [item, item, later])), [1, 1, 1, 0]);
    assert.deepEqual((await serviceOf(as, item.id)).languages, ["en"]);
});

const place = (more = {}) => ({
    id: 43211, dept_id: "f7e", name_fi: "Kallion perhekeskus", name_sv: "Berghälls familjecenter", short_desc_fi: "Lyhyesti", desc_sv: "Lång text",
    latitude: 60.18512, longitude: 24.9534, street_address_fi: "Esimerkkikatu 2", address_zip: "00530", address_city_fi: "Helsinki",
    phone: "09 000 0004, +358 9 000 0005,", email: "perhekeskus@palvelut.example", www_fi: "https://palvelut.example/perhekeskus", modified_time: "2026-11-01T10:00:00", ...more,
});

test("directory_import__of_a_service_map_twice_changes_nothing", async () => {
    const as = keeper("17");
    const items = [place(), place({ id: 5, name_fi: "Äänekoski", phone: undefined, www_fi: "javascript:alert(1)", latitude: "x" })];
    assert.deepEqual(counts(await take(as, "servicemap", items)), [2, 0, 0, 0]);
    assert.deepEqual(counts(await take(as, "servicemap", items)), [0, 0, 2, 0]);
    const [first, second] = await all("/v1/units", as);
    const { id, version, updated_at: at, ...rest } = first;
    assert.ok(id && at && version === 1);
    assert.deepEqual(rest, {
        code: "map-43211", names: { fi: "Kallion perhekeskus", sv: "Berghälls familjecenter" }, descriptions: { fi: "Lyhyesti", sv: "Lång text" }, kind: "place",
        address: { street: { fi: "Esimerkkikatu 2" }, postal_code: "00530", city: { fi: "Helsinki" }, latitude: 60.18512, longitude: 24.9534 },
        channels: [{ kind: "phone", value: "09 000 0004" }, { kind: "phone", value: "+358 9 000 0005" }, { kind: "email", value: "perhekeskus@palvelut.example" }],
        url: "https://palvelut.example/perhekeskus", source: "servicemap", source_id: "43211",
    });
    assert.deepEqual([second.url, second.address.latitude, second.channels.length], [undefined, undefined, 1]);
    const fewer = place({ name_sv: undefined, phone: undefined });
    assert.deepEqual(counts(await take(as, "servicemap", [fewer])), [0, 1, 0, 0]);
    assert.deepEqual((await all("/v1/units?q=kallion", as))[0].names, { fi: "Kallion perhekeskus" });
    assert.deepEqual((await take(as, "servicemap", [{ id: 9 }, { name_fi: "Nimi" }])).refused.map((item) => [item.index, item.errors[0].pointer]), [[0, "/name_fi"], [1, "/id"]]);
});

test("directory_import__takes_only_ids_that_are_some", async () => {
    const as = keeper("17");
    const ids = ["../../etc/passwd", " ", -1, 1.5, "", null, [], "9".repeat(60), true];
    const result = await take(as, "servicemap", ids.map((id) => place({ id })));
    assert.deepEqual(result.refused.map((item) => item.errors[0].code), ids.map(() => "bad_format"));
    assert.deepEqual(counts(await take(as, "servicemap", [place({ id: "43211" })])), [0, 1, 0, 0], "a number and its text are one id");
    const item = ptv({ organizations: [{ roleType: "Responsible", organization: { id: "../x", name: "X" } }] });
    assert.deepEqual(counts(await take(as, "ptv", [item, { ...item, id: item.id.toUpperCase() }])), [1, 0, 1, 0]);
    assert.equal((await serviceOf(as, item.id)).unit_id, undefined);
});

test("directory_import__at_once_from_many_makes_each_once", async () => {
    const as = keeper("20");
    const items = Array.from({ length: 20 }, () => ptv());
    const answers = await Promise.all(Array.from({ length: 6 }, () => post("/v1/directory/imports", { source: "ptv", items }, { as })));
    const states = answers.map((answer) => answer.status);
    assert.ok(states.includes(200) && states.every((status) => [200, 409].includes(status)), states.join(" "));
    assert.deepEqual(counts(await take(as, "ptv", items)), [0, 0, 20, 0]);
    assert.equal((await all("/v1/services", as)).length, 20);
});

test("directory_import__bounds_its_items_and_its_body", async () => {
    const as = keeper("17");
    expectProblem(await post("/v1/directory/imports", { source: "ptv", items: [] }, { as }), 400, "invalid", { "/items": "too_short" });
    expectProblem(await post("/v1/directory/imports", { source: "ptv", items: {} }, { as }), 400, "invalid");
    expectProblem(await post("/v1/directory/imports", { source: "other", items: [{}] }, { as }), 400, "invalid", { "/source": "not_in_list" });
    expectProblem(await post("/v1/directory/imports", { source: "ptv", items: Array(2001).fill({}) }, { as }), 400, "invalid", { "/items": "too_many" });
    const large = await exchange("POST", "/v1/directory/imports", { token: token(as), body: `{"source":"ptv","items":[${" ".repeat(1 << 20)}]}` });
    assert.equal(large.status, 413);
});

test("directory_import__five_thousand_services_in_parts_are_all_there", async () => {
    const as = keeper("18");
    let made = 0;
    for (let part = 0; part < 10; part++) {
        const items = Array.from({ length: 500 }, (_, i) => ptv({ serviceNames: [{ language: "fi", value: `Palvelu ${part * 500 + i} kerho`, type: "Name" }], serviceDescriptions: [{ language: "fi", value: "x".repeat(300), type: "Description" }] }));
        made += (await take(as, "ptv", items)).created;
    }
    assert.equal(made, 5000);
    const counted = expectStatus(await get("/v1/services?q=ke&total=true&limit=1", { as }), 200);
    assert.equal(counted.total, 5000);
    assert.equal((await found(as, "q=4321")).length, 1);
    const page = expectStatus(await get("/v1/services?q=palvelu%2049&limit=200", { as }), 200);
    assert.equal(page.items.length, 111, "49, 490-499, 4900-4999");
});

test("directory__tells_events_and_who_changed_what", async () => {
    const as = keeper("19");
    const unit = await makeUnit(as);
    expectStatus(await put(`/v1/units/${unit.id}`, { code: unit.code, names: { fi: "Toinen" }, kind: "place" }, 1, { as }), 200);
    assert.equal(expectStatus(await get(`/v1/units/${unit.id}`, { as }), 200).version, 2);
});

test("demo__has_forty_services_in_each_of_three_areas", async () => {
    for (const area of ["90", "09", "01"]) {
        const items = await all("/v1/services", { area }, 200);
        assert.ok(items.length >= 40, `${area}: ${items.length}`);
        for (const item of items) assert.deepEqual(Object.keys(item.names), ["fi", "sv", "en"], item.code);
        assert.equal(new Set(items.map((item) => item.kind)).size, 5);
    }
});

test("unit_replace__two_put_under_each_other_at_once_make_no_circle", async () => {
    const as = keeper("90"), under = (unit, parent) => put(`/v1/units/${unit.id}`, { code: unit.code, names: unit.names, kind: unit.kind, parent_id: parent.id }, 1, { as });
    for (let round = 0; round < 10; round++) {
        const one = await makeUnit(as), another = await makeUnit(as);
        const answers = await Promise.all([under(one, another), under(another, one)]);
        assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 422], answers.map(({ text }) => text).join());
    }
});

await finish();
