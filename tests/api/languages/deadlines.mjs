const reckon = (json) => ({ method: "POST", path: "/v1/deadlines", json });

export async function prepare() {
    return {
        requests: {
            unknown_rule: [reckon({ rule: "nothing", from: "2026-03-03", age: 80 })],
            no_rule_then: [reckon({ rule: "therapy_guarantee", from: "2020-03-03", age: 10 })],
            age_needed: [reckon({ rule: "primary_care", from: "2026-03-03" })],
            only_one: [reckon({ rule: "primary_care", from: "2026-03-03", age: 30, birth_date: "1990-01-01" })],
            ends_before_start: [reckon({ rule: "primary_care", from: "2026-03-03", age: 30, stops: [{ from: "2026-03-05", to: "2026-03-04", reason: "client_wish" }] })],
        },
        names: ["birth_date", "age"],
    };
}
