#!/usr/bin/env node
// Batches of segmentations: NDJSON in and out, a line a person, in order.
import { execFileSync } from "node:child_process";
import http from "node:http";
import net from "node:net";
import { helsinkiAnswers } from "./answers.mjs";
import { base, call, description, end, equal, get, holds, pause, post, raw, sql, start, stop, test, token } from "./support.mjs";

const TYPE = "application/x-ndjson";
const bearer = token();
const limits = { lines: 5000, line: 65536, bytes: 1048576 };
const judged = { coping: "easy", need: "many", duration: "continuous", flags: { special_support: false } };

const send = (body, { query = "", headers = {}, type = TYPE, ...more } = {}) =>
    call("POST", `/v1/segmentations/batch${query}`, { token: bearer, body, type, headers: { "Accept-Language": "en", ...headers }, ...more });
const lines = (rows) => rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))).join("\n") + "\n";

// The answer's lines, and the last one apart; each ends in a line feed.
function read(answer) {
    equal(answer.status, 200, answer.text);
    holds(answer.text.endsWith("\n"), "the last line has its end");
    const all = answer.text.slice(0, -1).split("\n").map((line) => JSON.parse(line));
    return { rows: all.slice(0, -1), last: all.at(-1) };
}
const batch = async (rows, options) => read(await send(typeof rows === "string" || Buffer.isBuffer(rows) ? rows : lines(rows), options));
const complete = (evaluated, refused = 0, empty = 0) => ({ complete: true, lines: evaluated + refused + empty, evaluated, refused, empty });
const codes = (row) => (row.problem?.errors ?? []).map(({ pointer, code }) => [pointer, code]);
const places = (row) => row.problem.errors.map(({ code, line, column, offset }) => ({ code, line, column, offset }));

await test("segmentation_batch__a_line_is_answered_as_the_single_call_answers", async () => {
    const professional = helsinkiAnswers("easy", "many");
    const people = [judged, {}, { answers: { professional } }, { answers: { professional, client: { ...professional, d5_self_care: 3 } }, duration: "continuous", age: 47 }, { as_of: "2026-06-30", coping: "easy" }, { model: "helsinki@1", need: "few" }];
    for (const query of ["", "?what_if=false", "?trace=true", "?trace=true&what_if=false"]) {
        const { rows, last } = await batch(people, { query });
        for (const [i, person] of people.entries()) {
            const one = await call("POST", `/v1/segmentations${query}`, { token: bearer, json: person, headers: { "Accept-Language": "en" } });
            const { line, ...result } = rows[i];
            equal(line, i + 1);
            equal(result, one.json, query);
        }
        equal(last, complete(people.length));
    }
});

await test("segmentation_batch__each_line_has_its_schema", async () => {
    const { faults } = await import("../contract/description.mjs");
    const { rows, last } = await batch([{ id: "a", ...judged }, { id: 7 }, "x", { id: "c", typo: 1 }], { query: "?trace=true" });
    for (const row of [...rows, last]) equal(faults({ $ref: "#/components/schemas/SegmentationBatchLine" }, row), [], JSON.stringify(row));
});

await test("segmentation_batch__ids_come_back_as_they_were_given", async () => {
    const ids = ["a", "", "ä€😀", "x".repeat(128), 'quote " and \\', "line\nbreak", 0, 7, -3, 123456789012345];
    const { rows } = await batch(ids.map((id) => ({ id })));
    equal(rows.map(({ id }) => id), ids);
    const { rows: none } = await batch([{}, { id: null }]);
    equal(none.map((row) => "id" in row), [false, false]);
    const { rows: exact } = await batch(['{"id":9223372036854775807}']);
    equal(exact.length, 1);
    holds((await send('{"id":9223372036854775807}\n')).text.startsWith('{"id":9223372036854775807,'), "every digit stays");
});

await test("segmentation_batch__an_id_is_a_text_or_a_whole_number", async () => {
    const { rows, last } = await batch([{ id: 1.5 }, { id: true }, { id: [] }, { id: {} }, { id: "x".repeat(129) }, { id: "good", typo: 1 }]);
    equal(rows.map((row) => codes(row)[0]), [["/id", "wrong_type"], ["/id", "wrong_type"], ["/id", "wrong_type"], ["/id", "wrong_type"], ["/id", "too_long"], ["/typo", "unknown_member"]]);
    equal(rows.map(({ id }) => id), [undefined, undefined, undefined, undefined, undefined, "good"]);
    equal(last, complete(0, 6));
});

await test("segmentation_batch__a_bad_line_is_answered_in_its_place_and_the_others_go_on", async () => {
    const { rows, last } = await batch([{ id: 1, ...judged }, { id: 2, coping: "hard", typo: 1, flags: { none: true } }, "{", { id: 4, ...judged }]);
    equal(rows.map(({ line, id }) => [line, id]), [[1, 1], [2, 2], [3, undefined], [4, 4]]);
    equal(rows.map((row) => row.segment), ["yhteistyo", undefined, undefined, "yhteistyo"]);
    equal(rows[1].problem.type, "urn:asiakkuus:problem:invalid");
    equal([rows[1].problem.status, rows[2].problem.status], [400, 400]);
    equal(Object.fromEntries(codes(rows[1])), { "/coping": "not_in_list", "/typo": "unknown_member", "/flags/none": "unknown_flag" });
    holds(rows[1].problem.errors.every(({ detail }) => detail.length > 5), "each says what to do");
    equal(rows[2].problem.type, "urn:asiakkuus:problem:malformed");
    equal(last, complete(2, 2));
});

await test("segmentation_batch__what_only_the_model_can_tell_is_422_in_its_line", async () => {
    const { rows } = await batch([{ answers: { professional: { d5_self_care: 7 } } }, { model: "nowhere" }, { as_of: "1999-01-01" }, { model: "Helsinki" }]);
    equal(rows.map(({ problem }) => problem.status), [422, 422, 422, 400]);
    equal(rows.map((row) => codes(row)[0]), [["/answers/professional/d5_self_care", "out_of_range"], ["/model", "unknown_model"], ["/model", "unknown_model"], ["/model", "bad_format"]]);
});

await test("segmentation_batch__nothing_of_one_line_is_left_for_the_next", async () => {
    const people = Array.from({ length: 400 }, (_, i) => (i % 2 ? { id: i, typo: 1 } : { id: i, ...judged }));
    const { rows, last } = await batch(people);
    for (const [i, row] of rows.entries()) {
        equal([row.line, row.id], [i + 1, i]);
        equal(i % 2 ? codes(row) : row.segment, i % 2 ? [["/typo", "unknown_member"]] : "yhteistyo");
    }
    equal(last, complete(200, 200));
});

await test("segmentation_batch__places_are_those_of_the_whole_body", async () => {
    const first = '{"id":"ä"}\n', second = '{"need":"few"} x\n';
    const body = `\uFEFF${first}\r\n${second}{"ä":}`;
    const { rows } = await batch(body);
    const at = Buffer.byteLength(`\uFEFF${first}\r\n`) + '{"need":"few"} x'.length;
    equal(rows.map(({ line }) => line), [1, 3, 4]);
    const [{ code, line, offset }] = places(rows[1]);
    equal([code, line], ["syntax", 3]);
    holds(offset > at - 4 && offset <= at, `${offset} of ${at}`);
    const [last] = places(rows[2]);
    equal([last.line, last.column > 1, last.offset > at], [4, true, true]);
});

await test("segmentation_batch__two_objects_on_one_line_refuse_the_line", async () => {
    const { rows, last } = await batch(['{"id":1}{"id":2}', '{"id":3} {"id":4}', '{"id":5},', '[{"id":6}]', '{"id":7}']);
    equal(rows.map((row) => row.problem && codes(row).concat(places(row).map(({ line }) => line))[0][1]), ["syntax", "syntax", "syntax", "wrong_type", undefined]);
    equal(last, complete(1, 4));
});

await test("segmentation_batch__empty_lines_are_passed_over_and_counted", async () => {
    const { rows, last } = await batch('\n\n{"id":1}\n   \t\n{"id":2}\n\n');
    equal(rows.map(({ id, line }) => [id, line]), [[1, 3], [2, 5]]);
    equal(last, complete(2, 0, 4));
    for (const nothing of ["", "\n", "\uFEFF", " \r\n"]) equal((await batch(nothing)).rows, []);
    equal((await batch("")).last, complete(0));
    equal((await batch("\uFEFF")).last, complete(0));
    equal((await batch("\n".repeat(limits.lines))).last, complete(0, 0, limits.lines));
});

await test("segmentation_batch__a_last_line_without_an_end_is_a_line", async () => {
    equal((await batch('{"id":1}\n{"id":2}')).last, complete(2));
    equal((await batch('{"id":1}')).rows.map(({ id }) => id), [1]);
    equal((await batch('{"id":1}\n{"id":2')).last, complete(1, 1), "one cut in two is refused");
});

await test("segmentation_batch__one_byte_order_mark_at_the_start_is_left_out", async () => {
    equal((await batch('\uFEFF{"id":1}\n{"id":2}\n')).last, complete(2));
    const { rows, last } = await batch('\uFEFF\uFEFF{"id":1}\n\uFEFF{"id":2}\n{"id":3}');
    equal([rows.map((row) => Boolean(row.problem)), last], [[true, true, false], complete(1, 2)]);
});

await test("segmentation_batch__lines_may_end_in_cr_and_lf", async () => {
    const { rows, last } = await batch('{"id":1}\r\n\r\n{"id":2}\r\n');
    equal([rows.map(({ id, line }) => [id, line]), last], [[[1, 1], [2, 3]], complete(2, 0, 1)]);
    equal((await batch('{"id":1}\r{"id":2}\r')).last, complete(0, 1), "CR alone ends no line");
});

await test("segmentation_batch__bytes_that_are_no_utf8_refuse_their_line", async () => {
    const bad = [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0]];
    for (const bytes of bad) {
        const body = Buffer.concat([Buffer.from('{"id":1}\n{"id":"'), Buffer.from(bytes), Buffer.from('"}\n{"id":3}\n')]);
        const { rows, last } = await batch(body);
        equal(rows.map((row) => row.id), [1, undefined, 3]);
        equal([places(rows[1])[0].line, last], [2, complete(2, 1)], JSON.stringify(rows[1]));
    }
    const latin = Buffer.from('{"id":"Päijät-Häme"}\n', "latin1");
    equal((await batch(latin)).rows[0].problem.errors[0].code, "bad_utf8");
});

await test("segmentation_batch__too_long_a_line_is_refused_and_the_rest_goes_on", async () => {
    const padded = (size) => JSON.stringify({ id: 1, ...judged }).replace("}", `${" ".repeat(size - JSON.stringify({ id: 1, ...judged }).length)}}`);
    const { rows, last } = await batch([padded(limits.line), padded(limits.line + 1), { id: 3 }]);
    equal(rows.map((row) => codes(row)), [[], [["", "too_long"]], []]);
    equal(last, complete(2, 1));
});

await test("segmentation_batch__nested_and_broad_bombs_cost_their_line_alone", async () => {
    const deep = "[".repeat(30000), nested = '{"answers":'.repeat(2000);
    const broad = `{"answers":{"professional":{${Array.from({ length: 4000 }, (_, i) => `"x${i}":1`).join(",")}}}}`;
    const long = `{"answers":{"professional":{"${"a".repeat(60000)}":1}}}`, number = `{"age":${"9".repeat(60000)}}`;
    const { rows, last } = await batch([deep, nested, broad, long, number, `{"id":[${"[],".repeat(20000)}0]}`, { id: 6 }]);
    equal(rows.map((row) => Boolean(row.problem)), [true, true, true, true, true, true, false]);
    equal([codes(rows[0])[0][1], codes(rows[1])[0][1]], ["too_deep", "too_deep"]);
    holds(rows.every((row) => JSON.stringify(row).length < 200000), "an answer is bounded");
    equal(last, complete(1, 6));
});

await test("segmentation_batch__values_that_are_no_person_are_refused", async () => {
    const { last } = await batch(["null", "true", "1", '"x"', "[]", "NaN", "{'id':1}", '{"id":1,"id":2}', "// x", "{}"]);
    equal(last, complete(1, 9));
});

await test("segmentation_batch__more_lines_than_may_be_are_refused_before_any_is_answered", async () => {
    equal((await batch("{}\n".repeat(limits.lines), { query: "?what_if=false" })).last, complete(limits.lines));
    const many = await send("{}\n".repeat(limits.lines + 1));
    equal([many.status, many.json.errors.map(({ pointer, code, detail }) => [pointer, code, detail])], [400, [["", "too_many", "Too many; at most 5000."]]], many.text);
    equal((await send("{}\n".repeat(limits.lines) + "{}")).status, 400, "the last without its end counts");
});

await test("segmentation_batch__more_bytes_than_may_be_are_413", async () => {
    const line = " ".repeat(limits.line - 1);
    const full = `${line}\n`.repeat(limits.bytes / limits.line);
    equal([full.length, (await batch(full)).last], [limits.bytes, complete(0, 0, 16)]);
    equal((await send(`${full}\n`)).status, 413);
});

await test("segmentation_batch__takes_ndjson_alone_and_gives_it", async () => {
    for (const type of ["application/json", "text/csv", "application/x-ndjson; charset=latin1", "text/plain"]) equal((await send("{}\n", { type })).status, 415, type);
    equal((await send("{}\n", { type: "application/x-ndjson; charset=utf-8" })).status, 200);
    equal((await send("{}\n", { headers: { Accept: "application/json" } })).status, 406);
    const answer = await send("{}\n", { headers: { Accept: "application/x-ndjson" } });
    equal([answer.headers["content-type"], answer.headers["transfer-encoding"], answer.headers["cache-control"]], [TYPE, "chunked", "no-store"]);
    equal((await send("{}\n", { headers: { "Accept-Encoding": "gzip" } })).headers["content-encoding"], undefined, "a piece can be read when it has come");
    equal((await get("/v1/segmentations/batch", { token: bearer })).status, 405);
});

await test("segmentation_batch__query_words_are_checked", async () => {
    equal((await send("{}\n", { query: "?what_if=x" })).status, 400);
    equal((await send("{}\n", { query: "?whatif=false" })).json.errors[0].code, "unknown_parameter");
});

await test("segmentation_batch__texts_follow_the_language_and_results_do_not", async () => {
    const seen = { texts: new Set(), details: new Set(), titles: new Set(), hashes: new Set() };
    for (const language of ["fi", "sv", "en"]) {
        const answer = await send(lines([judged, { typo: 1 }]), { headers: { "Accept-Language": language } });
        equal(answer.headers["content-language"], language);
        const { rows } = read(answer);
        seen.texts.add(rows[0].segment_name + JSON.stringify(rows[0].consequences.texts)), seen.hashes.add(rows[0].result_hash);
        seen.details.add(rows[1].problem.errors[0].detail), seen.titles.add(rows[1].problem.title);
    }
    equal(Object.fromEntries(Object.entries(seen).map(([name, set]) => [name, set.size])), { texts: 3, details: 3, titles: 3, hashes: 1 });
});

await test("segmentation_batch__an_area_decides_by_its_own_models", async () => {
    const { rows } = await batch([{ model: "paijathame", support: "great", benefit: "improve" }, { model: "helsinki", need: "few" }], { token: token("--area", "09") });
    equal(rows[0].segment, "monialainen");
    equal((await batch([{ model: "paijathame", support: "great" }])).rows.map((row) => codes(row)[0]), [["/model", "unknown_model"]]);
});

await test("segmentation_batch__is_for_those_who_may_evaluate_and_not_for_clients", async () => {
    equal((await send("{}\n", { token: token("--scope", "model:read") })).status, 403);
    equal((await send("{}\n", { token: undefined })).status, 401);
    equal((await send("{}\n", { token: token("--client", "0197a3c0-0000-7000-8000-00000000dead", "--scope", "segmentation:evaluate") })).status, 403);
});

await test("segmentation_batch__after_a_line_that_the_service_failed_the_others_fail_at_once", async () => {
    const own = token("--area", "15"), of = (rows) => batch(rows, { token: own });
    execFileSync(process.env.ASIAKKUUSD, ["publish", "15", `${process.env.SOURCE_DIR}/libsegment/models/helsinki.json`]);
    const odd = `INSERT INTO model (area, id, code, version, hash, document, status, is_active, valid_from, published_at, published_by, created_at, updated_at)
        SELECT area, gen_random_uuid(), 'odd', 1, repeat('0', 64), document, 'published', false, valid_from, now(), 'test', now(), now() FROM model WHERE area = '15'`;
    sql(odd);
    const { rows, last } = await of([{ id: 1, need: "few" }, { id: 2, model: "odd" }, { id: 3, need: "few" }, { typo: 1 }, "{", ...Array.from({ length: 500 }, (_, i) => ({ id: i, model: "odd" }))]);
    equal(rows.slice(0, 3).map(({ id, problem }) => [id, problem?.status]), [[1, undefined], [2, 500], [3, 500]]);
    equal(rows[2].problem, rows[1].problem, "the same problem");
    equal(rows.slice(3, 5).map(({ problem }) => problem.status), [500, 400], "what is no JSON is told so");
    equal(last, complete(1, 504));
    equal((await of([{ id: 1, need: "few" }])).last, complete(1), "the next call is another");
    sql("DELETE FROM model WHERE area = '15' AND code = 'odd'");
});

async function metric(name) {
    const { text } = await get("/metrics");
    return Object.fromEntries([...text.matchAll(new RegExp(`^${name}\\{([^}]*)\\} (\\d+)`, "gm"))].map(([, labels, value]) => [labels, Number(value)]));
}

await test("segmentation_batch__is_counted_by_lines_and_by_segments", async () => {
    const before = [await metric("segmentation_batch_lines_total"), await metric("segmentations_total")];
    await batch([judged, judged, { typo: 1 }, ""]);
    const after = [await metric("segmentation_batch_lines_total"), await metric("segmentations_total")];
    const grown = (i, labels) => after[i][labels] - (before[i][labels] ?? 0);
    equal([grown(0, 'result="evaluated"'), grown(0, 'result="refused"'), grown(1, 'model="helsinki",segment="yhteistyo"')], [2, 1, 2]);
});

// --- callers that are slow, or go away ---

const people = (count) => lines(Array.from({ length: count }, (_, id) => ({ id, answers: { professional: helsinkiAnswers("easy", "many") } })));
const head = (body, port) => [`POST /v1/segmentations/batch HTTP/1.1`, `Host: ${base.hostname}:${port}`, `Authorization: Bearer ${bearer}`, `Content-Type: ${TYPE}`, `Content-Length: ${Buffer.byteLength(body)}`, "", ""].join("\r\n");

// A caller who takes what comes first and then no more.
function slow(body, port = base.port) {
    return new Promise((resolve, reject) => {
        const socket = net.connect({ port: Number(port), host: base.hostname, highWaterMark: 4096 }, () => socket.write(head(body, port) + body));
        socket.once("data", () => { socket.pause(); resolve(socket); });
        socket.once("error", reject);
    });
}

await test("segmentation_batch__a_slow_reader_holds_no_connection_of_the_database", async () => {
    const service = await start({ DATABASE_CONNECTIONS: "1", HTTP_THREADS: "2" });
    const sockets = await Promise.all(Array.from({ length: 6 }, () => slow(people(1000), service.port)));
    for (let i = 0; i < 10; i++) equal((await get("/v1/clients?limit=1", { token: bearer, port: service.port })).status, 200);
    sockets.forEach((socket) => socket.destroy());
    await stop(service);
});

await test("segmentation_batch__one_who_reads_on_after_a_while_gets_all", async () => {
    const socket = await slow(people(800));
    await pause(300);
    let text = "";
    socket.on("data", (piece) => (text += piece.toString("latin1")));
    socket.resume();
    await new Promise((resolve) => { const look = () => (text.includes('"complete":true,"lines"') ? resolve() : setTimeout(look, 20)); look(); });
    holds(/"lines":800,"evaluated":800/.test(text), text.slice(-200));
    socket.destroy();
});

await test("segmentation_batch__a_caller_who_goes_away_is_told_in_the_log_and_in_no_other_answer", async () => {
    const service = await start();
    (await slow(people(1000), service.port)).destroy();
    for (let i = 0; i < 100 && !service.log.includes("cut off before its end"); i++) await pause(50);
    const line = service.log.split("\n").find((each) => each.includes("cut off before its end"));
    equal([JSON.parse(line).operation, JSON.parse(line).status], ["segmentation_batch", 200]);
    equal((await send(lines([{ id: "after" }]), { port: service.port })).status, 200);
    await stop(service);
    equal(service.log.split("\n").filter((each) => each.includes('"segmentation_batch"')).map((each) => "cause" in JSON.parse(each)), [true, false]);
});

await test("segmentation_batch__a_cut_answer_has_no_last_line", async () => {
    const body = people(1000), text = await new Promise((resolve) => {
        const request = http.request({ host: base.hostname, port: base.port, method: "POST", path: "/v1/segmentations/batch", headers: { Authorization: `Bearer ${bearer}`, "Content-Type": TYPE } }, (response) => {
            let read = "";
            response.on("data", (piece) => { read += piece; response.destroy(); });
            response.on("close", () => resolve(read));
            response.on("error", () => {});
        });
        request.on("error", () => {});
        request.end(body);
    });
    holds(text.length > 0 && !text.includes('"complete":true,"lines"'), "what was not read to its end does not look complete");
});

await test("segmentation_batch__a_stop_lets_an_answer_be_read_to_its_end", async () => {
    const service = await start();
    const socket = await slow(people(1000), service.port);
    const ended = stop(service);
    await pause(100);
    let text = "";
    socket.on("data", (piece) => (text += piece.toString("latin1")));
    socket.resume();
    equal((await ended).code, 0);
    holds(text.includes('"complete":true,"lines":1000'), "cut by the stop");
});

await test("segmentation_batch__old_callers_get_it_without_chunks", async () => {
    const body = '{"id":1}\n';
    const text = await raw(head(body, base.port).replace("HTTP/1.1", "HTTP/1.0") + body);
    holds(!/transfer-encoding/i.test(text) && text.trimEnd().endsWith('"empty":0}'), text.slice(-200));
});

await test("segmentation_batch__many_at_once_are_not_mixed_up", async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => batch(Array.from({ length: 60 }, (_, j) => ({ id: `${i}-${j}`, ...(j % 3 ? judged : { typo: 1 }) })))));
    for (const [i, { rows, last }] of answers.entries()) {
        equal(rows.map(({ id }) => id), Array.from({ length: 60 }, (_, j) => `${i}-${j}`));
        equal(last, complete(40, 20));
    }
});

await test("segmentation_batch__the_connection_serves_the_next_request", async () => {
    const body = people(50);
    const text = await raw(head(body, base.port) + body + head("{}\n", base.port) + "{}\n", { silent_ms: 1500 });
    equal(text.match(/HTTP\/1\.1 200/g)?.length, 2);
    equal(text.match(/"complete":true,"lines":/g)?.length, 2);
});

await test("segmentation_batch__memory_stays_whatever_is_sent", async () => {
    const service = await start();
    const resident = async () => Number((await get("/metrics", { port: service.port })).text.match(/^process_resident_memory_bytes (\S+)/m)[1]);
    const body = people(1500);
    for (let i = 0; i < 3; i++) await send(body, { port: service.port, query: "?what_if=false" });
    const before = await resident();
    for (let i = 0; i < 12; i++) await send(body, { port: service.port, query: "?what_if=false" });
    const grown = (await resident()) - before;
    holds(grown < 16 * 1048576, `${grown} bytes more`);
    await stop(service);
});

equal(description.paths["/v1/segmentations/batch"].post["x-permission"], "segmentation:evaluate");
equal((await post("/v1/segmentations", {}, { token: bearer })).status, 200);
await end();
