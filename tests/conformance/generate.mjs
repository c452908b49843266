// Makes the reference vectors of models, as tools/vectors says. Each case is decided twice: by the slow scorer
// of this folder, which was written from MODEL.md alone, and by the engine. Where the two differ nothing is written.
//   node generate.mjs --segment PROGRAM MODEL.json...      CODE@VERSION.ndjson in the folder vectors beside each
//   node generate.mjs --check MODEL.json...                whether those that stand there are in step
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { chance } from "../contract/chance.mjs";
import { casesOf } from "./cases.mjs";
import { goalsOf, notShown } from "./coverage.mjs";
import { engineOf } from "./engine.mjs";
import { evaluate, followUps } from "./scorer.mjs";
import { canonical, givenByChance, hashOf, vectorOf } from "./vector.mjs";

const DRAWS = 5000;
const linesOf = (path) => (existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : []);

function placesOf(path) {
    const model = JSON.parse(readFileSync(path, "utf8")), folder = join(dirname(path), "vectors");
    const name = `${model.code}@${model.version}`;
    return { path, model, name, folder, file: join(folder, `${name}.ndjson`), hashes: join(folder, "models.ndjson") };
}

// ---- Making ----

// What the cases made from the model's parts do not show is looked for by chance.
function search(model, goals, vectors) {
    const luck = chance(2), found = [];
    let left = goals.filter(([, shows]) => !vectors.some(shows));
    for (let draw = 0; draw < DRAWS && left.length > 0; draw++) {
        const given = givenByChance(model, luck), vector = { given, then: evaluate(model, given, false) };
        if (!left.some(([, shows]) => shows(vector))) continue;
        found.push(given);
        left = left.filter(([, shows]) => !shows(vector));
    }
    return found;
}

// The members in which the engine's answer is not the scorer's.
function differences({ given, then }, engine) {
    const [found, refused] = engine(given);
    if (refused) return [`refused by the engine: ${refused}: ${canonical(given)}`];
    const words = (value) => canonical(value ?? null);
    return [...Object.keys(then), "next_question"].filter((name) => !isDeepStrictEqual(found[name], then[name]))
        .map((name) => `${name} is ${words(found[name])} by the engine, ${words(then[name])} by MODEL.md: ${words(given)}`);
}

// The language lets an engine name more than is reached, if it says so (`exact`), and ask by what it named: such
// a case proves nothing.
const isLoose = (model, { given }, engine) =>
    [given, ...followUps(model, given)].some((each) => engine(each)[0]?.exact === false);

function make({ path, model, name, folder, file, hashes }, program) {
    const start = Date.now(), goals = goalsOf(model), decided = (given) => JSON.parse(vectorOf(model, given));
    const made = casesOf(model).map(decided);
    const vectors = [...made, ...search(model, goals, made).map(decided)];
    const engine = engineOf(program, path);
    const differing = vectors.filter((vector) => differences(vector, engine).length > 0);
    const loose = differing.filter((vector) => isLoose(model, vector, engine));
    const kept = vectors.filter((vector) => !loose.includes(vector));
    const faults = [
        ...notShown(goals, kept).map((goal) => `no case shows this: ${goal}`),
        ...differing.filter((vector) => !loose.includes(vector)).flatMap((vector) => differences(vector, engine)),
    ];
    if (faults.length === 0) {
        mkdirSync(folder, { recursive: true });
        writeFileSync(file, kept.map((vector) => `${canonical(vector)}\n`).join(""));
        const same = ({ code, version }) => code === model.code && version === model.version;
        const lines = linesOf(hashes), at = lines.findIndex((line) => same(JSON.parse(line)));
        lines.splice(at < 0 ? lines.length : at, 1, hashOf(model));
        writeFileSync(hashes, lines.map((line) => `${line}\n`).join(""));
        console.log(`${name}: ${kept.length} cases that show ${goals.length} things, decided alike by both, ${Date.now() - start} ms` +
            (loose.length > 0 ? `; ${loose.length} left out, of which the engine says that it names more than is reached` : ""));
    }
    return faults;
}

// ---- Looking whether they are in step: nothing is decided again, so it is quick ----

function check({ model, name, file, hashes }) {
    const vectors = linesOf(file).map((line) => JSON.parse(line)), cases = casesOf(model);
    const stand = vectors.slice(0, cases.length).map(({ given }) => given);
    const again = `make them again with tools/vectors`;
    return [
        ...(linesOf(hashes).includes(hashOf(model)) ? [] : [`models.ndjson has not the hash of the model: ${again}`]),
        ...(canonical(stand) === canonical(cases) ? [] : [`${basename(file)} has not the cases of the model: ${again}`]),
        ...notShown(goalsOf(model), vectors).map((goal) => `no case of ${basename(file)} shows this: ${goal}`),
    ].map((fault) => `${name}: ${fault}`);
}

// ---- The command ----

const words = process.argv.slice(2), checking = words[0] === "--check";
const program = words[0] === "--segment" ? words[1] : null;
const paths = words.slice(checking ? 1 : 2);
if (paths.length === 0 || !(checking || program)) {
    console.error("usage: generate.mjs --segment PROGRAM MODEL.json... | --check MODEL.json...");
    process.exit(2);
}
// The scorer takes a model as it stands: what is wrong with the file the engine tells.
function faultsOf(path) {
    const { status, stderr } = spawnSync(program, ["form", "--model", path], { encoding: "utf8" });
    return status === 0 ? [] : [`${path} is no model\n${stderr}`];
}

for (const path of paths) {
    const before = checking ? [] : faultsOf(path);
    const faults = before.length > 0 ? before : (checking ? check : make)(placesOf(path), program);
    for (const fault of faults) console.log(`FAILED: ${fault}`);
    if (faults.length > 0) process.exitCode = 1;
}
