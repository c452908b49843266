// Every operation of the description with what it takes to call it: a body, and a record that is there.
// What each room needs for it stands in tests/api/access/ROOM.mjs.
import { readdirSync } from "node:fs";
import { description, newClient, token } from "./support.mjs";

const permissions = Object.values(description.paths).flatMap(Object.values).map((operation) => operation["x-permission"]);
export const everything = [...new Set(permissions)].filter((permission) => permission && permission !== "public").join(" ");
export const all = token("--scope", everything), other = token("--area", "09", "--scope", everything);
export const client = await newClient({ token: all });
export const stranger = await newClient({ token: all });

// bodies: by operationId, where the description's example would not do. owned: the start of a path in the description, and of one that is there.
// queries: by operationId, what a search can't do without.
// personal: operations whose records are their maker's alone. shared: the start of a path that names what every area has.
const bodies = {}, queries = {};
export const owned = { "/v1/clients/{id}": `/v1/clients/${client.id}` }, personal = [];
const shared = { "/v1/models/{id}": "/v1/models/helsinki@1" };
for (const file of readdirSync(new URL("access/", import.meta.url)).sort()) {
    const { prepare } = await import(`./access/${file}`);
    const room = await prepare({ all, everything, client });
    Object.assign(bodies, room.bodies);
    Object.assign(queries, room.queries);
    Object.assign(owned, room.owned);
    Object.assign(shared, room.shared);
    personal.push(...(room.personal ?? []));
}
// Where no room says which, the first example of the description.
const resolved = (value) => (value?.$ref ? value.$ref.slice(2).split("/").reduce((at, name) => at[name], description) : value);
function exampleOf(operation) {
    const { examples, example } = operation.requestBody?.content?.["application/json"] ?? {};
    return example ?? resolved(Object.values(examples ?? {})[0])?.value;
}
const starts = Object.keys(owned).sort((a, b) => b.length - a.length);

// { id, method, path, permission, resource }: resource where the path names one of an area.
export const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
        .filter(([, operation]) => operation.operationId)
        .map(([method, operation]) => {
            const start = starts.find((prefix) => path.startsWith(prefix));
            const common = Object.keys(shared).find((prefix) => path.startsWith(prefix));
            return {
                type: Object.keys(operation.requestBody?.content ?? {})[0],
                id: operation.operationId, method: method.toUpperCase(), path, permission: operation["x-permission"], ehr: operation["x-ehr"],
                precondition: operation["x-precondition"], body: bodies[operation.operationId] ?? exampleOf(operation), resource: start && path.replace(start, owned[start]),
                place: (common ? path.replace(common, shared[common]) : path) + (queries[operation.operationId] ?? ""),
            };
        }),
);
