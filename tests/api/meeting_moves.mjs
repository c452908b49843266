#!/usr/bin/env node
// Meetings, their cases and topics in every state, by everybody who may know of them: what is offered is
// exactly what is accepted; two at once; and that nothing brought is lost off a list.
import { randomUUID } from "node:crypto";
import { at, base, faults, good, leave, matching, read, send } from "./days_world.mjs";
import { end, equal, holds, sql, test } from "./support.mjs";

const unit = (code) => sql(`SELECT id FROM asiakkuus.unit WHERE area = '90' AND code = '${code}'`);
await at("2027-02-10T10:00:00Z");
const series = { unit_id: unit("kallio"), names: { fi: "Kokous", sv: "Möte", en: "Meeting" }, rule: "FREQ=WEEKLY;BYDAY=WE", starts_at: "2027-02-10T09:00", on_holiday: "skip", link: "https://kokous.example/x" };
const meeting = (await good(201, "chair", "POST", base, series)).json;
const placeOf = (date, of = meeting) => `${base}/${of.id}/occurrences/${date}`;
const PEOPLE = ["chair", "pro", "invited", "stranger", "reader", "elsewhere"];
const joins = (who) => !["reader", "elsewhere"].includes(who);
const refusal = (who) => (who === "elsewhere" ? 404 : 403);

// --- single meetings ---

const ROLES = { chair: { sub: "invited" } };
const OCCURRENCE = {
    appoint: (who, place, version) => send(who, "PUT", `${place}/roles`, ROLES, matching(version)),
    cancel: (who, place, version) => send(who, "POST", `${place}/cancel`, { reason: "Sairaus" }, matching(version)),
    restore: (who, place, version) => send(who, "POST", `${place}/restore`, { reason: "Sittenkin" }, matching(version)),
};
const OPEN = { scheduled: { appoint: "scheduled", cancel: "cancelled" }, cancelled: { restore: "scheduled" } };

for (const [state, date] of [["scheduled", "2027-02-17"], ["cancelled", "2027-02-24"]])
    await test(`meeting__of_one_${state}_is_offered_exactly_what_is_accepted`, async () => {
        for (const who of PEOPLE) {
            const shown = await send(who, "GET", placeOf(date)), open = who === "chair" ? Object.keys(OPEN[state]) : [];
            equal(shown.status, who === "elsewhere" ? 404 : 200, who);
            if (state === "cancelled" && shown.status === 200 && shown.json.state === "scheduled") await good(200, "chair", "POST", `${placeOf(date)}/cancel`, { reason: "Loma" }, matching(shown.json.version));
            if (shown.status !== 200) continue;
            const now = () => read(placeOf(date));
            equal((await read(placeOf(date), who)).available_actions, open, `${who}: offered`);
            for (const [action, make] of Object.entries(OCCURRENCE)) {
                const { version } = await now(), answer = await make(who, placeOf(date), version);
                equal(answer.status, !open.length ? refusal(who) : open.includes(action) ? 200 : 409, `${who} ${action}: ${answer.text}`);
                if (answer.status !== 200) continue;
                equal([answer.json.state, answer.json.version, answer.json.history.at(-1).action], [OPEN[state][action], version + 1, action]);
                equal((await make(who, placeOf(date), version)).status, 412, "the version that was seen is gone");
                const back = answer.json.state === state ? undefined : state === "scheduled" ? "restore" : "cancel";
                if (back) equal((await OCCURRENCE[back](who, placeOf(date), version + 1)).status, 200);
            }
        }
    });

await test("meeting__of_two_moves_at_once_one_wins", async () => {
    for (const date of ["2027-03-03", "2027-03-10", "2027-03-17", "2027-09-15", "2027-09-22", "2027-09-29", "2027-10-06", "2027-10-13"]) {
        const answers = await Promise.all([0, 1, 2].flatMap(() => [OCCURRENCE.cancel("chair", placeOf(date), 1), OCCURRENCE.appoint("chair", placeOf(date), 1)]));
        equal(answers.filter(({ status }) => status === 200).length, 1, answers.map(({ text }) => text).join());
        holds(answers.every(({ status }) => [200, 409, 412].includes(status)), answers.map(({ status }) => status).join());
        const now = await read(placeOf(date));
        equal([now.version, now.history.map(({ version }) => version)], [2, [1, 2]]);
    }
});

await test("meeting__that_many_speak_of_first_at_once_has_one_row", async () => {
    const place = placeOf("2027-04-07"), names = Array.from({ length: 12 }, (_, i) => `Asia ${i}`);
    const answers = await Promise.all(names.map((title) => send("pro", "POST", `${place}/cases`, { title, question: "Mitä seuraavaksi?" })));
    holds(answers.every(({ status }) => [201, 409, 503].includes(status)), answers.map(({ status, text }) => `${status} ${text}`).join("\n"));
    const brought = answers.filter(({ status }) => status === 201).map(({ json }) => json.title).sort();
    equal((await read(`${place}/cases`)).items.map(({ title }) => title).sort(), brought);
    equal(sql(`SELECT count(*) FROM asiakkuus.meeting_occurrence WHERE meeting_id = '${meeting.id}' AND on_date = '2027-04-07'`), "1");
    equal((await read(place)).cases, brought.length);
});

// --- cases and topics ---

const advice = { advice: "Yhteinen aika.", next_step: "Soitto", follow_up_on: "2027-12-30" };
const CASE = {
    outcome: { body: advice, from: ["open", "discussed"], to: "discussed" },
    defer: { body: { to: "2027-05-05" }, from: ["open"], to: "open" },
    withdraw: { from: ["open"], to: "withdrawn" },
    "follow-up": { body: { text: "Sujuu." }, from: ["discussed"], to: "discussed", needs: "follow_up_on" },
};
const nameOf = (action) => action.replace("-", "_");
const bring = async (who, place, kind = "cases") => (await good(201, who, "POST", `${place}/${kind}`, kind === "cases" ? { title: "Asia", question: "Mitä nyt?" } : { kind: "phenomenon", title: "Ilmiö" })).json;
const act = (who, place, kind, one, action, version = one.version) => send(who, "POST", `${place}/${kind}/${one.id}/${action}`, (kind === "cases" ? CASE : TOPIC)[action].body, matching(version));
const TOPIC = { defer: CASE.defer, withdraw: CASE.withdraw };

const SITUATIONS = {
    open: [],
    discussed: [["outcome", { ...advice, follow_up_on: undefined }]],
    "discussed, to be asked about": [["outcome", advice]],
    withdrawn: [["withdraw"]],
};
await good(200, "chair", "PUT", `${placeOf("2027-03-24")}/roles`, { chair: { sub: "stranger" }, secretary: { sub: "someone" } }, matching(1));

for (const [name, steps] of Object.entries(SITUATIONS))
    await test(`case__that_is_${name.replaceAll(/,? /g, "_")}_is_offered_exactly_what_is_accepted`, async () => {
        const place = placeOf("2027-03-24");
        const ready = async () => {
            let one = await bring("pro", place);
            for (const [action, body] of steps) one = (await good(200, "chair", "POST", `${place}/cases/${one.id}/${action}`, body, matching(one.version))).json;
            return one;
        };
        let one = await ready();
        for (const who of PEOPLE) {
            const shown = await send(who, "GET", `${place}/cases/${one.id}`);
            equal(shown.status, who === "elsewhere" ? 404 : 200, who);
            // Who brought it, who leads this meeting, and who arranges meetings; a reader, and others of the centre, may look.
            const hand = ["pro", "stranger", "chair"].includes(who), can = ({ from, needs }) => from.includes(one.state) && (!needs || one[needs] !== undefined);
            const open = Object.keys(CASE).filter((action) => hand && can(CASE[action]));
            if (shown.status === 200) equal([...shown.json.available_actions].sort(), open.map(nameOf).sort(), `${who}: offered`);
            for (const [action, move] of Object.entries(CASE)) {
                const answer = await act(who, place, "cases", one, action);
                equal(answer.status, hand ? (can(move) ? 200 : 409) : joins(who) || who === "reader" ? 403 : 404, `${who} ${action}: ${answer.text}`);
                if (answer.status !== 200) continue;
                equal([answer.json.state, answer.json.version, answer.json.history.at(-1).action], [move.to, one.version + 1, nameOf(action)]);
                one = await ready();
            }
        }
    });

for (const steps of [[], ["withdraw"]])
    await test(`topic__${steps.length ? "withdrawn" : "open"}_is_offered_exactly_what_is_accepted`, async () => {
        const place = placeOf("2027-03-24");
        const ready = async () => {
            const one = await bring("pro", place, "topics");
            return steps.length ? (await act("pro", place, "topics", one, "withdraw")).json : one;
        };
        let one = await ready();
        equal(one.available_actions, steps.length ? [] : ["defer", "withdraw"]);
        for (const who of PEOPLE)
            for (const action of Object.keys(TOPIC)) {
                const hand = ["pro", "stranger", "chair"].includes(who), answer = await act(who, place, "topics", one, action);
                equal(answer.status, hand ? (steps.length ? 409 : 200) : refusal(who), `${who} ${action}: ${answer.text}`);
                if (answer.status !== 200) continue;
                equal([answer.json.version, answer.json.state], [2, action === "defer" ? "open" : "withdrawn"]);
                one = await ready();
            }
    });

await test("case__of_two_moves_at_once_one_wins", async () => {
    const place = placeOf("2027-04-14");
    for (const [left, right] of [["outcome", "withdraw"], ["defer", "outcome"], ["outcome", "outcome"], ["withdraw", "withdraw"], ["defer", "defer"]]) {
        const one = await bring("pro", place), answers = await Promise.all([act("pro", place, "cases", one, left), act("chair", place, "cases", one, right)]);
        equal(answers.filter(({ status }) => status === 200).length, 1, `${left} ${right}: ${answers.map(({ status }) => status)}`);
        holds(answers.every(({ status }) => [200, 404, 409, 412].includes(status)), answers.map(({ status }) => status).join());
        equal(sql(`SELECT string_agg(version::text, ',' ORDER BY version) FROM asiakkuus.move WHERE resource_id = '${one.id}'`), "1,2");
        equal(sql(`SELECT version || ' ' || (SELECT count(*) FROM asiakkuus.event e WHERE e.resource_id = c.id) FROM asiakkuus.meeting_case c WHERE id = '${one.id}'`), "2 2");
    }
});

await test("case__is_not_found_by_another_meeting_date_or_series", async () => {
    const one = await bring("pro", placeOf("2027-04-21")), other = (await good(201, "chair", "POST", base, series)).json;
    for (const place of [placeOf("2027-04-28"), placeOf("2027-04-21", other), placeOf("2027-04-22"), placeOf("never")]) {
        equal((await send("pro", "GET", `${place}/cases/${one.id}`)).status, 404, place);
        for (const action of Object.keys(CASE)) equal((await act("pro", place, "cases", one, action)).status, 404, `${place} ${action}`);
    }
    for (const version of [0, 2, 7]) equal((await act("pro", placeOf("2027-04-21"), "cases", one, "withdraw", version)).status, 412, `version ${version}`);
    equal((await send("pro", "POST", `${placeOf("2027-04-21")}/cases/${one.id}/withdraw`)).status, 428);
    equal((await send("pro", "POST", `${placeOf("2027-04-21")}/cases/${randomUUID()}/withdraw`, undefined, matching(1))).status, 404);
});

await test("worklists__offer_of_a_case_what_the_case_offers", async () => {
    const place = placeOf("2027-03-24"), open = await bring("pro", place), asked = await bring("pro", place);
    await good(200, "chair", "POST", `${place}/cases/${asked.id}/outcome`, advice, matching(1));
    for (const who of ["chair", "pro", "stranger", "nurse", "invited"])
        for (const [list, { id }] of [["consultations", open], ["follow_ups", asked]]) {
            const items = [];
            let cursor = "";
            do {
                const page = await read(`/v1/worklists/${list}?unit_id=${unit("kallio")}&limit=100${cursor}`, who);
                items.push(...page.items);
                cursor = page.next_cursor && `&cursor=${encodeURIComponent(page.next_cursor)}`;
            } while (cursor);
            const own = (await read(`${place}/cases/${id}`, who)).available_actions.sort();
            equal(items.find((item) => item.id === id).available_actions.sort(), own, `${who}: ${list}`);
            equal(own.length > 0, ["chair", "pro", "stranger"].includes(who), who);
        }
});

// --- nothing that was brought is lost ---

// So many cases and topics of a meeting at once, the first of them withdrawn.
function fill(date, table, count, withdrawn) {
    const more = table === "meeting_case" ? ["question, service_needs", "'Mitä?', '{}'"] : ["kind", "'phenomenon'"];
    sql(`INSERT INTO asiakkuus.${table} (area, id, version, meeting_id, on_date, state, title, ${more[0]}, brought_by, brought_at)
        SELECT '90', gen_random_uuid(), 1, '${meeting.id}', '${date}', CASE WHEN n <= ${withdrawn} THEN 'withdrawn' ELSE 'open' END, 'Asia ' || n, ${more[1]}, 'pro', timestamptz '2027-02-01' + n * interval '1 minute'
        FROM generate_series(1, ${count}) n`);
}

for (const [kind, table, holdsSo] of [["cases", "meeting_case", "case"], ["topics", "meeting_topic", "topic"]])
    await test(`meeting__takes_no_more_${kind}_than_its_lists_show_withdrawn_ones_too`, async () => {
        const date = kind === "cases" ? "2027-05-12" : "2027-05-19", place = placeOf(date);
        const first = await bring("pro", place, kind);
        fill(date, table, 58, 40);
        const last = await bring("pro", place, kind);
        equal((await read(`${place}/${kind}`)).items.length, 60);
        holds((await read(`${place}/${kind}`)).items.some(({ id }) => id === last.id), "the last one is on the list");
        const agenda = await read(`${place}/agenda`), ids = [...agenda.items, ...agenda.overflow].map((item) => item[holdsSo]?.id);
        holds(ids.includes(first.id) && ids.includes(last.id), "both are on the agenda");
        const body = kind === "cases" ? { title: "Asia", question: "Mitä nyt?" } : { kind: "phenomenon", title: "Ilmiö" };
        equal((await send("pro", "POST", `${place}/${kind}`, body)).status, 409, "it is full");
        const elsewhere = await bring("pro", placeOf("2027-06-02"), kind);
        equal((await send("pro", "POST", `${placeOf("2027-06-02")}/${kind}/${elsewhere.id}/defer`, { to: date }, matching(1))).status, 409, "nor is anything put off to it");
        equal((await read(`${placeOf("2027-06-02")}/${kind}`)).items.map(({ id, version }) => [id, version]), [[elsewhere.id, 1]]);
    });

for (const [kind, table, date] of [["cases", "meeting_case", "2027-11-03"], ["topics", "meeting_topic", "2027-11-10"]])
    await test(`meeting__takes_no_more_${kind}_than_its_lists_show_where_many_are_brought_or_put_off_to_it_at_once`, async () => {
        const place = placeOf(date), from = placeOf("2027-11-17"), others = [];
        await bring("pro", place, kind);
        for (let i = 0; i < 6; i++) others.push(await bring("pro", from, kind));
        fill(date, table, 54, 0);
        const body = kind === "cases" ? { title: "Asia", question: "Mitä nyt?" } : { kind: "phenomenon", title: "Ilmiö" };
        const answers = await Promise.all([
            ...Array.from({ length: 6 }, () => send("pro", "POST", `${place}/${kind}`, body)),
            ...others.map(({ id }) => send("pro", "POST", `${from}/${kind}/${id}/defer`, { to: date }, matching(1)))]);
        equal(answers.filter(({ status }) => status < 300).length, 5, answers.map(({ status, text }) => `${status} ${text}`).join("\n"));
        holds(answers.every(({ status }) => [200, 201, 409].includes(status)), answers.map(({ status }) => status).join());
        equal((await read(place))[kind], 60);
    });

await test("case_defer__goes_on_to_the_next_meeting_that_is_held", async () => {
    const one = await bring("pro", placeOf("2027-06-09"));
    for (const date of ["2027-06-16", "2027-06-23"]) await good(200, "chair", "POST", `${placeOf(date)}/cancel`, { reason: "Loma" }, matching(1));
    const moved = (await good(200, "pro", "POST", `${placeOf("2027-06-09")}/cases/${one.id}/defer`, {}, matching(1))).json;
    equal([moved.date, moved.state, moved.history.at(-1).detail], ["2027-06-30", "open", "2027-06-30"]);
    const refused = async (to, place = placeOf("2027-06-30")) => send("pro", "POST", `${place}/cases/${one.id}/defer`, { to }, matching(2));
    equal((await refused("2027-06-16")).status, 409, "a cancelled meeting");
    equal((await refused("2027-06-30")).status, 409, "the same one");
    equal(faults(await refused("2027-07-01")), ["/to no_such_meeting"]);
    equal((await refused("tomorrow")).status, 400);
    equal((await read(`${placeOf("2027-06-09")}/agenda`)).cases, 0);
});

await test("agenda__of_any_number_of_matters_fills_the_hour_and_none_is_short", async () => {
    for (let count = 1; count <= 9; count++) {
        const date = new Date(Date.UTC(2027, 6, 7 + 7 * count)).toISOString().slice(0, 10), place = placeOf(date);
        for (let i = 0; i < count; i++) await bring("pro", place, i % 3 === 2 ? "topics" : "cases");
        const { items, overflow, cases, starts_at, ends_at } = await read(`${place}/agenda`), minutes = items.map((item) => item.minutes);
        equal([items.length, overflow.length, cases], [Math.min(count, 7), Math.max(count - 7, 0), count - Math.floor(count / 3)], `${count} matters`);
        equal(minutes.reduce((sum, each) => sum + each), 60);
        holds(Math.max(...minutes) - Math.min(...minutes) <= 1 && Math.min(...minutes) >= 8, `${minutes}`);
        equal(items[0].starts_at, starts_at);
        for (let i = 1; i < items.length; i++) equal(Date.parse(items[i].starts_at), Date.parse(items[i - 1].starts_at) + minutes[i - 1] * 60e3);
        equal(Date.parse(ends_at) - Date.parse(items.at(-1).starts_at), minutes.at(-1) * 60e3);
        const kinds = items.concat(overflow).map((item) => (item.case ? "case" : "topic"));
        equal(kinds, [...kinds].sort(), "cases first");
    }
});

await test("agenda__has_no_place_for_what_was_withdrawn", async () => {
    const place = placeOf("2027-10-20"), kept = { cases: await bring("pro", place), topics: await bring("pro", place, "topics") };
    for (const kind of ["cases", "topics"]) equal((await act("pro", place, kind, await bring("pro", place, kind), "withdraw")).status, 200);
    const { items, overflow, cases } = await read(`${place}/agenda`), now = await read(place);
    equal([items.map((item) => (item.case ?? item.topic).id), items.map(({ minutes }) => minutes), overflow, cases], [[kept.cases.id, kept.topics.id], [30, 30], [], 1]);
    equal([now.cases, now.topics], [1, 1]);
});

// --- what lies in the past ---

await at("2027-03-01T10:00:00Z");
await test("meeting__that_was_is_offered_no_change_and_takes_none", async () => {
    const past = await read(placeOf("2027-02-17"));
    equal(past.available_actions, []);
    for (const make of Object.values(OCCURRENCE)) equal((await make("chair", placeOf("2027-02-17"), past.version)).status, 409);
    equal((await read(placeOf("2027-02-17"))).version, past.version);
});

await leave();
end();
