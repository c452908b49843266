// What the tests with changed bodies share: chance that a seed repeats, and the places of a value.

// A small generator of its own (mulberry32), so that a seed gives the same requests for ever.
export function chance(seed) {
    let state = seed;
    const random = () => {
        state = (state + 0x6d2b79f5) | 0;
        let t = Math.imul(state ^ (state >>> 15), 1 | state);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
    return { random, any: (list) => list[Math.floor(random() * list.length)] };
}

export const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

// Every place of a value: [container, key].
export function places(value, found = []) {
    if (value === null || typeof value !== "object") return found;
    for (const key of Object.keys(value)) {
        found.push([value, key]);
        places(value[key], found);
    }
    return found;
}

// Set as an own member, also where the name is __proto__.
export function put(container, key, value) {
    Object.defineProperty(container, key, { value, enumerable: true, configurable: true, writable: true });
}
