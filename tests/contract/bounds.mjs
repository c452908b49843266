// Every good answer is made whole before it is sent, so each has a bound, and the description says it:
// lists their most items, maps their most members, texts their length (decision 55).
import { counter, operations, resolve } from "./description.mjs";

const { check, end } = counter();
// Files of the release, and figures of the process itself: as long as they were built.
const BUILT = ["docs_get", "docs_file_get", "dashboard_page_get", "dashboard_page_file_get", "feedback_page_get", "feedback_page_file_get", "openapi_json_get", "openapi_yaml_get", "metrics_get"];
// What holds itself is as deep as the model language lets conditions be (SEG_MAX_DEPTH).
const NESTED = ["#/components/schemas/TraceCondition"];
const BOUNDED_TEXT = ["maxLength", "enum", "const", "format", "pattern"];

function is(schema, type) {
    return [schema.type].flat().includes(type);
}

// A pattern says a length where it repeats nothing without an end.
const endless = (pattern) => /(?<!\\)[*+](?!\?[=!])|\{\d+,\}/.test(pattern.replace(/\[[^\]]*\]/g, "x"));

function faults(given, place, above, found) {
    if (given?.$ref && above.includes(given.$ref)) {
        if (!NESTED.includes(given.$ref)) found.push(`${place}: holds itself`);
        return;
    }
    const schema = resolve(given) ?? {}, inside = given?.$ref ? [...above, given.$ref] : above;
    const into = (part, name) => faults(part, `${place}${name}`, inside, found);
    // What streams has a bound for each line.
    if (schema.contentSchema) return into(schema.contentSchema, "a line");
    if (is(schema, "array")) {
        if (schema.maxItems === undefined) found.push(`${place}: no maxItems`);
        into(schema.items, "[]");
    }
    if (is(schema, "string")) {
        if (!BOUNDED_TEXT.some((word) => word in schema)) found.push(`${place}: no maxLength`);
        else if (schema.pattern && !schema.maxLength && !schema.format && endless(schema.pattern)) found.push(`${place}: no maxLength beside its pattern`);
    }
    if (schema.additionalProperties instanceof Object) {
        if (schema.maxProperties === undefined) found.push(`${place}: no maxProperties`);
        into(schema.additionalProperties, ".*");
    }
    for (const [name, part] of Object.entries(schema.properties ?? {})) into(part, `.${name}`);
    for (const part of [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])]) into(part, "");
}

for (const [id, operation] of operations) {
    if (BUILT.includes(id)) continue;
    const found = [];
    for (const [status, answer] of Object.entries(operation.responses).filter(([status]) => status.startsWith("2")))
        for (const [type, { schema }] of Object.entries(resolve(answer).content ?? {})) faults(schema, `${status} ${type} `, [], found);
    check(`${id}: its answer has a bound`, found);
}
end();
