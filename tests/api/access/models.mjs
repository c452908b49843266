// What is there already can't be drafted, published or retired again; a draft of the base can be made.
export async function prepare() {
    return { bodies: { model_create: { base: "helsinki@1", patch: [] }, model_retire: { valid_to: "2099-01-01" } } };
}
