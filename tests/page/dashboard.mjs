// The pages /dashboard and /feedback as people meet them: headless Chromium in three languages, light and
// dark, from 320 to 1920 pixels; axe finds nothing that shuts a reader out, nothing is asked of
// another host, every figure is the API's, and what is said can be read.
//   node tests/page/dashboard.mjs http://127.0.0.1:8080 [FOLDER for screenshots]
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { axe, base, check, inBrowser, picture, watch } from "./browser.mjs";

const { ASIAKKUUSD } = process.env;
const issue = (...words) => execFileSync(ASIAKKUUSD, ["token", ...words], { encoding: "utf8" }).trim();

// Runs in the page: keeps what charts write, and where it begins and ends in its canvas.
function keepWritten() {
    const { fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function written(text, x, y) {
        const width = this.measureText(text).width, from = this.textAlign === "right" ? x - width : this.textAlign === "center" ? x - width / 2 : x;
        (this.canvas.written ??= []).push({ text, from, to: from + width, across: this.textAlign === "center" });
        return fillText.apply(this, arguments);
    };
}

const drawn = (page) => page.waitForSelector("body[data-state=drawn], body[data-state=empty]");

async function open(browser, options = {}, path = "/dashboard") {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "fi-FI", bypassCSP: true, ...options });
    const page = await context.newPage();
    await page.addInitScript(keepWritten);
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
    const told = api.goals.flatMap(({ items }) => items), count = (holds) => told.filter(holds).length;
    check("dashboard__demo_tells_most_figures", count(({ latest }) => latest.value !== null) >= told.length * 0.9, `${count(({ latest }) => latest.value !== null)} of ${told.length}`);
    check("dashboard__demo_tells_trends_and_targets", count(({ trend }) => trend !== "unknown") > 20 && count(({ latest }) => latest.target !== undefined) > 20,
        `${count(({ trend }) => trend !== "unknown")} trends, ${count(({ latest }) => latest.target !== undefined)} targets`);
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
    const earlier = await page.$eval("#month option:nth-child(15)", (option) => option.value);
    await page.selectOption("#month", earlier);
    await drawn(page);
    const [rows] = await Promise.all([page.waitForEvent("download"), (async () => {
        await page.click("article[data-code=assessments_confirmed] summary");
        await page.click("article[data-code=assessments_confirmed] details[open] button");
    })()]);
    const labels = readFileSync(await rows.path(), "utf8").trim().split("\r\n").slice(1).map((line) => line.split(";")[1]);
    check("dashboard__gives_as_csv_the_months_that_are_shown", labels.length === 13 && labels.at(-1) === earlier, labels.join());
    await page.click("#leave");
    check("dashboard__forgets_the_token", (await page.evaluate(() => Object.keys(sessionStorage).length)) === 0 && (await page.$$("article")).length === 0);
    await context.close();
}

// What a page says, for people to read: [where it stands, text].
const said = (page) => page.$$eval("h1, h2, h3, .about, .trend, .period, .value, small, dt, dd, th, td, summary, button, caption, label span, option, footer p, .chart canvas", (all) =>
    all.flatMap((each) => (each.tagName === "CANVAS" ? (each.written ?? []).map(({ text }) => ["axis", text]) : [[each.tagName + (each.className && `.${each.className}`), each.textContent.trim()]])).filter(([, text]) => text));

// Names that are the same in every language, and words that two share.
const SHARED = new Set(["suomi", "svenska", "English", "Token", "CSV", "Period", "november", "september", "april", "augusti"]);

async function speaks(page, language, spoken) {
    const texts = await said(page);
    const codes = texts.filter(([, text]) => /\b[a-z]+_[a-z_0-9]+\b|\b(undefined|NaN|null)\b/.test(text) || (language !== "sv" && /\b\d{4}-\d{2}\b/.test(text)));
    check(`dashboard_${language}__shows_no_code`, codes.length === 0, codes.slice(0, 5).join(" | "));
    const numbers = texts.filter(([where]) => where === "DD" || where === "TD" || where === "axis").map(([, text]) => text);
    const foreign = numbers.filter((text) => (language === "en" ? /\d,\d{1,2}(?!\d)/ : /\d\.\d(?!\d{3}\b)/).test(text));
    check(`dashboard_${language}__writes_its_numbers`, numbers.length > 500 && foreign.length === 0, foreign.slice(0, 5).join(" | "));
    const months = await page.$$eval("#month option", (all) => all.map((each) => each.textContent));
    const january = { fi: "tammikuu", sv: "januari", en: "January" }[language];
    check(`dashboard_${language}__names_its_months`, months.length > 24 && months.some((text) => text.startsWith(january)), months.slice(0, 3).join());
    const words = new Set(texts.filter(([where, text]) => where !== "axis" && where !== "OPTION" && /\p{L}{4}/u.test(text)).map(([, text]) => text));
    for (const [other, theirs] of Object.entries(spoken)) {
        const strays = [...words].filter((text) => theirs.has(text) && !SHARED.has(text) && ![...SHARED].some((word) => text.startsWith(`${word} `)));
        check(`dashboard_${language}__speaks_no_${other}`, strays.length === 0, strays.join(" | "));
    }
    spoken[language] = words;
}

// Charts can be read: two marks or more on each axis, none cut off; and no label on the page is cut.
async function reads(page, name) {
    const charts = await page.$$eval(".chart canvas", (all) => all.map((each) => ({ code: each.closest("article").dataset.code, width: each.width, written: each.written ?? [] })));
    const bare = charts.filter(({ written }) => [true, false].some((across) => new Set(written.filter((label) => label.across === across).map(({ text }) => text)).size < 2));
    check(`${name}__every_axis_has_its_scale`, charts.length > 60 && bare.length === 0, `${charts.length} charts, bare: ${bare.map(({ code }) => code)}`);
    const cut = charts.flatMap(({ code, width, written }) => written.filter(({ from, to }) => from < -1 || to > width + 1).map(({ text }) => `${code} ${text}`));
    check(`${name}__no_axis_is_cut`, cut.length === 0, cut.slice(0, 5).join());
    const clipped = await page.$$eval("h1, h2, h3, p, dt, dd, button, summary, select", (all) => all.filter((each) => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0 && getComputedStyle(each).display !== "inline").map((each) => each.textContent.slice(0, 40)));
    check(`${name}__no_label_is_cut`, clipped.length === 0, clipped.slice(0, 5).join(" | "));
    const lapped = await page.$$eval("dl, article > p, #filters", (all) => all.filter((each) => {
        const boxes = [...each.children].map((child) => child.getBoundingClientRect()).filter(({ width }) => width > 0);
        return boxes.some((one, at) => boxes.slice(at + 1).some((other) => one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 4 && other.top < one.bottom - 4));
    }).map((each) => each.textContent.slice(0, 60)));
    check(`${name}__nothing_overlaps`, lapped.length === 0, lapped.slice(0, 3).join(" | "));
}

// One page a language, and what each width and scheme is looked at in: every language, light and dark, and
// every width at least once.
async function languages(browser, director) {
    const titles = new Set(), spoken = {};
    for (const [language, colorScheme, widths] of [["fi", "light", [320, 768, 1920]], ["sv", "dark", [320, 768, 1920]], ["en", "light", [1280]]]) {
        const { page, context } = await open(browser, { viewport: { width: widths[0], height: 900 }, colorScheme }, `/dashboard#lang=${language}&token=${director}`);
        await drawn(page);
        check(`dashboard_${language}__hides_the_token_from_the_address`, !page.url().includes("token"), page.url());
        check(`dashboard_${language}__says_its_language`, (await page.getAttribute("html", "lang")) === language);
        titles.add(await page.innerText("h1"));
        titles.add(await page.innerText("#goal-1"));
        await axe(page, `dashboard_${language}_${widths[0]}_${colorScheme}`);
        await speaks(page, language, spoken);
        for (const width of widths) {
            const name = `dashboard_${width}_${colorScheme}`;
            if (width !== widths[0]) await redrawn(page, width);
            const wide = await page.evaluate(() => document.documentElement.scrollWidth);
            check(`${name}__needs_no_sideways_scrolling`, wide <= width, `${wide}`);
            await reads(page, name);
            await picture(page, `${language}-${width}-${colorScheme}`, { fullPage: true });
        }
        if (colorScheme === "dark") await prints(page);
        await context.close();
    }
    check("dashboard__speaks_three_languages", titles.size === 6, [...titles].join(" | "));
}

// Of another width, with its charts drawn again.
async function redrawn(page, width) {
    await page.$$eval(".chart canvas", (all) => all.forEach((each) => { each.stale = true; }));
    await page.setViewportSize({ width, height: 900 });
    await page.waitForFunction(() => ![...document.querySelectorAll(".chart canvas")].some((each) => each.stale));
}

// Dark ink on white paper, whatever the screen is.
async function prints(page) {
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    check("dashboard__prints_without_its_controls", !(await page.isVisible("#filters")));
    const faint = await page.$$eval("body, article, article h3, article dt, article dd, .value, .about", (all) => {
        const light = (colour) => colour.match(/[\d.]+/g).slice(0, 3).reduce((sum, part, at) => sum + [0.2126, 0.7152, 0.0722][at] * (part / 255) ** 2.2, 0);
        const ground = (element) => { const { backgroundColor } = getComputedStyle(element); return /, 0\)$/.test(backgroundColor) && element.parentElement ? ground(element.parentElement) : backgroundColor; };
        return all.filter((each) => (light(ground(each)) + 0.05) / (light(getComputedStyle(each).color) + 0.05) < 4.5).map((each) => each.textContent.slice(0, 30));
    });
    check("dashboard__prints_dark_on_white", faint.length === 0, `${faint.length}: ${faint[0]}`);
    await picture(page, "print", { fullPage: true });
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
    check("dashboard__failed_offers_another_try", await failing.page.isVisible("#again"));
    await failing.page.unroute("**/v1/kpi/dashboard*");
    await failing.page.route("**/v1/kpi/dashboard*", async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 400));
        await route.continue();
    });
    await failing.page.click("#again");
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
    execFileSync(ASIAKKUUSD, ["demo-year"]); // has counted what it has made
    await figures(browser, director);
    await languages(browser, director);
    await states(browser, director);
    await keyboard(browser, director);
    await feedback(browser);
});
