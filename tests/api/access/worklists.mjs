export async function prepare() {
    return { bodies: {}, shared: { "/v1/worklists/{code}": "/v1/worklists/referrals" } };
}
