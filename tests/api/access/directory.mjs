import { equal, post } from "../support.mjs";

const unit = { code: "access", names: { fi: "Oikeudet" }, kind: "place" };

export async function prepare({ all }) {
    const made = await post("/v1/units", unit, { token: all });
    equal(made.status, 201, made.text);
    const service = { code: "access", unit_id: made.json.id, names: { fi: "Oikeudet" }, kind: "health", weight: 1 };
    const offered = await post("/v1/services", service, { token: all });
    equal(offered.status, 201, offered.text);
    return {
        bodies: {
            unit_create: { ...unit, code: "access-2" },
            unit_replace: unit,
            service_create: { ...service, code: "access-2" },
            service_replace: service,
        },
        owned: { "/v1/units/{id}": `/v1/units/${made.json.id}`, "/v1/services/{id}": `/v1/services/${offered.json.id}` },
    };
}
