import { equal, get, hetu, newClient, post, token } from "../support.mjs";

const coordinator = token("--role", "coordinator");

export async function prepare({ own }) {
    const client = await newClient({ token: own }), code = hetu();
    const holder = await post("/v1/clients", { identifier: { system: "hetu", value: code } }, { token: own });
    equal(holder.status, 201, holder.text);
    const [{ id }] = (await get(`/v1/clients/${client.id}/identifiers`, { token: own })).json.items;
    const number = { system: "foreign", value: `X-${code.slice(0, 6)}` };
    const headers = { "If-Match": '"2"' };
    const added = await post(`/v1/clients/${client.id}/identifiers`, number, { token: own, headers: { "If-Match": '"1"' } });
    equal(added.status, 200, added.text);
    const at = (method, path, json, also) => ({ method, path: `/v1/clients/${client.id}${path}`, json, headers, ...also });
    return {
        requests: {
            identifier_in_use: [at("POST", "/identifiers", { system: "hetu", value: code })],
            identifier_known: [at("POST", "/identifiers", number)],
            bad_format: [at("POST", "/identifiers", { system: "foreign", value: "a b" })],
            from_source: [at("PATCH", "", { birth_date: "2001-01-01" })],
            bad_identifier: [at("POST", `/identifiers/${id}/correct`, { value: "x", reason: "x" }, { token: coordinator })],
        },
        names: (holder.json.id.match(/[a-f]+/g) ?? []).concat(["za", "active", "moved_away", "deceased", "temporary", "health_register", "social_register", "foreign"]),
    };
}
