// The page of figures: asks /v1/kpi/dashboard once, draws a tile an indicator, and a table behind each
// chart. The token stays in this tab: it is pasted, or handed over behind the address's # (token=,
// lang=), which browsers do not send.
"use strict";
(() => {
    const TEXTS = {
        fi: {
            title: "Asiakkuuden mittarit", skip: "Siirry mittareihin", unit: "Yksikkö", month: "Viimeinen kuukausi", language: "Kieli",
            theme: "Ulkoasu", theme_system: "laitteen mukaan", theme_light: "vaalea", theme_dark: "tumma", print: "Tulosta", leave: "Kirjaudu ulos",
            sign_in: "Kirjaudu sisään", sign_in_help: "Liitä tunniste (token), jolla saa lukea mittareita. Se säilyy vain tässä välilehdessä.",
            token: "Tunniste", show: "Näytä mittarit", checks: "Tarkista yhdessä", area: "Koko alue",
            footer: "Pienet luvut on peitetty, jotta yksittäistä ihmistä ei voi tunnistaa. Rajat ovat prosessinohjauskaavion: muutos rajojen sisällä on yleensä satunnaisvaihtelua.",
            loading: "Haetaan lukuja…", empty: "Lukuja ei vielä ole.", refused: "Tunniste ei kelpaa, tai sillä ei saa lukea mittareita.",
            failed: "Lukuja ei saatu haettua. Yritä hetken kuluttua uudelleen.", again: "Yritä uudelleen", drawn: "Mittarit on haettu.", hidden: "peitetty", none: "ei lukua",
            better: "parempi kuin ennen", worse: "huonompi kuin ennen", steady: "ei merkitsevää muutosta", unknown: "",
            previous: "Edellinen", baseline: "Lähtötaso", target: "Tavoite", interval: "95 %:n väli", limits: "Rajat", n: "Yhteensä",
            table: "Luvut taulukkona", period: "Jakso", quarter: "neljännes", value: "Arvo", signal: "Huomio", csv: "Lataa CSV", broken: "sarja katkeaa",
            outside: "rajojen ulkopuolella", shift: "taso muuttui", trend: "suunta muuttui", chart: "Kaavio",
            units: { percent: "%", days: "pv", hours: "t", per_hour: "/ t", per_100: "/ 100", eur: "€/as.", per_1000: "/ 1 000", per_100000: "/ 100 000", count: "", index: "", score: "", kappa: "" },
        },
        sv: {
            title: "Indikatorer för Asiakkuus", skip: "Till indikatorerna", unit: "Enhet", month: "Sista månaden", language: "Språk",
            theme: "Utseende", theme_system: "enligt enheten", theme_light: "ljust", theme_dark: "mörkt", print: "Skriv ut", leave: "Logga ut",
            sign_in: "Logga in", sign_in_help: "Klistra in en token som får läsa indikatorer. Den finns bara kvar i den här fliken.",
            token: "Token", show: "Visa indikatorerna", checks: "Granska tillsammans", area: "Hela området",
            footer: "Små tal är dolda så att ingen enskild kan kännas igen. Gränserna är styrdiagrammets: en ändring inom dem är oftast slumpmässig.",
            loading: "Hämtar siffror…", empty: "Det finns inga siffror ännu.", refused: "Token är inte giltig, eller får inte läsa indikatorer.",
            failed: "Siffrorna kunde inte hämtas. Försök igen om en stund.", again: "Försök igen", drawn: "Indikatorerna är hämtade.", hidden: "dolt", none: "inget tal",
            better: "bättre än förut", worse: "sämre än förut", steady: "ingen betydande ändring", unknown: "",
            previous: "Föregående", baseline: "Utgångsläge", target: "Mål", interval: "95 % intervall", limits: "Gränser", n: "Totalt",
            table: "Siffrorna som tabell", period: "Period", quarter: "kvartal", value: "Värde", signal: "Obs", csv: "Ladda ner CSV", broken: "serien bryts",
            outside: "utanför gränsen", shift: "nivån ändrades", trend: "riktningen ändrades", chart: "Diagram",
            units: { percent: "%", days: "d", hours: "h", per_hour: "/ h", per_100: "/ 100", eur: "€/inv.", per_1000: "/ 1 000", per_100000: "/ 100 000", count: "", index: "", score: "", kappa: "" },
        },
        en: {
            title: "Asiakkuus indicators", skip: "Go to the indicators", unit: "Unit", month: "Last month", language: "Language",
            theme: "Appearance", theme_system: "as the device", theme_light: "light", theme_dark: "dark", print: "Print", leave: "Sign out",
            sign_in: "Sign in", sign_in_help: "Paste a token that may read indicators. It stays in this tab only.",
            token: "Token", show: "Show the indicators", checks: "Look at together", area: "The whole area",
            footer: "Small figures are hidden so that nobody can be recognised. The limits are those of a process-control chart: a change within them is usually noise.",
            loading: "Fetching figures…", empty: "There are no figures yet.", refused: "The token is not valid, or may not read indicators.",
            failed: "The figures could not be fetched. Try again in a moment.", again: "Try again", drawn: "The indicators are here.", hidden: "hidden", none: "no figure",
            better: "better than before", worse: "worse than before", steady: "no change beyond noise", unknown: "",
            previous: "Previous", baseline: "Baseline", target: "Target", interval: "95 % interval", limits: "Limits", n: "Out of",
            table: "The figures as a table", period: "Period", quarter: "quarter", value: "Value", signal: "Note", csv: "Download CSV", broken: "series breaks",
            outside: "outside the limits", shift: "level changed", trend: "direction changed", chart: "Chart",
            units: { percent: "%", days: "d", hours: "h", per_hour: "/ h", per_100: "/ 100", eur: "€/res.", per_1000: "/ 1,000", per_100000: "/ 100,000", count: "", index: "", score: "", kappa: "" },
        },
    };
    const KEPT = "asiakkuus.token", MONTHS_OFFERED = 36;
    const byId = (id) => document.getElementById(id);
    const state = { language: "fi", unit: "", charts: [], page: null };

    const text = (key) => TEXTS[state.language][key] ?? key;
    const make = (name, attributes = {}, ...children) => {
        const element = document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        element.append(...children.filter((child) => child !== null && child !== ""));
        return element;
    };
    // English as it is written in Europe: days before months.
    const locale = () => (state.language === "en" ? "en-GB" : state.language);
    const number = (value, digits = 2) => new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
    // Those that lie between 0 and 1 need more digits.
    const digits = (tile) => (["score", "kappa"].includes(tile.unit) ? 3 : 2);
    const monthText = (date, month) => new Intl.DateTimeFormat(locale(), { month, year: "numeric", timeZone: "UTC" }).format(date);
    const quarterText = (date) => `${text("quarter")} ${Math.floor(date.getUTCMonth() / 3) + 1}/${date.getUTCFullYear()}`;
    // The buckets of the page are years, quarters and months.
    const period = (tile, date, month) => (tile.bucket === "year" ? String(date.getUTCFullYear()) : tile.bucket === "quarter" ? quarterText(date) : monthText(date, month));
    const periodOf = (tile, item) => period(tile, new Date(item.from), "long");
    // English has no space before the sign of percent.
    const withUnit = (tile) => {
        const unit = text("units")[tile.unit];
        return unit === "%" && state.language === "en" ? unit : unit && ` ${unit}`;
    };

    function tell(name) {
        document.body.dataset.state = name;
        document.body.setAttribute("aria-busy", String(name === "loading"));
        byId("message").textContent = name === "start" ? "" : text(name);
        byId("sign-in").hidden = !(name === "start" || name === "refused");
        byId("again").hidden = name !== "failed";
        byId("leave").hidden = !sessionStorage.getItem(KEPT);
    }

    function translate() {
        document.documentElement.lang = state.language;
        document.title = text("title");
        for (const element of document.querySelectorAll("[data-text]")) element.textContent = text(element.dataset.text);
        offerMonths(byId("month").value || new Date().toISOString().slice(0, 7));
        offerUnits(state.page?.units ?? []);
    }

    // --- one tile ---

    const told = (tile, item) => (item.suppressed ? text("hidden") : item.value === null ? text("none") : number(item.value, digits(tile)));
    const bounds = (tile, { low, high }) => (low === undefined ? null : `${number(low, digits(tile))} – ${number(high, digits(tile))}`);
    const signals = (item) => [...(item.signals ?? []).map(text), item.break ? text("broken") : ""].filter(Boolean).join(", ");

    function facts(tile) {
        const { latest } = tile;
        const rows = [
            ...["previous", "baseline", "target"].map((key) => [key, latest[key] === undefined ? null : number(latest[key], digits(tile))]),
            ["n", latest.denominator === undefined ? null : number(latest.denominator)],
            ["interval", latest.interval ? bounds(tile, latest.interval) : null],
            ["limits", latest.limits ? bounds(tile, latest.limits) : null],
        ].filter(([, value]) => value !== null);
        return make("dl", {}, ...rows.flatMap(([key, value]) => [make("dt", { class: `key-${key}` }, text(key)), make("dd", {}, value)]));
    }

    function table(tile) {
        const head = make("tr", {}, ...["period", "value", "limits", "signal"].map((key) => make("th", { scope: "col" }, text(key))));
        const rows = tile.series.map((item) => make("tr", {}, make("th", { scope: "row" }, periodOf(tile, item)), make("td", {}, told(tile, item)),
            make("td", {}, item.limits ? bounds(tile, item.limits) ?? "" : ""), make("td", {}, signals(item))));
        const csv = make("button", { type: "button", class: "tools" }, text("csv"));
        csv.addEventListener("click", () => download(tile));
        return make("details", {}, make("summary", {}, text("table")),
            make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": tile.name },
                make("table", {}, make("caption", {}, tile.name), make("thead", {}, head), make("tbody", {}, ...rows))), csv);
    }

    function tileOf(tile) {
        const figure = make("figure", { role: "img", "aria-label": `${text("chart")}: ${tile.name}. ${text("table")}.` }, make("div", { class: "chart" }));
        const trend = text(tile.trend) ? make("span", { class: `trend ${tile.trend}` }, text(tile.trend)) : null;
        const hasValues = tile.series.some(({ value }) => value !== null);
        const article = make("article", { "data-code": tile.code, "data-value": tile.latest.value ?? "" },
            make("h3", {}, tile.name.replaceAll(" %", "\u00a0%")), make("p", { class: "about" }, tile.definition),
            make("p", {}, make("span", { class: tile.latest.value === null ? "value none" : "value" }, told(tile, tile.latest), tile.latest.value === null ? "" : make("small", {}, withUnit(tile))), " ",
                make("span", { class: "period" }, periodOf(tile, tile.latest)), " ", trend),
            facts(tile), hasValues ? figure : null, table(tile));
        if (hasValues) state.charts.push({ tile, box: figure.firstChild });
        return article;
    }

    // --- charts ---

    // With some room about the values, but not below 0 where none is.
    function rangeOf(low, high) {
        const room = low === high ? 1 : (high - low) * 0.1;
        return [low < 0 ? low - room : Math.max(low - room, -room / 10), high + room];
    }

    function draw({ tile, box }) {
        const style = getComputedStyle(document.documentElement);
        const colour = (name) => style.getPropertyValue(name).trim();
        const times = tile.series.map(({ from }) => Date.parse(`${from}T00:00:00Z`) / 1000);
        const flat = (pick) => tile.series.map((item) => pick(item) ?? null);
        const target = tile.latest.target;
        const axis = { stroke: colour("--soft"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line") }, font: "12px system-ui" };
        const line = (stroke, dash) => ({ stroke, width: 1, dash, points: { show: false } });
        box.replaceChildren();
        return new uPlot({
            width: Math.max(box.clientWidth, 200), height: 144, padding: [8, 26, 0, 0], cursor: { show: false }, legend: { show: false },
            tzDate: (at) => uPlot.tzDate(new Date(at * 1000), "UTC"),
            scales: { y: { range: (_, low, high) => rangeOf(low, high) } },
            axes: [{ ...axis, size: 30, space: 64, values: (_, at) => at.map((each) => period(tile, new Date(each * 1000), "numeric")) },
                { ...axis, size: 56, space: 18, values: (_, at) => at.map((each) => number(each, 3)) }],
            series: [{}, { stroke: colour("--mark"), width: 2, points: { size: 6, fill: colour("--mark") } },
                line(colour("--limit"), [4, 4]), line(colour("--limit"), [4, 4]), line(colour("--good"), [10, 4])],
        }, [times, flat(({ value }) => value), flat(({ limits }) => limits?.low), flat(({ limits }) => limits?.high), times.map(() => target ?? null)], box);
    }

    function drawAll() {
        for (const each of state.charts) {
            each.plot?.destroy();
            each.plot = draw(each);
        }
    }

    // --- the page ---

    function show(page) {
        state.page = page;
        state.charts = [];
        const some = page.goals.some(({ items }) => items.some(({ series }) => series.some((item) => item.suppressed || item.value !== null && item.value !== 0)));
        byId("checks").hidden = page.checks.length === 0;
        byId("checks").querySelector("ul").replaceChildren(...page.checks.map((check) => make("li", {}, check.text)));
        byId("goals").replaceChildren(...page.goals.map((goal) => make("section", { "aria-labelledby": `goal-${goal.goal}` },
            make("h2", { id: `goal-${goal.goal}` }, `${goal.goal}. ${goal.name}`), make("div", { class: "tiles" }, ...goal.items.map(tileOf)))));
        offerUnits(page.units);
        offerMonths(page.to.slice(0, 7));
        drawAll();
        tell(some ? "drawn" : "empty");
    }

    function offerUnits(units) {
        byId("unit").replaceChildren(make("option", { value: "" }, text("area")),
            ...units.map(({ unit_id: id, name }) => make("option", { value: id }, name ?? id)));
        byId("unit").value = state.unit;
    }

    // The running month and those before it, and the one that is shown.
    function offerMonths(shown) {
        const now = new Date(), months = new Set([shown]);
        for (let back = 0; back < MONTHS_OFFERED; back++) months.add(new Date(Date.UTC(now.getFullYear(), now.getMonth() - back)).toISOString().slice(0, 7));
        byId("month").replaceChildren(...[...months].sort().reverse().map((month) => make("option", { value: month }, monthText(new Date(`${month}-01`), "long"))));
        byId("month").value = shown;
    }

    const lastDay = (month) => {
        const [year, number_] = month.split("-").map(Number);
        return new Date(Date.UTC(year, number_, 0)).toISOString().slice(0, 10);
    };
    const ask = (path, accept) => fetch(path, {
        headers: { Authorization: `Bearer ${sessionStorage.getItem(KEPT)}`, "Accept-Language": state.language, Accept: accept }, cache: "no-store",
    });

    async function load() {
        if (!sessionStorage.getItem(KEPT)) return tell("start");
        tell("loading");
        const query = new URLSearchParams();
        if (state.unit) query.set("unit_id", state.unit);
        if (byId("month").value) query.set("to", lastDay(byId("month").value));
        try {
            const answer = await ask(`/v1/kpi/dashboard?${query}`, "application/json");
            if (answer.ok) return show(await answer.json());
            if (answer.status === 401 || answer.status === 403) {
                sessionStorage.removeItem(KEPT);
                byId("goals").replaceChildren();
                return tell("refused");
            }
            tell("failed");
        } catch {
            tell("failed");
        }
    }

    // The buckets of the table beside it.
    async function download(tile) {
        const query = new URLSearchParams({ format: state.language === "en" ? "csv" : "csv-fi", bucket: tile.bucket, from: tile.series[0].from, to: tile.series.at(-1).to });
        if (state.unit) query.set("unit_id", state.unit);
        const answer = await ask(`/v1/kpi/indicators/${tile.code}/values?${query}`, "text/csv");
        if (!answer.ok) return tell("failed");
        const address = URL.createObjectURL(await answer.blob());
        make("a", { href: address, download: `${tile.code}.csv` }).click();
        URL.revokeObjectURL(address);
    }

    function setTheme(theme) {
        if (theme) document.documentElement.dataset.theme = theme;
        else delete document.documentElement.dataset.theme;
        drawAll();
    }

    function begin() {
        const handed = new URLSearchParams(location.hash.slice(1));
        if (handed.has("token")) sessionStorage.setItem(KEPT, handed.get("token"));
        if (location.hash) history.replaceState(null, "", location.pathname);
        const wanted = handed.get("lang") ?? navigator.language.slice(0, 2);
        state.language = TEXTS[wanted] ? wanted : "fi";
        byId("language").value = state.language;
        translate();
        byId("language").addEventListener("change", (event) => { state.language = event.target.value; translate(); load(); });
        byId("unit").addEventListener("change", (event) => { state.unit = event.target.value; load(); });
        byId("month").addEventListener("change", load);
        byId("again").addEventListener("click", load);
        byId("theme").addEventListener("change", (event) => setTheme(event.target.value));
        byId("print").addEventListener("click", () => window.print());
        byId("leave").addEventListener("click", () => { sessionStorage.removeItem(KEPT); byId("goals").replaceChildren(); byId("checks").hidden = true; tell("start"); });
        byId("filters").addEventListener("submit", (event) => event.preventDefault());
        byId("sign-in").addEventListener("submit", (event) => {
            event.preventDefault();
            sessionStorage.setItem(KEPT, byId("token").value.trim());
            byId("token").value = "";
            load();
        });
        for (const media of ["(prefers-color-scheme: dark)", "print"]) matchMedia(media).addEventListener("change", drawAll);
        let waiting;
        addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(drawAll, 150); });
        load();
    }
    begin();
})();
