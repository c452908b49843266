// What the description tells its readers beside what stands in it: who may call an operation, and what each
// value of a list means. It goes into the `description`, which every tool and generator keeps.
import { readFileSync } from "node:fs";
import { parse } from "yaml";

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const strings = (text) => [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, inside]) => inside.replace(/\\(.)/g, "$1"));

// The rows of an X-macro table: name and strings.
function rows(path, macro) {
    const text = read(path).replace(/\/\*[\s\S]*?\*\//g, "");
    const pattern = new RegExp(`^${macro}\\((\\w+),((?:[^()"]|"(?:[^"\\\\]|\\\\.)*")*)\\)`, "gm");
    return [...text.matchAll(pattern)].map(([, name, inside]) => ({ name, words: strings(inside) }));
}

const add = (value, text) => {
    value.description = value.description ? `${value.description.trimEnd()}\n\n${text}\n` : `${text}\n`;
};

const roles = rows("service/tables/roles.def", "ROLE").map(({ name, words }) => ({ name, permissions: words.join("").split(" ") }));

function holds(role, permission) {
    return role.permissions.includes(permission) || role.permissions.includes(`${permission.split(":")[0]}:*`);
}

// The permission of an operation and the roles of the demo issuer that hold it. A client's own token reaches
// only operations marked so.
export function tellCaller(operation) {
    const permission = operation["x-permission"];
    if (permission === "public") return;
    if (operation["x-ehr"]) return add(operation, `**Permission**: \`${permission}\`. **Roles** of the demo issuer that hold it: none; record systems of \`CDS_ISSUERS\` call it.`);
    const names = roles.filter((role) => holds(role, permission) && (role.name !== "client" || operation["x-client-may"]));
    const told = names.map(({ name }) => (name === "client" ? "`client` (their own records)" : `\`${name}\``));
    add(operation, `**Permission**: \`${permission}\`. **Roles** of the demo issuer that hold it: ${told.join(", ") || "none"}.`);
}

// The meanings of a list of api-spec/values.yaml: written there, or taken from a table of the service or
// from the model that is shipped, in English.
function meanings({ values, table, signals, consequence }) {
    if (values) return values;
    if (table) return Object.fromEntries(rows(...table.split(" ")).map(({ name, words }) => [name, words.at(-1)]));
    const model = JSON.parse(read("libsegment/models/helsinki.json"));
    if (signals) return Object.fromEntries(model.signals.map(({ code, text }) => [code, text.en]));
    return Object.fromEntries(model.segments.map(({ consequences }) => [consequences[consequence].value, consequences[consequence].text.en]));
}

const wordsOf = (schema) => [schema.enum, schema["x-extensible-enum"]].find(Array.isArray)?.filter((word) => typeof word === "string");

// Every list of words with the places where it stands: `Schema.member`, `operation?parameter`, `Header`.
function lists(document) {
    const found = new Map();
    const visit = (value, place) => {
        if (typeof value !== "object" || value === null) return;
        if (wordsOf(value)?.length > 0) found.set(value, [...(found.get(value) ?? []), place]);
        for (const [name, each] of Object.entries(value.properties ?? {})) visit(each, `${place}.${name}`);
        for (const inside of ["items", "additionalProperties", "schema"]) visit(value[inside], place);
        for (const inside of ["oneOf", "anyOf", "allOf"]) (value[inside] ?? []).forEach((each) => visit(each, place));
    };
    const { schemas, headers, parameters } = document.components;
    for (const [name, schema] of Object.entries(schemas)) visit(schema, name);
    for (const [name, each] of Object.entries({ ...headers, ...parameters })) visit(each, name);
    for (const item of Object.values(document.paths))
        for (const operation of Object.values(item)) {
            for (const parameter of operation.parameters ?? []) visit(parameter, `${operation.operationId}?${parameter.name}`);
            for (const { schema } of Object.values(operation.requestBody?.content ?? {})) visit(schema, operation.operationId);
        }
    return found;
}

// A parameter's own description hides that of its schema from most readers: it tells the values as well.
function tellParameters(document) {
    const named = (value) => (value?.$ref ? document.components.schemas[value.$ref.split("/").pop()] : value);
    const all = Object.values(document.paths).flatMap((item) => Object.values(item).flatMap(({ parameters }) => parameters ?? []));
    for (const parameter of new Set([...all, ...Object.values(document.components.parameters)])) {
        const { description = "" } = named(named(parameter.schema)?.items) ?? named(parameter.schema) ?? {};
        const [values] = description.match(/(Known values|Values)[^\n]*:\n\n(- .*\n)+/) ?? [];
        if (values && parameter.description) add(parameter, values.trimEnd());
    }
}

// Writes the known values and what they mean to the schemas that list them. A value that nobody tells of is
// a fault, and so is an entry of values.yaml for a list or a word that is not there.
export function tellValues(document) {
    const entries = parse(read("api-spec/values.yaml"));
    const used = new Set();
    const faults = [];
    for (const [schema, places] of lists(document)) {
        const words = wordsOf(schema);
        const entry = entries.find(({ at }) => places.some((place) => at.includes(place)));
        places.forEach((place) => used.add(place));
        const said = entry ? meanings(entry) : {};
        const untold = words.filter((word) => !said[word] && !(schema.description ?? "").includes(`\`${word}\``));
        if (untold.length > 0 && words.length > 1 && !words[0].includes(".")) faults.push(`${places.join(", ")}: nothing tells what ${untold.join(", ")} means`);
        const open = Array.isArray(schema["x-extensible-enum"]);
        const lines = words.map((word) => (said[word] ? `- \`${word}\`: ${said[word]}` : `- \`${word}\``));
        if (entry || open) add(schema, [open ? "Known values (more may come):" : "Values:", "", ...lines].join("\n"));
    }
    tellParameters(document);
    for (const { at } of entries) for (const place of at) if (!used.has(place)) faults.push(`api-spec/values.yaml: ${place} is no list`);
    if (faults.length > 0) throw new Error(faults.join("\n"));
}
