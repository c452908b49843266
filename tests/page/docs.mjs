// The page at /docs as a reader meets it: headless Chromium draws every operation with who may call it and a
// call to copy, finds operations by the keyboard alone, asks nothing of another host, and finds nothing to
// complain of; axe finds nothing that shuts a reader out.
//   node tests/page/docs.mjs http://127.0.0.1:8080 [FOLDER for screenshots]
import { execFileSync } from "node:child_process";
import { axe, base, check, inBrowser, picture, watch } from "./browser.mjs";

const METHODS = ["get", "put", "post", "delete", "patch"];
// The list of what was found goes 200 ms after the reader left it.
const PAST_LEAVING = 500;
const slug = (name) => name.replaceAll(" ", "-");

function operations(document) {
    return Object.values(document.paths).flatMap((item) => METHODS.filter((method) => item[method]).map((method) => item[method]));
}

// The page draws one tag; another one is another loading of it.
async function open(page, hash = "") {
    await page.goto("about:blank");
    const answer = await page.goto(`${base}/docs${hash}`);
    await drawn(page);
    return answer;
}

const drawn = (page) => page.waitForSelector("body[data-state=drawn]");

async function first(page) {
    const answer = await page.goto(`${base}/`);
    check("root_get__leads_to_the_page", page.url() === `${base}/docs`, page.url());
    check("docs_get__answers_html", answer.status() === 200, `status ${answer.status()}`);
    const policy = answer.headers()["content-security-policy"] ?? "";
    check("docs_get__policy_allows_no_eval", policy.includes("script-src 'self'") && !policy.includes("unsafe-eval"), policy);
    await drawn(page);
}

// What the page shows of a tag, hidden parts as well: of a folded list and of a tab that is not chosen.
const shown = (page) => page.evaluate(() => document.getElementById("page").textContent);

async function tells(page, document) {
    const all = operations(document);
    check("docs_page__has_operations_to_show", all.length > 100, `${all.length}`);
    for (const { name } of document.tags) {
        await open(page, `#tag/${slug(name)}`);
        const text = await shown(page);
        for (const { operationId, summary, "x-permission": permission } of all.filter(({ tags }) => tags[0] === name)) {
            check(`docs_page__shows_${operationId}`, text.includes(summary), "not on the page");
            check(`docs_page__tells_who_may_call_${operationId}`, permission === "public" || text.includes(`Permission: ${permission}. Roles`), permission);
        }
        const curls = await page.locator(".react-tabs__tab", { hasText: /^curl$/ }).count();
        const own = all.filter(({ tags }) => tags[0] === name).length;
        check(`docs_page__has_a_call_for_each_of_${slug(name)}`, curls === own, `${curls} of ${own}`);
    }
}

// The call as it stands on the page works, with a token in the place of its placeholder.
async function called(page, tag, id) {
    await open(page, `#tag/${tag}/operation/${id}`);
    const section = page.locator(`[data-section-id$="/operation/${id}"]`);
    await section.locator(".react-tabs__tab", { hasText: /^curl$/ }).click();
    const call = await section.locator("pre", { hasText: "curl -sS" }).innerText();
    const TOKEN = execFileSync(process.env.ASIAKKUUSD, ["token"], { encoding: "utf8" }).trim();
    const answer = execFileSync("bash", ["-c", call.replace("curl -sS", "curl -sS --noproxy '*' -w '%{http_code}'")], { encoding: "utf8", env: { ...process.env, TOKEN } });
    return { call, answer };
}

async function works(page) {
    const { call, answer } = await called(page, "segments", "segmentation_evaluate"), form = await called(page, "smart", "smart_token_create");
    check("docs_page__call_works_as_it_stands", answer.endsWith("}200"), `${call}\n${answer}`);
    // The example's assertion is nobody's; that it is looked at shows that the form was read.
    check("docs_page__call_with_a_form_is_one", form.answer.endsWith('could not be authenticated."}401'), `${form.call}\n${form.answer}`);
    await open(page, "#tag/referrals/operation/referral_list");
    const text = await shown(page);
    check("docs_page__tells_what_values_mean", text.includes("Known values (more may come):") && text.includes("in_progress: Being worked on."), "no values");
}

// By keys alone: `/`, words, the arrows, Enter.
async function search(page, words) {
    await page.keyboard.press("/");
    await page.locator("#search").fill("");
    await page.keyboard.type(words);
    return page.locator("#found li").allInnerTexts();
}

async function isSearched(page) {
    await open(page);
    const finds = { operation: ["referral_move", "POST /v1/referrals/{id}"], path: ["/v1/worklists/{code}", "GET /v1/worklists/{code}"], schema: ["ConsultationPage", "GET /v1/consultations"], word: ["break-glass overview", "overview"] };
    for (const [kind, [words, told]] of Object.entries(finds)) {
        const found = await search(page, words);
        check(`docs_search__finds_by_${kind}`, found[0]?.includes(told), found.join(" | "));
        await page.keyboard.press("Escape");
        check(`docs_search__escape_closes_${kind}`, !(await page.locator("#found").isVisible()), "still open");
        await page.evaluate(() => document.activeElement.blur());
    }
    check("docs_search__finds_nothing", (await search(page, "zzzzz")).length === 0 && (await page.innerText("output")) === "0 found", "something");
    await page.evaluate(() => document.activeElement.blur());
    await search(page, "client");
    await picture(page, "docs-search");
    await axe(page, "docs_page_searched");
    await page.evaluate(() => document.activeElement.blur());
    const found = await search(page, "client");
    await page.waitForTimeout(PAST_LEAVING);
    check("docs_search__stays_for_a_reader_who_came_back", await page.locator("#found").isVisible(), "gone");
    await page.evaluate(() => { document.activeElement.blur(); document.getElementById("search").focus(); });
    await page.waitForTimeout(PAST_LEAVING);
    check("docs_search__stays_for_a_reader_who_came_back_at_once", await page.locator("#found").isVisible(), "gone");
    await page.evaluate(() => document.activeElement.blur());
    await page.waitForSelector("#found", { state: "hidden" });
    check("docs_search__goes_when_the_reader_leaves", !(await page.locator("#found").isVisible()), "still open");
    await search(page, "client");
    await page.keyboard.press("ArrowDown");
    const chosen = await page.locator('#found li[aria-selected="true"]').innerText();
    check("docs_search__arrows_choose", chosen === found[1], chosen);
    const goes = await page.locator('#found li[aria-selected="true"]').getAttribute("data-link");
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    await drawn(page);
    check("docs_search__enter_goes_there", page.url().endsWith(goes), page.url());
    const heading = await page.evaluate(() => document.activeElement.textContent);
    check("docs_search__reader_stands_at_the_operation", chosen.startsWith(heading.trim()), heading);
}

if (!base) {
    console.error("usage: node tests/page/docs.mjs BASE_URL");
    process.exit(2);
}
await inBrowser("docs_page", async (browser) => {
    const document = await (await fetch(`${base}/openapi.json`)).json();
    const page = await browser.newPage();
    const seen = watch(page);
    await first(page);
    const text = await page.innerText("body");
    check("docs_page__shows_the_title", text.includes(document.info.title), "no title");
    await tells(page, document);
    await works(page);
    const outside = seen.requests.filter((url) => !url.startsWith(`${base}/`) && !url.startsWith("data:"));
    check("docs_page__asks_no_other_host", outside.length === 0, outside.join(" "));
    check("docs_page__draws_without_complaint", seen.complaints.length === 0, seen.complaints.join("\n  "));
    // Axe is put in by the test, which the page's policy would not allow: so it has a page of its own.
    const other = await browser.newPage({ bypassCSP: true });
    await isSearched(other);
    await open(other, "#tag/contacts");
    await picture(other, "docs");
    await axe(other, "docs_page");
});
