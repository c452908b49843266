import { equal, get, post, token } from "../support.mjs";

// An area without demo data.
const keeper = token("--role", "director", "--area", "03");
const imported = {
    id: "0197a3c0-0300-7000-8000-000000000001", type: "Service", publishingStatus: "Published",
    serviceNames: [{ language: "fi", value: "Neuvola", type: "Name" }], areaType: "Nationwide",
};

async function made(path, json) {
    const answer = await post(path, json, { token: keeper });
    equal(answer.status, 201, answer.text);
    return answer.json;
}

async function importedService() {
    const answer = await post("/v1/directory/imports", { source: "ptv", items: [imported] }, { token: keeper });
    equal([answer.status, answer.json.refused], [200, []], answer.text);
    const [service] = (await get("/v1/services", { token: keeper })).json.items;
    return service;
}

export async function prepare() {
    const service = await importedService();
    const top = { code: "top", names: { fi: "Ylin" }, kind: "centre" };
    const unit = await made("/v1/units", top);
    const below = await made("/v1/units", { code: "below", names: { fi: "Alin" }, kind: "centre", parent_id: unit.id });
    const base = { code: "service", unit_id: unit.id, names: { fi: "Palvelu" }, kind: "health", weight: 1 };
    const services = (json) => ({ method: "POST", path: "/v1/services", json: { ...base, ...json }, token: keeper });
    const replace = (path, json, version = 1) => ({ method: "PUT", path, json, token: keeper, headers: { "If-Match": `"${version}"` } });
    const { id, code, unit_id, kind, version } = service;
    return {
        requests: {
            unknown_need: [services({ needs: ["s99_none"] })],
            unknown_unit: [services({ unit_id: id })],
            before_beginning: [services({ valid_from: "2026-02-01", valid_to: "2026-01-31" }), services({ age: { min: 5, max: 4 } })],
            no_register: [services({ kind: "digital", register: "health" })],
            above_itself: [replace(`/v1/units/${unit.id}`, { ...top, parent_id: unit.id }), replace(`/v1/units/${unit.id}`, { ...top, parent_id: below.id })],
            code_stays: [replace(`/v1/units/${unit.id}`, { ...top, code: "another" })],
            from_source: [replace(`/v1/services/${id}`, { code, unit_id, kind, weight: 1, names: { fi: "Oma nimi" } }, version)],
        },
        names: ["ptv"],
    };
}
