// The bundled API description, and its schemas as validators.
//
// In answers an undocumented member is a fault of the description, so every answer's schema that
// lists its members and says nothing of others is read as closed here. Clients are told to ignore
// what they do not know; this reading is for the tests only.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../tools/package.json", import.meta.url));
const Ajv2020 = require("ajv/dist/2020.js").default;
const addFormats = require("ajv-formats").default;

const METHODS = ["get", "put", "post", "delete", "patch"];
const file = new URL("../../api-spec/dist/openapi.json", import.meta.url);

export const document = JSON.parse(readFileSync(file, "utf8"));

export const operations = new Map(
    Object.entries(document.paths).flatMap(([path, item]) =>
        METHODS.filter((method) => item[method]).map((method) => [
            item[method].operationId,
            { path, method: method.toUpperCase(), ...item[method] },
        ]),
    ),
);

export function resolve(value) {
    if (!value?.$ref) return value;
    return value.$ref.slice(2).split("/").reduce((at, key) => at[key.replace(/~1/g, "/").replace(/~0/g, "~")], document);
}

// A schema that takes others in, as one list of members: closing each alone would refuse the rest.
function flat({ allOf, ...own }) {
    return allOf.map(resolve).reduce(
        (all, { properties, required = [] }) => ({
            ...all,
            required: [...(all.required ?? []), ...required],
            properties: { ...properties, ...all.properties },
        }),
        own,
    );
}

// Request schemas say themselves what they take, so only answers are touched by this.
function closed(value) {
    if (Array.isArray(value)) return value.map((each) => closed(each));
    if (value === null || typeof value !== "object") return value;
    const whole = value.allOf ? flat(value) : value;
    const copy = Object.fromEntries(Object.entries(whole).map(([key, each]) => [key, closed(each)]));
    const open = copy.additionalProperties ?? copy.unevaluatedProperties;
    if (copy.properties && open === undefined) copy.additionalProperties = false;
    return copy;
}

const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: true });
addFormats(ajv);
const components = closed(document.components.schemas);
ajv.addSchema({ $id: "spec", components: { schemas: components } });

function absolute(value) {
    if (Array.isArray(value)) return value.map(absolute);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, key === "$ref" ? `spec${each}` : absolute(each)]),
    );
}

const validators = new Map();

// The faults of a value against a schema of the description, as texts; none when it fits.
export function faults(schema, value) {
    const key = JSON.stringify(schema);
    if (!validators.has(key)) validators.set(key, ajv.compile(absolute(closed(schema))));
    const validate = validators.get(key);
    if (validate(value)) return [];
    return validate.errors.map((error) => {
        const extra = error.params?.additionalProperty ?? error.params?.allowedValues ?? "";
        return `${error.instancePath || "/"} ${error.message} ${extra}`.trim();
    });
}

export function counter() {
    const counts = { passed: 0, failed: 0 };
    return {
        counts,
        check(name, problems) {
            if (problems.length === 0) {
                counts.passed++;
                return;
            }
            counts.failed++;
            console.log(`FAILED ${name}\n  ${problems.slice(0, 12).join("\n  ")}`);
        },
        end() {
            console.log(`${counts.passed} passed, ${counts.failed} failed`);
            process.exitCode = counts.failed > 0 ? 1 : 0;
        },
    };
}
