// The superuser's psql, one for the whole program, asked through two pipes and read before the next
// line runs: a process for each question would take longer than all else that a test does.
import { execFileSync, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const mark = "-- end of the answer --";
let folder, questions, answers;

const command = `${process.env.SOURCE_DIR}/tools/postgres.sh`;

function open() {
    folder = mkdtempSync(join(tmpdir(), "asiakkuus-psql-"));
    const [into, out] = ["in", "out"].map((name) => join(folder, name));
    execFileSync("mkfifo", [into, out]);
    writeFileSync(join(folder, "errors"), "");
    const words = ["psql", "-d", "asiakkuus", "-At", "-v", "ON_ERROR_STOP=0"];
    const child = spawn("/bin/sh", ["-c", `exec "$0" "$@" <${into} >${out} 2>>${folder}/errors`, command, ...words],
        { env: { ...process.env, PGOPTIONS: "-c search_path=asiakkuus" }, stdio: "ignore" });
    child.unref();
    [questions, answers] = [openSync(into, "w"), openSync(out, "r")];
}

export function close() {
    if (!folder) return;
    [questions, answers].forEach((pipe) => closeSync(pipe));
    rmSync(folder, { recursive: true });
    folder = undefined;
}

// What psql says up to the mark; undefined when it ended instead, its server having gone.
function answer() {
    const pieces = [], piece = Buffer.alloc(1 << 16);
    const end = Buffer.from(`${mark}\n`);
    let said = Buffer.alloc(0);
    while (!said.subarray(-end.length).equals(end)) {
        const length = readSync(answers, piece);
        if (!length) return undefined;
        pieces.push(Buffer.from(piece.subarray(0, length)));
        said = length < end.length ? Buffer.concat(pieces) : pieces.at(-1);
    }
    return Buffer.concat(pieces).subarray(0, -end.length).toString().trim();
}

// Each question finds a session as if it were the first.
function ask(text) {
    if (!folder) open();
    truncateSync(`${folder}/errors`);
    writeSync(questions, `DISCARD ALL;\n${text}\n;\n\\echo ${mark}\n`);
    const said = answer(), wrong = readFileSync(`${folder}/errors`, "utf8");
    if (said === undefined) close();
    return { said, wrong };
}

// The rows that it answers, a line each, columns between bars; throws what the server refuses.
export function sql(text) {
    let { said, wrong } = ask(text);
    if (said === undefined) ({ said, wrong } = ask(text));
    if (said === undefined || /(ERROR|FATAL): /.test(wrong)) throw new Error(`${wrong}${text}`);
    return said;
}

process.on("exit", close);
