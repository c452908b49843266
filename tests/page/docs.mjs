// The page at /docs as a reader meets it: headless Chromium draws every operation, asks nothing of
// another host, and finds nothing to complain of; axe finds nothing that shuts a reader out.
//   node tests/page/docs.mjs http://127.0.0.1:8080
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../tools/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const base = process.argv[2] ?? process.env.BASE_URL;
const BROWSERS = [
    process.env.CHROMIUM,
    "/usr/bin/chromium-headless-shell",
    "/usr/bin/chromium",
    "/usr/bin/google-chrome",
];
const METHODS = ["get", "put", "post", "delete", "patch"];
let passed = 0;
let failed = 0;

function check(name, holds, detail = "") {
    if (holds) {
        passed++;
        return;
    }
    failed++;
    console.log(`FAILED ${name}: ${detail}`);
}

// Every request that the page tries, also one that its policy stops before it leaves.
function watch(page) {
    const seen = { requests: [], complaints: [] };
    page.on("request", (request) => seen.requests.push(request.url()));
    page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) seen.complaints.push(message.text());
    });
    page.on("pageerror", (error) => seen.complaints.push(String(error)));
    return seen;
}

function operations(document) {
    return Object.values(document.paths).flatMap((item) =>
        METHODS.filter((method) => item[method]).map((method) => item[method]),
    );
}

async function read(page, seen) {
    const answer = await page.goto(`${base}/docs`, { waitUntil: "load" });
    check("docs_get__answers_html", answer.status() === 200, `status ${answer.status()}`);
    const policy = answer.headers()["content-security-policy"] ?? "";
    check("docs_get__policy_allows_no_eval", policy.includes("script-src 'self'") && !policy.includes("unsafe-eval"), policy);
    await page.waitForSelector("body[data-state=drawn]", { timeout: 30000 });
    const document = await (await fetch(`${base}/openapi.json`)).json();
    const text = await page.innerText("body");
    for (const operation of operations(document))
        check(`docs_page__shows_${operation.operationId}`, text.includes(operation.summary), "not on the page");
    check("docs_page__shows_the_title", text.includes(document.info.title), "no title");
    const outside = seen.requests.filter((url) => !url.startsWith(`${base}/`) && !url.startsWith("data:"));
    check("docs_page__asks_no_other_host", outside.length === 0, outside.join(" "));
    check("docs_page__draws_without_complaint", seen.complaints.length === 0, seen.complaints.join("\n  "));
}

// Axe is put in by the test, which the page's policy would not allow: hence a page of its own.
async function readable(browser) {
    const page = await browser.newPage({ bypassCSP: true });
    await page.goto(`${base}/docs`);
    await page.waitForSelector("body[data-state=drawn]", { timeout: 30000 });
    await page.addScriptTag({ content: readFileSync(require.resolve("axe-core/axe.min.js"), "utf8") });
    const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
    const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), runOnly);
    const told = violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.length}), ${nodes[0].html.slice(0, 120)}`);
    check("docs_page__passes_axe", told.length === 0, told.join("\n  "));
}

if (!base) {
    console.error("usage: node tests/page/docs.mjs BASE_URL");
    process.exit(2);
}
const executablePath = BROWSERS.find((path) => path && existsSync(path));
if (!executablePath) {
    console.log("SKIPPED: no Chromium here (tools/packages.sh test installs it)");
    process.exit(0);
}
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
    const page = await browser.newPage();
    await read(page, watch(page));
    await readable(browser);
} catch (fault) {
    check("docs_page__is_drawn", false, fault.message);
} finally {
    await browser.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
