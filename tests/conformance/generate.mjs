// Writes the reference vectors from the slow scorer of this folder: each `given` as it stands with what
// the scorer makes of it, and as many more by chance.
//   node tests/conformance/generate.mjs . lace              lace.ndjson and models.ndjson again
//   node tests/conformance/generate.mjs . lace 10 7         ten more cases, drawn with the seed 7
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { chance } from "../contract/chance.mjs";
import { givenByChance, hashOf, vectorOf } from "./vector.mjs";

const [root, code, more = "0", seed = "1"] = process.argv.slice(2);
if (!root || !code) {
    console.error("usage: generate.mjs ROOT MODEL [MORE [SEED]]");
    process.exit(2);
}
const folder = `${root}/libsegment/models`, file = `${folder}/vectors/${code}.ndjson`, hashes = `${folder}/vectors/models.ndjson`;
const linesOf = (path) => (existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : []);
const model = JSON.parse(readFileSync(`${folder}/${code}.json`, "utf8"));
const luck = chance(Number(seed));

const given = linesOf(file).map((line) => JSON.parse(line).given);
for (let left = Number(more); left > 0; left--) given.push(givenByChance(model, luck));
writeFileSync(file, given.map((each) => `${vectorOf(model, each)}\n`).join(""));

const others = linesOf(hashes).filter((line) => JSON.parse(line).code !== model.code || JSON.parse(line).version !== model.version);
const all = [...others, hashOf(model)];
const place = (line) => linesOf(hashes).findIndex((each) => JSON.parse(each).code === JSON.parse(line).code);
all.sort((a, b) => (place(a) < 0) - (place(b) < 0) || place(a) - place(b));
writeFileSync(hashes, all.map((line) => `${line}\n`).join(""));
console.log(`${given.length} cases of ${model.code}@${model.version}`);
