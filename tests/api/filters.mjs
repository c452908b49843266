// Lists held against a plain filter over all rows: each filter alone and each two together; and a list
// that changes while somebody pages through it.
import { assert, expectStatus, get } from "./service.mjs";

const query = (wishes) => Object.entries(wishes).map(([name, value]) => `&${name}=${encodeURIComponent(value)}`).join("");

// All rows of a list, page after page; `between` is called with each page but the last.
export async function pages(path, as, wishes = {}, limit = 200, between = async () => {}) {
    const items = [];
    for (let cursor = ""; cursor !== null;) {
        const page = expectStatus(await get(`${path}?limit=${limit}${query(wishes)}${cursor}`, { as }), 200);
        assert.ok(page.items.length <= limit);
        items.push(...page.items);
        cursor = page.next_cursor && `&cursor=${encodeURIComponent(page.next_cursor)}`;
        if (cursor) await between(page.items);
    }
    return items;
}

// Each value of each filter alone, and with each value of each other one.
export function combinations(values) {
    const single = Object.entries(values).flatMap(([name, list]) => list.map((value) => ({ [name]: value })));
    const pairs = single.flatMap((one, i) => single.slice(i + 1).map((other) => ({ ...one, ...other })));
    return [...single, ...pairs.filter((wishes) => Object.keys(wishes).length === 2)];
}

async function byTurns(jobs, width = 8) {
    const next = jobs.values();
    await Promise.all(Array.from({ length: width }, async () => {
        for (const job of next) await job();
    }));
}

// `fits(row, wishes)` says whether a row of `all` is wanted; `all` is in the list's own order.
export async function holdFilters(path, as, values, all, fits) {
    let met = 0;
    await byTurns(combinations(values).map((wishes) => async () => {
        const expected = all.filter((row) => fits(row, wishes)).map(({ id }) => id);
        const found = (await pages(path, as, wishes)).map(({ id }) => id).filter((id) => all.some((row) => row.id === id));
        assert.deepEqual(found, expected, `${JSON.stringify(wishes)} by ${JSON.stringify(as)}`);
        met += expected.length > 0;
    }));
    assert.ok(met > 10, `only ${met} filters found anything`);
}
