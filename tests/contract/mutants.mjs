// Bodies that almost fit: every request example of the description, changed in one or two places.
// The service must see the same faults as the description: 400 exactly where the schema is broken,
// anything but 400 (and never 5xx) where it is kept. What is named in the model's own words (answers,
// flags, duration, axes) may be told as 400 or as 422: both the description and the model know it.
//   SEED=7 node tests/contract/mutants.mjs      another run; the seed is told
import { all as token, operations as prepared } from "../api/operations.mjs";
import { call, examplesOf } from "./calls.mjs";
import { chance, isObject, places, put } from "./chance.mjs";
import { counter, faults, operations, resolve } from "./description.mjs";

const { check, counts, end } = counter();
const SEED = Number(process.env.SEED ?? 20261122);
const ROUNDS = Number(process.env.ROUNDS ?? 150);

const { random, any } = chance(SEED);

const STRANGE = [
    null, true, false, 0, -1, 1, 8, 9, 150, 151, 9999, 10000, 1.5, 1e300, 9007199254740993,
    "", " ", "a", "A", "easy", "many", "helsinki", "helsinki@1", "helsinki@0", "fi", "2026-02-30",
    "2026-11-22", "2199-01-01", "x".repeat(64), "x".repeat(65), "x".repeat(3000), "\u0000", "a\nb",
    "\u202e", "😀".repeat(50), "'; DROP TABLE client; --", "${jndi:ldap://x}", "../../etc/passwd",
    "<script>alert(1)</script>", [], {}, [null], [{}], { "": 1 }, { a: { b: { c: {} } } },
    Array.from({ length: 17 }, () => ({ role: "client" })),
];
const NAMES = ["colour", "id", "version", "status", "area", "created_at", "__proto__", "Coping", "a".repeat(70), ""];

const CHANGES = [
    (body) => {
        const [container, key] = any(places(body));
        put(container, key, structuredClone(any(STRANGE)));
    },
    (body) => {
        const [container, key] = any(places(body));
        if (isObject(container)) delete container[key];
    },
    (body) => {
        const inner = places(body).map(([container, key]) => container[key]).filter(isObject);
        put(any([body, ...inner]), any(NAMES), structuredClone(any(STRANGE)));
    },
];

function mutant(example) {
    const body = structuredClone(example);
    for (let left = random() < 0.7 ? 1 : 2; left > 0; left--) if (places(body).length > 0) any(CHANGES)(body);
    return body;
}

// The record of each operation; what is asked here is what becomes of bodies.
const targets = new Map(prepared.map(({ id, resource, place }) => [id, resource ?? place]));

const OF_THE_MODEL = /^\/(answers\/(professional|client)|flags|duration|coping|need)(\/| |$)/;

function isOfTheModel(operation, answer) {
    const schema = resolve(operation.requestBody.content["application/json"].schema);
    const pointers = (answer?.errors ?? []).map(({ pointer }) => pointer ?? "");
    const isAxis = (pointer) => schema.unevaluatedProperties && !(pointer.slice(1) in schema.properties);
    return pointers.some((pointer) => OF_THE_MODEL.test(pointer) || isAxis(pointer));
}

// What is not there is told before what is wrong with the body: a link is good for one answer.
const NOT_MADE = new Set(["feedback_give_by_link"]);
// A delivery is taken line by line: faults stand in its answer.
const LINE_BY_LINE = new Set(["kpi_observation_deliver", "directory_import", "screening_row_deliver"]);
// That a text holds no control characters, and none that turn the direction of writing, is said once
// for all texts and stands in no pattern. Decimals hold 15 digits.
const UNSAID = new Set(["control_character", "out_of_range", "other_client"]);

async function tryOne(id, operation, body, text) {
    const broken = faults(operation.requestBody.content["application/json"].schema, body);
    const headers = { "if-match": '"1000"' };
    const { status, text: answer, json } = await call(id, { token, place: targets.get(id).replace(/\{\w+\}/g, "0197a3c0-0000-7000-8000-00000000dead"), body, headers });
    if (status >= 500) return [`${status} for ${text}`, answer];
    if (status === 422 && broken.every((fault) => OF_THE_MODEL.test(fault))) return [];
    if (status === 400 && broken.length === 0 && isOfTheModel(operation, json)) return [];
    if (status === 404 && NOT_MADE.has(id)) return [];
    if (status === 200 && LINE_BY_LINE.has(id)) return [];
    if (status === 400 && broken.length === 0 && json?.errors?.length > 0 && json.errors.every(({ code }) => UNSAID.has(code))) return [];
    // The systems of identifiers are an extensible list: what else there may be one day is not in it now.
    if (status === 400 && broken.length === 0 && json?.errors?.length > 0 && json.errors.every(({ pointer, code }) => pointer === "/identifier/system" && code === "not_in_list")) return [];
    // What a record system sends along is in FHIR's own form, which the description leaves to FHIR.
    if (status === 400 && broken.length === 0 && json?.errors?.length > 0 && json.errors.every(({ pointer }) => pointer?.startsWith("/prefetch/"))) return [];
    // No text holds a NUL, also where the description takes any value.
    if (status === 400 && JSON.stringify(body).includes("\\u0000")) return [];
    if (broken.length > 0 && status !== 400) return [`${status}, where the description says: ${broken.join("; ")}`, text, answer];
    if (broken.length === 0 && status === 400) return ["400, where the description has no objection", text, answer];
    return [];
}

for (const [id, operation] of operations) {
    const examples = examplesOf(operation).map(([, value]) => value);
    for (let round = 0; examples.length > 0 && round < ROUNDS; round++) {
        const body = mutant(any(examples));
        const text = JSON.stringify(body).slice(0, 400);
        check(`${id}: mutant ${round}`, await tryOne(id, operation, body, text));
    }
}
if (counts.failed > 0) console.log(`SEED=${SEED} ROUNDS=${ROUNDS}`);
end();
