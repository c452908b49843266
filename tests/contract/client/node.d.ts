// The little of Node that the tour uses.
declare module "node:fs" {
    export function appendFileSync(path: string, text: string): void;
}
declare module "node:crypto" {
    export function randomUUID(): string;
}
declare const process: { env: Record<string, string | undefined>; exitCode: number };
