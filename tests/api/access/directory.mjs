import { randomUUID } from "node:crypto";
import { equal, post } from "../support.mjs";

// Others each time, so that several tests can call every operation of one instance.
const code = `access-${randomUUID()}`, another = `access-${randomUUID()}`;
const unit = { code, names: { fi: "Oikeudet" }, kind: "place" };

export async function prepare({ all }) {
    const made = await post("/v1/units", unit, { token: all });
    equal(made.status, 201, made.text);
    const service = { code, unit_id: made.json.id, names: { fi: "Oikeudet" }, kind: "health", weight: 1 };
    const offered = await post("/v1/services", service, { token: all });
    equal(offered.status, 201, offered.text);
    return {
        bodies: {
            unit_create: { ...unit, code: another },
            unit_replace: unit,
            service_create: { ...service, code: another },
            service_replace: service,
        },
        owned: { "/v1/units/{id}": `/v1/units/${made.json.id}`, "/v1/services/{id}": `/v1/services/${offered.json.id}` },
    };
}
