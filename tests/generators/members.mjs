// Every schema of the description with all of its members, as a type that only compiles where the generated
// types of a client have them.
//   node tests/generators/members.mjs openapi.json ./hey/types.gen.js > members_hey.ts
import { readFileSync } from "node:fs";

const [file, types] = process.argv.slice(2);
const { schemas } = JSON.parse(readFileSync(file, "utf8")).components;
console.log(`import type * as Types from ${JSON.stringify(types)};`);
console.log("type Has<T, K extends keyof T> = K;");
for (const [name, schema] of Object.entries(schemas)) {
    // hey-api keeps what is only written in a type of its own.
    const read = Object.entries(schema.properties ?? {}).filter(([, property]) => !property.writeOnly);
    const members = read.map(([member]) => JSON.stringify(member));
    if (members.length > 0) console.log(`export type ${name} = Has<NonNullable<Types.${name}>, ${members.join(" | ")}>;`);
}
