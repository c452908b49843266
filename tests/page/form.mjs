// A form drawn by form.html from GET /v1/models/helsinki alone: in three languages nothing on it is a
// code or in another language, every question can be answered, and the API takes the answers.
//   node tests/page/form.mjs http://127.0.0.1:8080 [FOLDER for screenshots]
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { axe, base, check, inBrowser, picture, watch } from "./browser.mjs";

const token = execFileSync(process.env.ASIAKKUUSD, ["token"], { encoding: "utf8" }).trim();
const LANGUAGES = ["fi", "sv", "en"];

const headers = (language) => ({ Authorization: `Bearer ${token}`, "Accept-Language": language, "Content-Type": "application/json" });
const formOf = async (language) => (await fetch(`${base}/v1/models/helsinki`, { headers: headers(language) })).json();

// Every text of the form that is for people: all strings but those under names that hold codes.
const CODES = new Set(["id", "code", "hash", "status", "axis", "group", "kind", "method", "value", "policy", "valid_from", "valid_to", "at", "process", "above", "sources", "history"]);
function textsOf(value, name = "") {
    if (typeof value === "string") return CODES.has(name) ? [] : [value];
    if (value === null || typeof value !== "object" || CODES.has(name)) return [];
    return Object.entries(value).flatMap(([key, each]) => textsOf(each, Array.isArray(value) ? name : key));
}

function codesOf(value, name = "") {
    if (typeof value === "string") return ["code", "axis", "group", "value"].includes(name) ? [value] : [];
    if (value === null || typeof value !== "object") return [];
    return Object.entries(value).flatMap(([key, each]) => codesOf(each, Array.isArray(value) ? name : key));
}

async function open(browser, language, width = 1280) {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    const { complaints } = watch(page);
    // The page of the tests stands on the service's own host, and so needs no other's leave.
    await page.route(`${base}/form`, (route) => route.fulfill({ contentType: "text/html", body: readFileSync(new URL("form.html", import.meta.url)) }));
    await page.goto(`${base}/form#lang=${language}&token=${token}`);
    await page.waitForSelector("body[data-state=drawn]");
    return { context, page, complaints };
}

const shown = (page) => page.evaluate(() => {
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) if (walker.currentNode.textContent.trim()) texts.push(walker.currentNode.textContent.trim());
    return texts;
});

async function speaks(browser, forms, language) {
    const { context, page, complaints } = await open(browser, language);
    const form = forms[language], words = await shown(page), own = new Set(textsOf(form).map((text) => text.trim()));
    check(`form_${language}__every_text_is_the_models`, words.every((text) => own.has(text)), words.filter((text) => !own.has(text)).join(" | "));
    const codes = new Set(codesOf(form).map((code) => code.toLowerCase()));
    const told = words.flatMap((text) => text.toLowerCase().match(/[a-z][a-z0-9]*(_[a-z0-9]+)+/g) ?? []).concat(words.filter((text) => codes.has(text)));
    check(`form_${language}__shows_no_code`, told.length === 0, told.join(" "));
    for (const other of LANGUAGES.filter((each) => each !== language)) {
        const foreign = new Set(textsOf(forms[other]).filter((text) => /\p{L}/u.test(text)));
        // Words that two languages share are the same text in both forms at the same place.
        const shared = new Set(textsOf(form).filter((text, index) => text === textsOf(forms[other])[index]));
        const strays = words.filter((text) => foreign.has(text) && !shared.has(text));
        check(`form_${language}__speaks_no_${other}`, strays.length === 0, strays.join(" | "));
    }
    const questions = await page.$$eval("fieldset .views", (all) => all.length);
    check(`form_${language}__asks_every_question`, questions === form.items.length, `${questions}`);
    const doubled = await page.$$eval(".views > div", (all) => all.filter((view) => {
        const labels = [...view.querySelectorAll("label")].map((label) => label.textContent.trim());
        return new Set(labels).size < labels.length;
    }).length);
    check(`form_${language}__offers_no_answer_twice`, doubled === 0, `${doubled}`);
    const empty = await page.$$eval("legend, label, h2, h3, strong", (all) => all.filter((each) => !each.textContent.trim()).length);
    check(`form_${language}__leaves_nothing_unnamed`, empty === 0, `${empty}`);
    check(`form_${language}__draws_without_complaint`, complaints.length === 0, complaints.join(" "));
    await axe(page, `form_${language}`);
    await picture(page, `form-${language}`, { fullPage: true });
    await context.close();
}

// Answered by clicking, with 8 and 9, a count, both views, a flag and the duration.
async function isTaken(browser) {
    const { context, page } = await open(browser, "sv", 400);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    check("form__needs_no_sideways_scrolling", wide <= 400, `${wide}`);
    const form = await formOf("sv");
    for (const item of form.items) {
        const name = `answers.professional.${item.code}`;
        if (item.kind === "count") await page.fill(`input[name="${name}"]`, "4");
        else await page.check(`input[name="${name}"][value='${JSON.stringify(item.options.at(1).value)}']`);
    }
    await page.check('input[name="answers.professional.d1_learning"][value="9"]');
    await page.check('input[name="answers.client.d2_tasks"][value="8"]');
    await page.check('input[name="answers.client.d5_self_care"][value="4"]');
    await page.fill('input[name="answers.client.h2_visits"]', "12");
    await page.check("input[name=duration][value='\"continuous\"']");
    await page.check('input[name="flags.special_support"][value="false"]');
    const body = await page.evaluate(() => window.answers());
    check("form__gives_answers_as_they_are_sent", body.answers.professional.d1_learning === 9 && body.answers.client.h2_visits === 12 && body.flags.special_support === false, JSON.stringify(body));
    const answer = await fetch(`${base}/v1/segmentations`, { method: "POST", headers: headers("sv"), body: JSON.stringify(body) });
    const result = await answer.json();
    check("form__is_taken_by_the_api", answer.status === 200 && result.certain, JSON.stringify(result).slice(0, 400));
    await picture(page, "form-narrow");
    // Or the axes are judged, and no question is answered.
    await page.reload();
    await page.waitForSelector("body[data-state=drawn]");
    await page.check("input[name=coping][value='\"easy\"']");
    await page.check("input[name=need][value='\"many\"']");
    const judged = await page.evaluate(() => window.answers());
    check("form__takes_judgement_instead", JSON.stringify(judged) === '{"coping":"easy","need":"many"}', JSON.stringify(judged));
    await context.close();
}

await inBrowser("form", async (browser) => {
    const forms = {};
    for (const language of LANGUAGES) forms[language] = await formOf(language);
    for (const language of LANGUAGES) await speaks(browser, forms, language);
    await isTaken(browser);
});
