export async function prepare() {
    return { requests: {}, unmet: ["identifying_text"] };
}
