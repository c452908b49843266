export async function prepare({ client }) {
    const consent = (json) => ({
        method: "POST", path: `/v1/clients/${client.id}/consents`,
        json: { kind: "consent", from_register: "health", to_register: "social", purpose: "testi", given_by: "client", ...json },
    });
    return {
        requests: {
            same_register: [consent({ to_register: "health" })],
            not_with_this_kind: [consent({ legal_basis: "joint_service" }), consent({ given_by: "law" })],
            unknown_legal_basis: [consent({ kind: "statutory", given_by: "law", legal_basis: "nothing" })],
        },
        names: ["child_welfare", "life_or_health", "necessary_care", "joint_service"],
    };
}
