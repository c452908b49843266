import { readFileSync } from "node:fs";
import { call, equal, today, token } from "../support.mjs";

const writer = token("--role", "model_owner", "--sub", "writer"), publisher = token("--role", "model_owner", "--sub", "publisher");
const match = { "If-Match": "*" };
const ask = (method, path, json, as = publisher) => ({ method, path, json, token: as, headers: match });

async function draft(change = () => {}) {
    const document = JSON.parse(readFileSync(`${process.env.SOURCE_DIR}/libsegment/models/lace.json`, "utf8"));
    document.code = "sample";
    change(document);
    const { status, json, text } = await call("POST", "/v1/models", { token: writer, json: { document } });
    equal(status, 201, text);
    return json.id;
}
async function publish(id, valid_from) {
    const { status, text } = await call("POST", `/v1/models/${id}/publish`, { token: publisher, json: { valid_from }, headers: match });
    equal(status, 200, text);
}

export async function prepare() {
    await publish(await draft(), today());
    await publish(await draft((document) => { document.valid_to = today(40); }), today(30));
    const swapped = await draft(({ cells: { rows } }) => { [rows[0].segment, rows[2].segment] = [rows[2].segment, rows[0].segment]; });
    const next = await draft();
    // As many drafts as an area can have.
    const another = ask("POST", "/v1/models", { base: "lace@1", patch: [{ op: "replace", path: "/code", value: "sample" }] }, writer);
    for (let i = 0, status = 201; status === 201 && i < 60; i++) ({ status } = await call(another.method, another.path, another));
    return {
        requests: {
            model_fault: [ask("POST", "/v1/models", { document: {} })],
            patch_failed: [ask("POST", "/v1/models", { base: "helsinki@1", patch: [{ op: "remove", path: "/nothing" }] })],
            four_eyes: [ask("POST", `/v1/models/${next}/publish`, { valid_from: today(50) }, writer)],
            findings_left: [ask("POST", `/v1/models/${swapped}/publish`, { valid_from: today(41) })],
            overlaps_version: [ask("POST", `/v1/models/${next}/publish`, { valid_from: today(10) })],
            leaves_gap: [ask("POST", `/v1/models/${next}/publish`, { valid_from: today(50) })],
            too_many_drafts: [another],
            only_model: [ask("POST", "/v1/models/helsinki@1/retire", { valid_to: today(10), reason: "x" })],
        },
        names: ["check", "sample", "missing_member"],
    };
}
