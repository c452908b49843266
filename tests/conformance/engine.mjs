// What the engine of libsegment makes of a case, by the command `segment explain`, in the members of a vector.
import { spawnSync } from "node:child_process";

// A vector has no texts.
function bare(value) {
    if (Array.isArray(value)) return value.map(bare);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).filter(([name]) => name !== "text" && name !== "texts")
        .map(([name, each]) => [name, bare(each)]));
}

// [its answer, null], or [null, why it refuses the case].
export function engineOf(program, path) {
    return (given) => {
        const words = ["explain", "--as", "json", "--model", path, "-"];
        const { status, stdout, stderr } = spawnSync(program, words, { input: JSON.stringify(given), encoding: "utf8" });
        return status === 0 ? [bare(JSON.parse(stdout)), null] : [null, stderr.trim()];
    };
}
