import { defineConfig } from "orval";

const input = "./openapi.json";
export default defineConfig({
    api: { input, output: { target: "orval/api.ts", client: "fetch", mode: "single", baseUrl: process.env["BASE_URL"] ?? "" } },
    zod: { input, output: { target: "orval/zod.ts", client: "zod", mode: "single", override: { zod: { generateEachHttpStatus: true } } } },
});
