// Replays the reference vectors and the examples of MODEL.md with the scorer of this folder, which
// was written from MODEL.md alone: what the page says is enough for another implementation.
//   node vectors.mjs SOURCE_DIR
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { chance } from "../contract/chance.mjs";
import { evaluate } from "./scorer.mjs";
import { givenByChance, hashOf, vectorOf } from "./vector.mjs";

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

// The files are what generate.mjs writes, byte for byte; and it can draw more of their kind.
const hashes = read("models/vectors/models.ndjson").trim().split("\n");
function generated(place, model, given, mine, line) {
    if (vectorOf(model, given, mine) !== line) {
        failed++;
        console.log(`FAILED: ${place}: not as generate.mjs writes it`);
    }
}
function drawn(code, model) {
    const luck = chance(1);
    for (let left = 3; left > 0; left--) {
        const { given, then } = JSON.parse(vectorOf(model, givenByChance(model, luck)));
        if (then.possible.length === 0 || Object.keys(given).length === 0) {
            failed++;
            console.log(`FAILED: ${code}: a case drawn by chance has no segment`);
        }
    }
}

for (const code of ["helsinki", "paijathame", "bridges-to-health", "lace"]) {
    const model = JSON.parse(read(`models/${code}.json`));
    const lines = read(`models/vectors/${code}.ndjson`).trim().split("\n");
    lines.forEach((line, number) => {
        const { given, then } = JSON.parse(line);
        const names = Object.keys(then).filter((name) => name !== "exact");
        const mine = replay(`${code}.ndjson:${number + 1}`, model, given, then, names);
        generated(`${code}.ndjson:${number + 1}`, model, given, mine, line);
    });
    drawn(code, model);
    if (!hashes.includes(hashOf(model))) {
        failed++;
        console.log(`FAILED: models.ndjson: not the hash of ${code}`);
    }
}

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

console.log(`${replayed} cases replayed, ${failed} members differ`);
process.exitCode = failed || replayed < 200 ? 1 : 0;
