// What the description alone shows to be wrong is 400, and nothing else is: random bodies, held
// against the description's own schema and sent. A member that is neither named there nor an axis of
// the model is 400 too, though the description can't know the model's axes: none is made here.
import { artificialHetu, call, issued } from "./calls.mjs";
import { counter, faults, operations } from "./description.mjs";

const COUNT = 700;
const { check, end } = counter();
const token = issued();
let state = Number(process.env.SEED ?? 7);
const below = (most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
};
const any = (list) => list[below(list.length)];

const LONG = "x".repeat(65);
const keys = ["d5_self_care", "h2_visits", "coping_outlook", "special_support", "nothing", "D5", "", "5d", "å", "a-b", "a b", "a/b", "a~b", "x".repeat(64), LONG, `${"é".repeat(40)}`];
const values = [0, 1, 4, 8, 9, 17, 9999, 10000, -1, 1.5, 1e3, 1e300, true, false, null, "", "passing", "Passing", "maybe", "a b", "é".repeat(64), "é".repeat(65), LONG, "x".repeat(64), [], [1], {}, { a: 1 }];
const words = ["easy", "few", "many", "occasional", "none", "Easy", "", "1a", "a-b", "ä", "x".repeat(64), LONG, 1, true, null, [], {}];
const many = (count, value) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`q${n}`, value]));
const views = [null, {}, [], "x", 1, many(64, 1), many(65, 1), many(65, null)];
const flags = [null, {}, [], "x", true, many(16, true), many(17, null)];

const changes = [
    (body) => { body.answers = { ...body.answers, professional: { [any(keys)]: any(values) } }; },
    (body) => { body.answers = { ...body.answers, client: { [any(keys)]: any(values), [any(keys)]: any(values) } }; },
    (body) => { body.answers = any([null, [], "x", 3, {}, { other: {} }, { other: null }, { professional: any(views) }, { client: any(views) }]); },
    (body) => { body.flags = { [any(keys)]: any(values) }; },
    (body) => { body.flags = any(flags); },
    (body) => { body.duration = any(words); },
    (body) => { body[any(["coping", "need"])] = any(words); },
    (body) => { body.age = any([...values, 150, 151]); },
    (body) => { body[any(["Colour", "", "a b", "é", LONG, "9x"])] = any(words); },
    (body) => { body.model = any(["helsinki", "helsinki@1", "helsinki@0", "nowhere", "Nowhere", "", LONG, `${LONG}@1`, 1, null]); },
    (body) => { body.as_of = any(["2026-11-01", "1999-01-01", "2026-02-30", "today", 20261101, null]); },
];

async function tried(id, schema, names, start) {
    const body = structuredClone(start);
    for (let n = 1 + below(3); n > 0; n--) any(changes)(body);
    const wrong = faults(schema, body);
    const answer = await call(id, { token, names, body });
    const fits = wrong.length > 0 ? answer.status === 400 : [200, 201, 422].includes(answer.status);
    check(`${id}: ${JSON.stringify(body)}`.slice(0, 300), fits ? [] : [`${answer.status}, and the description: ${wrong.join("; ") || "nothing wrong"}`, answer.text]);
}

const schemaOf = (id) => operations.get(id).requestBody.content["application/json"].schema;
const client = await call("client_create", { token, body: { identifier: { system: "hetu", value: artificialHetu() } } });
for (let n = 0; n < COUNT; n++) {
    await tried("segmentation_evaluate", schemaOf("segmentation_evaluate"), {}, {});
    if (n % 5 === 0) await tried("assessment_create", schemaOf("assessment_create"), { id: client.json.id }, { register: "health" });
}
end();
