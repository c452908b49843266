// What the tests of the pages share: headless Chromium, checks and their count, what a page asks for and
// complains of, axe, and pictures where a folder for them is given.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../tools/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const BROWSERS = [process.env.CHROMIUM, "/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/google-chrome"];

export const base = process.argv[2] ?? process.env.BASE_URL;
const pictures = process.argv[3] ?? process.env.SCREENSHOTS;
let passed = 0;
let failed = 0;

export function check(name, holds, detail = "") {
    if (holds) {
        passed++;
        return;
    }
    failed++;
    console.log(`FAILED ${name}: ${detail}`);
}

// Every request that the page tries, also one that its policy stops before it leaves.
export function watch(page) {
    const seen = { requests: [], complaints: [] };
    page.on("request", (request) => seen.requests.push(request.url()));
    page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) seen.complaints.push(message.text());
    });
    page.on("pageerror", (error) => seen.complaints.push(String(error)));
    return seen;
}

export const picture = async (page, name, options = {}) => pictures && page.screenshot({ path: `${pictures}/${name}.png`, fullPage: false, ...options });

// The page's policy must let scripts in (bypassCSP): axe is put in by the test.
export async function axe(page, name) {
    await page.addScriptTag({ content: readFileSync(require.resolve("axe-core/axe.min.js"), "utf8") });
    const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
    const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), runOnly);
    const told = violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.length}), ${nodes[0].html.slice(0, 160)}`);
    check(`${name}__passes_axe`, told.length === 0, told.join("\n  "));
}

// Runs the tests of a page; where they break off, `page__is_drawn` has failed.
export async function inBrowser(page, tests) {
    const executablePath = BROWSERS.find((path) => path && existsSync(path));
    if (!executablePath) {
        console.log("SKIPPED: no Chromium here (tools/packages.sh test installs it)");
        return;
    }
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    // On a busy machine a page may take long, and is none the worse for it.
    const patient = async (made) => { (await made).setDefaultTimeout(180000); return made; };
    try {
        await tests({ newPage: (options) => patient(browser.newPage(options)), newContext: (options) => patient(browser.newContext(options)) });
    } catch (fault) {
        check(`${page}__is_drawn`, false, fault.stack);
    } finally {
        await browser.close();
    }
    console.log(`${passed} passed, ${failed} failed`);
    process.exitCode = failed > 0 ? 1 : 0;
}
