// The pages /dashboard and /feedback as people meet them: headless Chromium in three languages, light and
// dark, from 320 to 1920 pixels; axe finds nothing that shuts a reader out, nothing is asked of
// another host, and every figure is the API's.
//   node tests/page/dashboard.mjs http://127.0.0.1:8080 [FOLDER for screenshots]
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { axe, base, check, inBrowser, picture, watch } from "./browser.mjs";

const { ASIAKKUUSD } = process.env;
const issue = (...words) => execFileSync(ASIAKKUUSD, ["token", ...words], { encoding: "utf8" }).trim();

const drawn = (page) => page.waitForSelector("body[data-state=drawn], body[data-state=empty]", { timeout: 20000 });

async function open(browser, options = {}, path = "/dashboard") {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "fi-FI", bypassCSP: true, ...options });
    const page = await context.newPage();
    const seen = watch(page);
    const answer = await page.goto(`${base}${path}`);
    return { context, page, seen, answer };
}

// Signed in by a pasted token; what is on the page is what the API says.
async function figures(browser, director) {
    const { page, seen, answer, context } = await open(browser, { bypassCSP: false });
    check("dashboard__policy_is_strict", !/unsafe/.test(answer.headers()["content-security-policy"] ?? "unsafe"), "policy");
    check("dashboard__asks_for_a_token_first", (await page.getAttribute("body", "data-state")) === "start");
    await picture(page, "start");
    await page.fill("#token", director);
    await page.click("#sign-in button");
    await drawn(page);
    const api = await (await fetch(`${base}/v1/kpi/dashboard`, { headers: { Authorization: `Bearer ${director}`, "Accept-Language": "fi" } })).json();
    const expected = api.goals.flatMap(({ items }) => items.map(({ code, latest }) => `${code}=${latest.value ?? ""}`));
    const shown = await page.$$eval("article", (tiles) => tiles.map((tile) => `${tile.dataset.code}=${tile.dataset.value}`));
    check("dashboard__figures_are_those_of_the_api", JSON.stringify(shown) === JSON.stringify(expected), `${shown.length} of ${expected.length}`);
    const tables = await page.$$eval("article", (tiles) => tiles.map((tile) => tile.querySelectorAll("tbody tr").length));
    check("dashboard__every_chart_has_its_table", tables.length > 30 && tables.every((count) => count > 0), tables.join());
    check("dashboard__charts_are_drawn", (await page.$$("canvas")).length > 0, "no canvas");
    check("dashboard__asks_for_no_token_when_it_has_one", !(await page.isVisible("#token")));
    await picture(page, "drawn");
    const outside = seen.requests.filter((url) => !url.startsWith(`${base}/`) && !url.startsWith("data:"));
    check("dashboard__asks_no_other_host", outside.length === 0, outside.join(" "));
    check("dashboard__draws_without_complaint", seen.complaints.length === 0, seen.complaints.join("\n  "));
    const kept = await page.evaluate(() => [Object.keys(localStorage).length, document.cookie, Object.keys(sessionStorage).length]);
    check("dashboard__keeps_the_token_for_the_session_only", JSON.stringify(kept) === '[0,"",1]', JSON.stringify(kept));
    const [file] = await Promise.all([page.waitForEvent("download"), (async () => {
        await page.click("article[data-code=thl_6411] summary, article summary");
        await page.click("details[open] button");
    })()]);
    check("dashboard__gives_a_table_as_csv", readFileSync(await file.path(), "utf8").includes("indicator;label;from"), "no CSV");
    await page.click("#leave");
    check("dashboard__forgets_the_token", (await page.evaluate(() => Object.keys(sessionStorage).length)) === 0 && (await page.$$("article")).length === 0);
    await context.close();
}

async function languages(browser, director) {
    const titles = new Set();
    for (const language of ["fi", "sv", "en"]) {
        const { page, context } = await open(browser, {}, `/dashboard#lang=${language}&token=${director}`);
        await drawn(page);
        check(`dashboard_${language}__hides_the_token_from_the_address`, !page.url().includes("token"), page.url());
        check(`dashboard_${language}__says_its_language`, (await page.getAttribute("html", "lang")) === language);
        titles.add(await page.innerText("h1"));
        titles.add(await page.innerText("#goal-1"));
        await axe(page, `dashboard_${language}`);
        await context.close();
    }
    check("dashboard__speaks_three_languages", titles.size === 6, [...titles].join(" | "));
}

async function sizes(browser, director) {
    for (const width of [320, 768, 1920]) {
        for (const colorScheme of ["light", "dark"]) {
            const { page, context } = await open(browser, { viewport: { width, height: 900 }, colorScheme }, `/dashboard#token=${director}`);
            await drawn(page);
            const wide = await page.evaluate(() => document.documentElement.scrollWidth);
            check(`dashboard_${width}_${colorScheme}__needs_no_sideways_scrolling`, wide <= width, `${wide}`);
            if (width === 320) await axe(page, `dashboard_${width}_${colorScheme}`);
            await picture(page, `${width}-${colorScheme}`);
            await context.close();
        }
    }
}

async function states(browser, director) {
    const refused = await open(browser, {}, `/dashboard#token=${issue("--role", "professional")}`);
    await refused.page.waitForSelector("body[data-state=refused]");
    check("dashboard__refused_asks_for_another_token", await refused.page.isVisible("#token"));
    await axe(refused.page, "dashboard_refused");
    await picture(refused.page, "refused");
    await refused.context.close();

    const failing = await open(browser);
    await failing.page.route("**/v1/kpi/dashboard*", (route) => route.fulfill({ status: 503, body: "{}" }));
    await failing.page.fill("#token", director);
    await failing.page.click("#sign-in button");
    await failing.page.waitForSelector("body[data-state=failed]");
    await picture(failing.page, "failed");
    await failing.page.unroute("**/v1/kpi/dashboard*");
    await failing.page.route("**/v1/kpi/dashboard*", async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 400));
        await route.continue();
    });
    await failing.page.selectOption("#language", "sv");
    await failing.page.waitForSelector("body[data-state=loading][aria-busy=true]");
    await picture(failing.page, "loading");
    await drawn(failing.page);
    check("dashboard__comes_back_after_a_failure", (await failing.page.$$("article")).length > 30);
    await failing.context.close();

    const empty = await open(browser, {}, `/dashboard#token=${issue("--role", "director", "--area", "21")}`);
    await drawn(empty.page);
    check("dashboard__says_that_it_is_empty", (await empty.page.getAttribute("body", "data-state")) === "empty");
    await picture(empty.page, "empty");
    await empty.context.close();
}

async function keyboard(browser, director) {
    const { page, context } = await open(browser, {}, `/dashboard#token=${director}`);
    await drawn(page);
    const reached = new Set();
    for (let i = 0; i < 12; i++) {
        await page.keyboard.press("Tab");
        reached.add(await page.evaluate(() => document.activeElement.id || document.activeElement.className || document.activeElement.tagName));
    }
    for (const id of ["skip", "unit", "month", "language", "theme", "print", "leave"]) check(`dashboard__keyboard_reaches_${id}`, reached.has(id), [...reached].join());
    await page.focus("article summary");
    await page.keyboard.press("Enter");
    check("dashboard__keyboard_opens_a_table", (await page.$$("details[open]")).length === 1);
    await page.emulateMedia({ media: "print" });
    check("dashboard__prints_without_its_controls", !(await page.isVisible("#filters")));
    await context.close();
}

async function feedback(browser) {
    const link = await (await fetch(`${base}/v1/feedback/links`, {
        method: "POST", body: JSON.stringify({ about: "contact" }),
        headers: { Authorization: `Bearer ${issue("--role", "professional")}`, "Content-Type": "application/json" },
    })).json();
    for (const state of ["sent", "over"]) {
        const { page, context, seen } = await open(browser, { viewport: { width: 320, height: 800 } }, link.url);
        await page.waitForSelector("fieldset");
        check("feedback_page__asks_four_statements", (await page.$$("fieldset")).length === 4);
        await axe(page, `feedback_${state}`);
        await page.check("input[name=solved][value='4']");
        await picture(page, `feedback-${state}`);
        await page.click("#answers button");
        await page.waitForSelector(`body[data-state=${state}]`);
        check(`feedback_page__${state}`, !seen.requests.some((url) => url.includes(link.url.split("#")[1].slice(0, 40)) && !url.includes("#")), "the link stands in an address");
        await context.close();
    }
}

await inBrowser("dashboard", async (browser) => {
    const director = issue("--role", "director");
    execFileSync(ASIAKKUUSD, ["kpi", "refresh", "90"]);
    await figures(browser, director);
    await languages(browser, director);
    await sizes(browser, director);
    await states(browser, director);
    await keyboard(browser, director);
    await feedback(browser);
});
