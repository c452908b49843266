import { equal, post } from "../support.mjs";
import { sql } from "../support.mjs";

export async function prepare({ all }) {
    const unit_id = sql("SELECT id FROM unit WHERE area = '90' LIMIT 1"), last_day = "2099-12-31";
    const made = await post("/v1/notices", { unit_id, title: "Suljettu.", last_day }, { token: all });
    equal(made.status, 201, made.text);
    return { bodies: { notice_create: { unit_id, title: "Suljettu.", last_day } }, owned: { "/v1/notices/{id}": `/v1/notices/${made.json.id}` } };
}
