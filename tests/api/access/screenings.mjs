import { equal, get, pause, post } from "../support.mjs";

export async function prepare({ all }) {
    const as = { token: all };
    const row = { items: [{ client_ref: "a", face_to_face_visits: 9 }] };
    const made = async () => {
        const answer = await post("/v1/screenings", { rules: ["frequent_visits"] }, as);
        equal(answer.status, 201, answer.text);
        equal((await post(`/v1/screenings/${answer.json.id}/rows`, row, as)).status, 200);
        return answer.json.id;
    };
    const done = await made(), open = await made();
    equal((await post(`/v1/screenings/${done}/run`, undefined, as)).status, 202);
    const candidates = async () => (await get(`/v1/screenings/${done}/candidates`, as)).json.items;
    for (let i = 0; i < 1200 && (await candidates()).length === 0; i++) await pause(50);
    return {
        bodies: { screening_row_deliver: row, candidate_close: { kind: "contacted" } },
        owned: { "/v1/screenings/{id}": `/v1/screenings/${open}`, "/v1/candidates/{id}": `/v1/candidates/${(await candidates())[0].id}` },
    };
}
