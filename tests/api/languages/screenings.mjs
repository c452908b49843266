import { token } from "../support.mjs";

export async function prepare() {
    const director = token("--role", "director");
    const screenings = (json) => ({ method: "POST", path: "/v1/screenings", json, token: director });
    return {
        requests: {
            unknown_screening_rule: [screenings({ rules: ["guess"] })],
            given_twice: [screenings({ rules: ["lace", "lace"] })],
            in_the_future: [screenings({ rules: ["lace"], as_of: "2999-01-01" })],
        },
        // Told of a line of a delivery that is taken.
        unmet: ["after_as_of"],
        names: ["screening", "screeningen", "screenings"],
    };
}
