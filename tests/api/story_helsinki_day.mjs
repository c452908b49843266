#!/usr/bin/env node
// A day in Helsinki: one contact, a joint assessment, a contact person, a plan, a consent given and
// withdrawn, in three roles and two registers. Then the client reads who used what on which ground; and
// nothing of the client is in a log, an address, an event or a figure.
import { readFileSync } from "node:fs";
import { assert, token } from "./service.mjs";
import { call, end, hetu, sql, start, stop, test } from "./support.mjs";

const service = await start({ LOG_LEVEL: "debug" });

const nurse = { sub: "day-nurse", name: "Sari Sairaanhoitaja", unit: "day-health" };
const worker = { sub: "day-worker", name: "Sami Sosiaalityöntekijä", register: "social" };
const coordinator = { sub: "day-coordinator", name: "Kaisa Koordinaattori", role: "coordinator", register: "social" };
const addresses = []; // whatever a URL was: asked for or given

async function ask(method, path, as, json, headers = {}, status = json ? 201 : 200) {
    const answer = await call(method, path, { port: service.port, token: token(as), json, headers });
    addresses.push(path, answer.headers.location ?? "", answer.headers.link ?? "");
    assert.equal(answer.status, status, `${method} ${path}: ${answer.text}`);
    return answer.json;
}
const first = { "If-None-Match": "*" }, version = (number) => ({ "If-Match": `"${number}"` });

// What points to the client, or was written of them: none of it may be found outside the records.
const secret = {
    code: hetu(), given: "Tuulikki-Ainokainen", family: "Esimerkkilä-Poikkeus", need: "Vuokra jäi maksamatta kahdelta kuulta.",
    reason: "Asiakkaan kanssa sovittiin toisin.", goals: ["Maksan vuokran eräpäivänä.", "Käyn kävelyllä kolmesti."], purpose: "Yhteinen suunnitelma kotiin.",
};

let client, id, plan, consent;
await test("story__a_helsinki_day_in_three_roles_and_two_registers", async () => {
    await ask("POST", "/v1/units", { role: "director" }, { code: "day-health", names: { fi: "Päivän terveysasema", sv: "Dagens hälsostation", en: "Health station of the day" }, kind: "centre" });
    client = await ask("POST", "/v1/clients", nurse, { identifier: { system: "hetu", value: secret.code }, names: { given: secret.given, family: secret.family } });
    id = `/v1/clients/${client.id}`;

    // The Front Desk: told once.
    const contact = await ask("POST", "/v1/contacts", nurse, { register: "health", channel: "front_desk", client_id: client.id, urgency: "non_urgent", need: { classes: ["s3_economy"], text: secret.need } });

    // Both views, and what was agreed on.
    const answers = { professional: { s3_economy: 3, s2_housing: 3 }, client: { s3_economy: 2 } };
    const assessment = await ask("POST", `${id}/assessments`, nurse, { register: "health", answers, coping: "easy", duration: "continuous", flags: { special_support: false } });
    assert.ok(assessment.views.client, "the client's own view");
    await ask("POST", `/v1/assessments/${assessment.id}/confirm`, nurse, { chosen_segment: "yhteistyo", override_reason: secret.reason, client_present: true }, version(1), 200);
    await ask("POST", `/v1/contacts/${contact.id}/outcome`, nurse, { kind: "assessment" }, version(1), 200);
    assert.deepEqual((await ask("GET", `${id}/segment`, nurse)).open_duties.map(({ code }) => code), ["contact_person_missing", "own_team_missing", "plan_missing"]);

    // Who is responsible, and what is to be done.
    const person = { sub: worker.sub, name: worker.name };
    await ask("PUT", `${id}/care-team`, coordinator, { template: "monipalvelupolku", members: [{ role: "contact_person", person, from: "2026-01-01" }] }, first);
    const goals = secret.goals.map((text) => ({ text, state: "planned" }));
    plan = await ask("PUT", `${id}/plan`, nurse, { kind: "care", goals, services: [], review_on: "2099-03-05", client_agrees: true }, first);
    assert.deepEqual((await ask("GET", `${id}/segment`, nurse)).open_duties, []);

    // The boundary: shut, open on the client's word, shut again.
    await ask("GET", `${id}/plan`, worker, undefined, {}, 404);
    consent = await ask("POST", `${id}/consents`, nurse, { kind: "consent", from_register: "health", to_register: "social", purpose: secret.purpose, given_by: "client", form: "spoken" });
    assert.deepEqual((await ask("GET", `${id}/plan`, worker)).goals.map(({ text }) => text), secret.goals);
    const seen = await ask("GET", `${id}/overview`, worker);
    assert.deepEqual([seen.plan.goals.length, seen.segment.segment], [2, "yhteistyo"]);
    await ask("POST", `${id}/consents/${consent.id}/withdraw`, nurse, {}, version(1), 200);
    await ask("GET", `${id}/plan`, worker, undefined, {}, 404);
    const after = await ask("GET", `${id}/overview`, worker);
    assert.deepEqual([after.plan, after.segment, after.grounds], [undefined, undefined, []]);
});

const own = () => ({ role: "client", client: client.id, name: `${secret.given} ${secret.family}` });

// As the client reads it, the first use first: who, what was done, to what, on which ground.
async function report(as, query = "") {
    const items = [];
    for (let cursor = ""; cursor !== null;) {
        const page = await ask("GET", `${id}/access-report?limit=3${query}${cursor}`, as);
        items.push(...page.items);
        cursor = page.next_cursor && `&cursor=${page.next_cursor}`;
    }
    return items.reverse();
}
const told = ({ by, kind, resource, ground }) => [by.name, kind, resource, ground ?? "-"].join(" | ");

await test("access_report__of_the_day_tells_exactly_who_used_what_on_which_ground", async () => {
    const [sari, sami, kaisa] = [nurse.name, worker.name, coordinator.name];
    const day = [
        `${sari} | create | client | own_register`,
        `${sari} | create | contact | own_register`,
        `${sari} | create | assessment | own_register`,
        `${sari} | change | assessment | own_register`,
        `${sari} | change | contact | own_register`,
        `${sari} | read | client_segment | own_register`,
        `${kaisa} | create | care_team | own_register`,
        `${sari} | create | plan | own_register`,
        `${sari} | read | client_segment | own_register`,
        `${sami} | refused | client | -`,
        `${sari} | create | consent | own_register`,
        `${sami} | read | plan | consent`,
        ...["client | own_register", "client_segment | consent", "care_team | own_register", "plan | consent", "consent | own_register"].map((use) => `${sami} | read | ${use}`),
        `${sari} | change | consent | own_register`,
        `${sami} | refused | client | -`,
        ...["client", "care_team"].map((resource) => `${sami} | read | ${resource} | own_register`),
    ];
    const lines = (await report(own())).map(told), looks = lines.filter((line) => line.includes("access_log"));
    assert.deepEqual(lines.filter((line) => !line.includes("access_log")).sort(), day.sort());
    assert.deepEqual(looks, [], "the pages before are told of after the rows they were read with");
    const again = (await report(own())).map(told).filter((line) => line.includes("access_log"));
    assert.deepEqual([...new Set(again)], [`${own().name} | read | access_log | self`]);
});

await test("access_report__says_it_in_the_reader_s_own_words", async () => {
    const said = async (language) => (await ask("GET", `${id}/access-report?resource=plan&ground=consent&limit=1`, own(), undefined, { "Accept-Language": language })).items[0].text;
    assert.equal(await said("fi"), "Katsottu: suunnitelma. Kuka: Sami Sosiaalityöntekijä. Peruste: asiakkaan suostumus.");
    assert.equal(await said("sv"), "Läst: planen. Vem: Sami Sosiaalityöntekijä. Grund: klientens samtycke.");
    assert.equal(await said("en"), "Read: the plan. Who: Sami Sosiaalityöntekijä. Ground: the client's consent.");
    const [made] = (await ask("GET", `${id}/access-report?kind=create&resource=plan`, own(), undefined, { "Accept-Language": "sv" })).items;
    assert.equal(made.text, "Sparat: planen. Vem: Sari Sairaanhoitaja, Dagens hälsostation. Grund: klientarbete i det egna registret.");
});

// --- nothing of the client outside the records ---

const words = () => [secret.code, secret.code.slice(0, 6), secret.given, secret.family, secret.need, secret.reason, ...secret.goals, secret.purpose];
function isClean(text, where) {
    for (const word of words()) assert.ok(!text.includes(word) && !text.toLowerCase().includes(word.toLowerCase()), `"${word}" in ${where}`);
}

await test("privacy__no_event_holds_a_name_a_code_or_a_text_of_the_client", () => {
    const events = sql("SELECT row_to_json(e) FROM asiakkuus.event e");
    assert.ok(events.includes(plan.id) && events.includes(consent.id), "the day's events are there");
    isClean(events, "an event");
});

await test("privacy__no_figure_holds_one", async () => {
    const figures = await call("GET", "/metrics", { port: service.port });
    assert.match(figures.text, /operation="access_report_get"/);
    isClean(figures.text, "the metrics");
    assert.ok(!figures.text.includes(client.id), "not even the client's id");
});

await test("privacy__no_address_holds_one", () => {
    assert.ok(addresses.some((address) => address.includes("cursor=")));
    isClean(decodeURIComponent(addresses.join("\n")), "an address");
    for (const cursor of addresses.join("\n").matchAll(/cursor=([\w-]+)/g)) isClean(Buffer.from(cursor[1], "base64url").toString(), "a cursor");
});

await test("privacy__no_log_line_holds_one_nor_does_the_database_s_log", async () => {
    await stop(service);
    assert.match(service.log, /"operation":"plan_put"/);
    isClean(service.log, "the service's log");
    assert.ok(!service.log.includes(client.id), "not even the client's id");
    isClean(readFileSync(`${process.env.VAR}/postgres/server.log`, "utf8"), "the database's log");
});

end();
