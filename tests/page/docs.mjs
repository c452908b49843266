// The page at /docs as a reader meets it: headless Chromium draws every operation, asks nothing of
// another host, and finds nothing to complain of; axe finds nothing that shuts a reader out.
//   node tests/page/docs.mjs http://127.0.0.1:8080
import { axe, base, check, inBrowser, watch } from "./browser.mjs";

const METHODS = ["get", "put", "post", "delete", "patch"];

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

// Axe is put in by the test, which the page's policy would not allow: so it has a page of its own.
async function readable(browser) {
    const page = await browser.newPage({ bypassCSP: true });
    await page.goto(`${base}/docs`);
    await page.waitForSelector("body[data-state=drawn]", { timeout: 30000 });
    await axe(page, "docs_page");
}

if (!base) {
    console.error("usage: node tests/page/docs.mjs BASE_URL");
    process.exit(2);
}
await inBrowser("docs_page", async (browser) => {
    const page = await browser.newPage();
    await read(page, watch(page));
    await readable(browser);
});
