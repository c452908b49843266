#!/usr/bin/env node
// The walk "Adding a domain" of CONTRIBUTING, done: a small domain (a list with two filters, two steps of
// a moves table, a job) is written into a copy of the tree under build/walk, built, started and called;
// the tests that know every room look at it too. Says how many files and lines it took.
//   tests/walk/walk.mjs [--write]   --write: only the copy, to look at
import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url)), root = join(here, "../.."), copy = join(root, "build/walk");
const linesOf = (text) => text.split("\n").filter((line) => line.trim());

// What git knows; the build of the last time stays, so that only what changed is compiled.
function copyTree() {
    const known = (...options) => execFileSync("git", ["-C", root, "ls-files", "-z", ...options], { encoding: "utf8", maxBuffer: 1 << 26 }).split("\0").filter((name) => name && existsSync(join(root, name)));
    mkdirSync(copy, { recursive: true });
    for (const name of readdirSync(copy)) if (name !== "build") rmSync(join(copy, name), { recursive: true });
    for (const name of known("--cached", "--others", "--exclude-standard")) cpSync(join(root, name), join(copy, name), { preserveTimestamps: true, verbatimSymlinks: true });
    rmSync(join(copy, "tests/walk"), { recursive: true });
    symlinkSync(join(root, "tools/node_modules"), join(copy, "tools/node_modules"));
}

// The new files, as they stand under tests/walk/tree.
function addFiles() {
    const tree = join(here, "tree");
    const names = readdirSync(tree, { recursive: true, withFileTypes: true }).filter((each) => each.isFile()).map((each) => join(each.parentPath ?? each.path, each.name).slice(tree.length + 1));
    cpSync(tree, copy, { recursive: true });
    return new Map(names.map((name) => [name, linesOf(readFileSync(join(tree, name), "utf8")).length]));
}

// The lines in files that were there, from tests/walk/edits.txt.
function edit(touched) {
    const blocks = readFileSync(join(here, "edits.txt"), "utf8").replace(/^#.*\n/gm, "").trim().split(/\n{2,}/);
    for (const block of blocks) {
        const of = (mark) => block.split("\n").filter((line) => line[0] === mark).map((line) => line.slice(2));
        const [name] = of("@"), was = of("-"), now = of("+"), path = join(copy, name), text = readFileSync(path, "utf8");
        if (was.length === 0) appendFileSync(path, `${now.join("\n")}\n`);
        else if (text.split(was.join("\n")).length !== 2) throw new Error(`${name}: not once there: ${was.join("\n")}`);
        else writeFileSync(path, text.replace(was.join("\n"), () => now.join("\n")));
        touched.set(name, (touched.get(name) ?? 0) + now.filter((line) => !was.includes(line)).length);
    }
}

function run(command, ...words) {
    const { status, stdout, stderr } = spawnSync(command, words, { cwd: copy, encoding: "utf8", maxBuffer: 1 << 28, env: { ...process.env, BRIEF: "1" } });
    const passed = status === 0;
    console.log(`${passed ? "passed" : "FAILED"} ${command} ${words.join(" ")}${passed ? "" : `\n${(stderr + stdout).slice(-4000)}`}`);
    return passed;
}

const unit = (suite) => () => run("env", `CK_RUN_SUITE=${suite}`, "tools/with-instance", "--bare", "build/dev/tests/test_domain");
const steps = [
    () => run("clang-format", "-i", ...[...touched.keys()].filter((name) => /\.[ch]$/.test(name))),
    () => run("tools/openapi", "build"),
    () => run("tools/schema.sh", "write"),
    () => (existsSync(join(copy, "build/dev/CMakeCache.txt")) ? true : run("cmake", "--preset", "dev")) && run("cmake", "--build", "build/dev", "-j2", "--target", "asiakkuusd", "segment_cli", "test_domain", "test_db"),
    () => run("tools/with-instance", "tests/api/notice.mjs"),
    () => run("tools/with-instance", "tests/contract/shapes.sh"),
    () => run("tools/openapi", "examples"),
    () => run("tools/with-instance", "tests/contract/examples.sh"),
    unit("moves"),
    () => run("tools/with-instance", "--bare", "build/dev/tests/db/test_db"),
    ...["floors", "format", "sql", "texts", "tree"].map((name) => () => run(`tests/house/${name}.sh`)),
    () => run("tools/with-instance", "tests/api/access.mjs"),
    () => run("tools/with-instance", "tests/api/ledger.mjs"),
];

copyTree();
const touched = addFiles();
edit(touched);
const [code, tests] = [false, true].map((isTest) => [...touched].filter(([name]) => name.startsWith("tests/") === isTest));
const lines = (files) => files.reduce((sum, [, count]) => sum + count, 0);
for (const [name, count] of [...touched].sort()) console.log(`${String(count).padStart(5)} ${name}`);
console.log(`${code.length} files, ${lines(code)} lines written by hand; ${tests.length} files, ${lines(tests)} lines of tests`);
if (process.argv.includes("--write")) process.exit(0);
let failed = 0, passed = 0;
for (const step of steps) {
    if (step()) passed++;
    else failed++;
    if (failed && passed < 5) break; // without a service nothing that follows says anything
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
