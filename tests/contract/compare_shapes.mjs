// Holds every shape of the service against its schema in the API description: the same members,
// types, required ones, bounds and words.
//   asiakkuusd shapes | node tests/contract/compare_shapes.mjs
//   node tests/contract/compare_shapes.mjs FILE.json
//
// [{ "shape", "schema", "direction": "in" | "out" | "both", "fields": [{ "name", "type",
// "required", "nullable", "min", "max", "max_length", "min_length", "format", "enum", "shape" }] }]
// A shape without a schema is the service's own affair. A shape that reads only a part of an open
// schema (its body is also read by the model) has `"part": true`: no member of it may be missing in
// the schema, but not the other way round.
import { readFileSync } from "node:fs";
import { counter, document, resolve } from "./description.mjs";

// How a field's type looks in the description.
const TYPES = {
    string: { type: "string" },
    int: { type: "integer" },
    opt_int: { type: "integer" },
    bool: { type: "boolean" },
    opt_bool: { type: "boolean" },
    uuid: { type: "string", format: "uuid" },
    date: { type: "string", format: "date" },
    instant: { type: "string", format: "date-time" },
    enum: { type: "string" },
    record: { type: "object" },
    records: { type: "array" },
    strings: { type: "array" },
    json: {},
    raw: {},
};
const CODE = /^\^\[a-z\]\[a-z0-9_(-]*\]\{0,63\}\$$/;

// A code's pattern bounds its length without saying so.
function lengths(schema) {
    if (schema.minLength !== undefined || schema.maxLength !== undefined)
        return [schema.minLength ?? 0, schema.maxLength];
    if (CODE.test(schema.pattern ?? "")) return [1, 64];
    const counted = /^\^\[a-z\]\{(\d+),(\d+)\}\$$/.exec(schema.pattern ?? "");
    return counted ? [Number(counted[1]), Number(counted[2])] : [undefined, undefined];
}

function same(problems, what, ours, theirs) {
    const [left, right] = [ours ?? null, theirs ?? null].map((each) => JSON.stringify(each));
    if (left !== right) problems.push(`${what}: service ${left}, description ${right}`);
}

function typeFaults(field, schema) {
    const problems = [];
    const expected = TYPES[field.type];
    if (!expected) return [`type ${field.type} is not known to this test`];
    const types = [schema.type].flat().filter(Boolean);
    if (expected.type && !types.includes(expected.type)) same(problems, "type", field.type, schema.type);
    if (expected.format) same(problems, "format", expected.format, schema.format);
    if (expected.type) same(problems, "nullable", Boolean(field.nullable), types.includes("null"));
    return problems;
}

// Bounds matter where the service reads; in answers the description may say more than the table.
function boundFaults(field, schema) {
    const problems = [];
    if (field.type === "string") {
        const [least, most] = lengths(schema);
        same(problems, "maximal length", field.max_length, most);
        same(problems, "minimal length", field.min_length ?? 0, least ?? 0);
    }
    if (["int", "opt_int"].includes(field.type)) {
        same(problems, "minimum", field.min, schema.minimum);
        same(problems, "maximum", field.max, schema.maximum);
    }
    if (["records", "strings"].includes(field.type)) same(problems, "most items", field.max, schema.maxItems);
    return problems;
}

function fieldFaults(shape, field, property) {
    const schema = resolve(property);
    const problems = typeFaults(field, schema);
    if (field.type === "enum") same(problems, "words", field.enum, schema.enum ?? schema["x-extensible-enum"]);
    if (shape.direction !== "out") problems.push(...boundFaults(field, schema));
    return problems.map((problem) => `${field.name}: ${problem}`);
}

function memberFaults(shape, schema) {
    const problems = [];
    const ours = new Set(shape.fields.map((field) => field.name));
    for (const name of Object.keys(schema.properties ?? {}))
        if (!ours.has(name) && !shape.part) problems.push(`${name} is in the description only`);
    for (const field of shape.fields) {
        const property = schema.properties?.[field.name];
        if (!property) {
            problems.push(`${field.name} is in the service only`);
            continue;
        }
        problems.push(...fieldFaults(shape, field, property));
        const required = (schema.required ?? []).includes(field.name);
        if (shape.direction !== "out" && required !== Boolean(field.required))
            same(problems, `${field.name}: required`, Boolean(field.required), required);
    }
    return problems;
}

const shapes = JSON.parse(readFileSync(process.argv[2] ?? 0, "utf8"));
const { check, end } = counter();
for (const shape of shapes.filter((each) => each.schema)) {
    const schema = document.components.schemas[shape.schema];
    check(`${shape.shape} is ${shape.schema}`, schema ? memberFaults(shape, schema) : ["no such schema"]);
}
check("there are shapes to compare", shapes.some((each) => each.schema) ? [] : ["none has a schema"]);
end();
