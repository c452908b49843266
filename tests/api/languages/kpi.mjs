import { token } from "../support.mjs";

const director = token("--role", "director");

export async function prepare() {
    const ask = (path) => ({ method: "GET", path: `/v1/kpi/${path}`, token: director });
    const values = (query) => ask(`indicators/assessments_confirmed/values?${query}`);
    const buckets = ["week", "month", "quarter", "year"];
    return {
        requests: {
            not_on_border: [
                ...buckets.map((bucket) => values(`bucket=${bucket}&from=2026-01-02&to=2026-12-30`)), ask("dashboard?to=2026-01-30"),
            ],
            no_breakdown: [values("by=service"), values("region=658")],
            only_one: [values("segment=tuki&age_group=0-17")],
            not_in_list: [values("compare=weather"), values("by=segment&bucket=week")],
            out_of_range: [values("from=2026-02-01&to=2026-01-31")],
        },
        // A delivery is answered with 200, and these are told of its refused lines there.
        unmet: ["unknown_indicator", "wrong_cell_count", "open_quote"],
        names: [...buckets, "service_id", "age_group", "language", "need_class", "rule", "baseline", "target", "previous", "country"],
    };
}
