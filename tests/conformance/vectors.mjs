// Replays the reference vectors and the examples of MODEL.md with the scorer of this folder, which
// was written from MODEL.md alone: what the page says is enough for another implementation.
//   node vectors.mjs SOURCE_DIR
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { changesOf } from "./changes.mjs";
import { evaluate } from "./scorer.mjs";
import { hashOf, vectorOf } from "./vector.mjs";

const root = process.argv[2] ?? ".";
const read = (path) => readFileSync(`${root}/libsegment/${path}`, "utf8");
let replayed = 0;
let failed = 0;

// A possible segment that is not known to be reached (exact: false) may be missing here.
const agrees = (name, mine, then) =>
    isDeepStrictEqual(mine[name], then[name]) ||
    (then.exact === false && name === "possible" && mine.possible.every((code) => then.possible.includes(code)));

function replay(place, model, given, then, names) {
    const mine = evaluate(model, given);
    replayed++;
    for (const name of names.filter((each) => !agrees(each, mine, then))) {
        failed++;
        console.log(`FAILED: ${place}: ${name} is ${JSON.stringify(mine[name])}, not ${JSON.stringify(then[name])}`);
    }
    return mine;
}

// CODE@VERSION.ndjson are the cases made from a model, CODE.ndjson those drawn by chance before for its version 1.
const hashes = read("models/vectors/models.ndjson").trim().split("\n");
const modelOf = (name) => {
    const own = existsSync(`${root}/libsegment/models/${name}.json`);
    return JSON.parse(read(`models/${own ? name : name.split("@")[0]}.json`));
};
function expect(good, words) {
    if (good) return;
    failed++;
    console.log(`FAILED: ${words}`);
}

const files = readdirSync(`${root}/libsegment/models/vectors`).filter((file) => /^[a-z-]+(@[0-9]+)?\.ndjson$/.test(file));
const sets = files.filter((file) => file !== "models.ndjson").map((file) => {
    const name = file.replace(".ndjson", ""), model = modelOf(name);
    const lines = read(`models/vectors/${file}`).trim().split("\n"), vectors = lines.map((line) => JSON.parse(line));
    expect(name === model.code || name === `${model.code}@${model.version}`, `${file} is of ${model.code}@${model.version}`);
    expect(hashes.includes(hashOf(model)), `models.ndjson: not the hash of ${name}`);
    vectors.forEach(({ given, then }, number) => {
        const place = `${file}:${number + 1}`, names = Object.keys(then).filter((each) => each !== "exact");
        const mine = replay(place, model, given, then, names);
        expect(vectorOf(model, given, mine) === lines[number], `${place}: not as generate.mjs writes it`);
    });
    return { name, model, vectors };
});

// An implementation that reads one number, word or part of a model in another way fails at one vector at least.
function tellsApart({ model, vectors }) {
    const known = [...vectors].sort((a, b) => a.then.missing.length - b.then.missing.length);
    const differs = (other, { given, then: { next_question: _, exact: __, ...then } }) =>
        !isDeepStrictEqual(evaluate(other, given, false), then);
    return changesOf(model).map(([change, other]) => {
        expect(known.some((vector) => differs(other, vector)), `${model.code}@${model.version}: no vector tells ${change} from the model`);
        return change;
    });
}
const changes = sets.filter(({ name }) => name.includes("@")).flatMap(tellsApart).length;
expect(changes > 500, `only ${changes} changes of the models were tried`);

// Of an example only some members are whole; those that tell the decision are.
const blocks = [...read("MODEL.md").matchAll(/^```json (\w+)\n([^]*?)^```/gm)];
const [model] = blocks.filter(([, kind]) => kind === "model").map(([, , text]) => JSON.parse(text));
const inputs = blocks.filter(([, kind]) => kind === "given").map(([, , text]) => JSON.parse(text));
const outcomes = blocks.filter(([, kind]) => kind === "then").map(([, , text]) => JSON.parse(text));
const whole = ["segment", "certain", "possible", "missing"];
inputs.forEach((given, index) => {
    const names = whole.filter((name) => name in outcomes[index]);
    replay(`MODEL.md, example ${index + 1}`, model, given, outcomes[index], names);
});

console.log(`${replayed} cases replayed, ${changes} changes of models told apart, ${failed} members differ`);
process.exitCode = failed || replayed < 1000 ? 1 : 0;
