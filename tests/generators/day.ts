// What the days have in common: the callers, the unit referred to, and how a step is looked at.
declare const process: { env: Record<string, string | undefined>; exitCode: number };

function given(name: string): string {
    const value = process.env[name];
    if (value === undefined) throw new Error(`${name} is not given`);
    return value;
}

export const base = given("BASE_URL");
export const nurse = given("TOKEN");
export const worker = given("TOKEN_SOCIAL");
export const unit = given("UNIT");
export const hetu = given("HETU");

let passed = 0;
let failed = 0;

export function check(name: string, holds: boolean, detail: unknown = ""): void {
    if (holds) {
        passed++;
        return;
    }
    failed++;
    console.log(`FAILED ${name}: ${typeof detail === "string" ? detail : JSON.stringify(detail)}`);
}

// Members in any order.
function sorted(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
        Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, each]) => [name, sorted(each)]),
    );
}

// An answer comes through the generated check of its schema, with every member that it had.
export function whole(name: string, schema: { safeParse(value: unknown): { success: boolean; data?: unknown; error?: unknown } }, answer: unknown): void {
    const result = schema.safeParse(answer);
    check(`${name}__fits_its_schema`, result.success, String(result.error));
    if (!result.success) return;
    const [before, after] = [JSON.stringify(sorted(answer)), JSON.stringify(sorted(result.data))];
    check(`${name}__loses_no_member`, before === after, `${before}\n   became ${after}`);
}

export function end(): void {
    console.log(`${passed} passed, ${failed} failed`);
    process.exitCode = failed > 0 ? 1 : 0;
}
