const indicator = "/v1/kpi/indicators/assessments_confirmed";

export async function prepare() {
    return {
        bodies: {
            kpi_target_set: { target: 10, valid_from: "2026-01-01" },
            kpi_observation_record: { items: [{ indicator: "primary_care_wait_over_7_days", year: 2024, value: 10 }] },
        },
        shared: { "/v1/kpi/indicators/{code}": indicator },
    };
}
