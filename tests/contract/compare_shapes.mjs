// Holds every shape of the service against the schema of the same name in the API description: the
// same members, types, required ones, bounds and words.
//   asiakkuusd shapes | node tests/contract/compare_shapes.mjs
//   node tests/contract/compare_shapes.mjs FILE.json
//
// A shape whose name is no schema's is the service's own affair, and not looked at. Required members
// and bounds are compared where the schema is part of a request: of an answer the table of fields
// says neither.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { counter, document, operations, resolve } from "./description.mjs";

const { parse } = createRequire(new URL("../../tools/package.json", import.meta.url))("yaml");

// How a field's type looks in the description; json is anything.
const TYPES = {
    string: { type: "string" },
    integer: { type: "integer" },
    number: { type: "number" },
    boolean: { type: "boolean" },
    uuid: { type: "string", format: "uuid" },
    date: { type: "string", format: "date" },
    instant: { type: "string", format: "date-time" },
    enum: { type: "string" },
    record: { type: "object" },
    records: { type: "array" },
    strings: { type: "array" },
    uuids: { type: "array" },
    integers: { type: "array" },
    json: {},
};

// The schemas that a request can reach.
function namesIn(value, names = new Set()) {
    if (Array.isArray(value)) value.forEach((each) => namesIn(each, names));
    else if (value !== null && typeof value === "object") {
        const name = value.$ref?.split("/").pop();
        if (name && !names.has(name)) {
            names.add(name);
            namesIn(resolve(value), names);
        }
        Object.values(value).forEach((each) => namesIn(each, names));
    }
    return names;
}
const inRequests = namesIn([...operations.values()].map((operation) => operation.requestBody));

// The length a pattern allows, for the patterns whose length this can tell: a first character or
// class, and one counted repetition.
function lengths(schema) {
    const { minLength, maxLength, pattern = "" } = schema;
    if (minLength !== undefined || maxLength !== undefined) return [minLength ?? 0, maxLength];
    const counted = /^\^(\[[^\]]+\])?\[[^\]]+\]\{(\d+),(\d+)\}\$$/.exec(pattern);
    if (!counted) return [0, undefined];
    const first = counted[1] ? 1 : 0;
    return [Number(counted[2]) + first, Number(counted[3]) + first];
}

function same(problems, what, ours, theirs) {
    const [left, right] = [ours ?? null, theirs ?? null].map((each) => JSON.stringify(each));
    if (left !== right) problems.push(`${what}: service ${left}, description ${right}`);
}

function typeFaults(field, schema) {
    const expected = TYPES[field.type];
    if (!expected) return [`type ${field.type} is not known to this test`];
    if (!expected.type) return [];
    const problems = [];
    const types = [schema.type].flat();
    if (!types.includes(expected.type)) same(problems, "type", field.type, schema.type);
    if (expected.format) same(problems, "format", expected.format, schema.format);
    same(problems, "nullable", field.nullable, types.includes("null"));
    return problems;
}

function boundFaults(field, schema) {
    const problems = [];
    if (field.type === "string" && !schema.enum) {
        const [least, most] = lengths(schema);
        same(problems, "least length", field.least ?? 0, least);
        same(problems, "greatest length", field.most, most);
    } else if (field.type === "integer") {
        same(problems, "least", field.least, schema.minimum);
        same(problems, "greatest", field.most, schema.maximum);
    } else if (["records", "strings", "uuids", "integers"].includes(field.type)) {
        same(problems, "least items", field.least ?? 0, schema.minItems ?? 0);
        same(problems, "most items", field.most, schema.maxItems);
    }
    return problems;
}

// What of a schema an answer shows, by name. The service has one shape for both ways.
function shown(name) {
    const properties = Object.entries(document.components.schemas[name]?.properties ?? {});
    return properties.filter(([, property]) => !resolve(property).writeOnly).map(([member]) => member);
}

function nestedFaults(field, property) {
    const ref = (property.$ref ?? property.items?.$ref)?.split("/").pop();
    if (!field.shape || !ref || field.shape === ref) return [];
    const problems = [];
    same(problems, `members of ${field.shape} and ${ref}`, shown(field.shape), shown(ref));
    return problems;
}

function fieldFaults(name, field, property) {
    const schema = resolve(property);
    const problems = [...typeFaults(field, schema), ...nestedFaults(field, property)];
    if (field.type === "enum") same(problems, "words", field.words, schema.enum ?? schema["x-extensible-enum"]);
    if (inRequests.has(name)) {
        problems.push(...boundFaults(field, schema));
        const required = (document.components.schemas[name].required ?? []).includes(field.name);
        same(problems, "required", field.required, required);
    }
    return problems.map((problem) => `${field.name}: ${problem}`);
}

// The members of a schema as it is written, also of one that was only there to be part of others.
const written = readdirSync("api-spec/schemas").map((file) => parse(readFileSync(`api-spec/schemas/${file}`, "utf8"), { merge: true }));
function membersOf(name) {
    return Object.keys(written.find((schemas) => schemas[name])[name].properties);
}

function shapeFaults(shape, schema) {
    // Spliced members are those of the schemas that this one takes in.
    const fields = shape.fields.filter((field) => !field.column_only && field.type !== "spliced");
    const spliced = shape.fields.filter((field) => field.type === "spliced").length;
    const ours = new Set(fields.map((field) => field.name));
    // An open schema's other members are read by the model, not by a table; those of the schemas that were
    // written out in it are spliced.
    const taken_in = schema["x-made-of"] ?? [];
    const inside = taken_in.flatMap(membersOf);
    const theirs = schema.unevaluatedProperties ? [] : Object.keys(schema.properties).filter((name) => !inside.includes(name));
    const alone = theirs.filter((name) => !ours.has(name)).map((name) => `${name} is in the description only`);
    const each = fields.flatMap((field) => {
        const property = schema.properties[field.name];
        return property ? fieldFaults(shape.shape, field, property) : [`${field.name} is in the service only`];
    });
    const taken = [];
    same(taken, "schemas taken in", spliced, taken_in.length);
    return [...alone, ...each, ...taken];
}

const shapes = JSON.parse(readFileSync(process.argv[2] ?? 0, "utf8"));
const { check, end } = counter();
const { schemas } = document.components;
const known = new Map(shapes.filter(({ shape }) => schemas[shape]).map((shape) => [shape.shape, shape]));
for (const [name, shape] of known) check(`shape ${name}`, shapeFaults(shape, schemas[name]));
check("shapes__some_are_in_the_description", known.size > 0 ? [] : ["none is"]);
end();
