// The page at /docs: a list of all operations and a search over them; Redoc draws the one tag that is looked
// at. All at once would be some hundred thousand elements, which takes a browser many seconds.
"use strict";
(() => {
    const METHODS = ["get", "put", "post", "delete", "patch"];
    const SHOWN = 20;
    const fonts = 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif';
    const options = {
        disableSearch: true,
        hideFab: true,
        nativeScrollbars: true,
        sortRequiredPropsFirst: true,
        expandResponses: "200,201",
        schemasExpansionLevel: 1,
        scrollYOffset: () => document.querySelector("header").offsetHeight,
        theme: {
            colors: {
                primary: { main: "#0b4f8a" },
                success: { main: "#176629" },
                error: { main: "#a3161f" },
                text: { primary: "#222222", secondary: "#4a4a4a" },
                http: { get: "#1c6b2a", post: "#0b4f8a", put: "#6b3fa0", patch: "#7a4a00", delete: "#a3161f" },
            },
            typography: { fontFamily: fonts, headings: { fontFamily: fonts } },
            sidebar: { width: "0px", textColor: "#222222" },
        },
    };

    const make = (tag, properties = {}, ...children) => {
        const element = Object.assign(document.createElement(tag), properties);
        element.append(...children);
        return element;
    };
    const slug = (name) => name.replaceAll(" ", "-");
    const resolve = (api, value) => (value?.$ref ? value.$ref.slice(2).split("/").reduce((at, key) => at[key], api) : value);

    // --- what there is ---

    function operationsOf(api) {
        return Object.entries(api.paths).flatMap(([path, item]) =>
            METHODS.filter((method) => item[method]).map((method) => {
                const operation = item[method];
                const [tag] = operation.tags;
                return { id: operation.operationId, method, path, tag, operation, link: `#tag/${slug(tag)}/operation/${operation.operationId}` };
            }),
        );
    }

    // The schemas that an operation reaches, and every name and word of theirs.
    function reached(api, value, found) {
        if (typeof value === "string") found.words.push(value);
        if (typeof value !== "object" || value === null) return;
        if (value.$ref?.startsWith("#/components/")) {
            const [, , kind, name] = value.$ref.split("/");
            if (kind === "examples" || found.seen.has(value.$ref)) return;
            found.seen.add(value.$ref);
            if (kind === "schemas") found.schemas.push(name);
            reached(api, resolve(api, value), found);
            return;
        }
        for (const [name, each] of Object.entries(value)) {
            if (["example", "examples", "pattern"].includes(name)) continue;
            found.words.push(name);
            reached(api, each, found);
        }
    }

    function indexed(api, each) {
        const { requestBody, responses, parameters, summary, description } = each.operation;
        const found = { seen: new Set(), schemas: [], words: [] };
        const good = Object.entries(responses).filter(([status]) => status < "300");
        reached(api, [requestBody, good, parameters], found);
        const text = (...parts) => parts.join(" ").toLowerCase();
        return {
            ...each,
            names: text(each.id, each.method, each.path),
            title: text(summary, each.tag),
            schemas: found.schemas,
            words: text(description, each.operation["x-permission"], ...found.words),
        };
    }

    // How well an operation answers to one word: its name before its title, a schema, and any word of it.
    function weight(each, word) {
        if (each.id === word || each.path === word) return 100;
        if (each.names.includes(word)) return 40;
        if (each.schemas.some((name) => name.toLowerCase() === word)) return 30;
        if (each.title.includes(word)) return 20;
        if (each.schemas.some((name) => name.toLowerCase().includes(word))) return 10;
        return each.words.includes(word) ? 1 : 0;
    }

    function search(index, text) {
        const words = text.toLowerCase().split(/\s+/).filter(Boolean);
        if (words.length === 0) return [];
        return index
            .map((each) => ({ ...each, weights: words.map((word) => weight(each, word)), schema: each.schemas.find((name) => words.some((word) => name.toLowerCase().includes(word))) }))
            .filter(({ weights }) => weights.every((one) => one > 0))
            .map((each) => ({ ...each, sum: each.weights.reduce((sum, one) => sum + one) }))
            .sort((a, b) => b.sum - a.sum);
    }

    // --- a call to copy ---

    const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

    function bodyOf(api, { requestBody }) {
        const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? [];
        if (!type) return [];
        const example = media.example ?? resolve(api, Object.values(media.examples ?? {})[0])?.value;
        if (type === "application/x-www-form-urlencoded") return Object.entries(example ?? {}).map(([name, value]) => `--data-urlencode ${quote(`${name}=${value}`)}`);
        const text = typeof example === "string" ? example : JSON.stringify(example ?? {}, null, 2);
        return [`-H 'Content-Type: ${type}'`, `-d ${quote(text)}`];
    }

    function sample(api, { path, method, operation }) {
        const parameters = (operation.parameters ?? []).map((parameter) => resolve(api, parameter));
        const named = (place) => parameters.filter((parameter) => parameter.in === place);
        const asked = named("path").reduce((at, { name, example, schema }) => at.replace(`{${name}}`, example ?? schema.example ?? schema.enum?.[0] ?? name), path);
        const lines = [`curl -sS ${method === "get" ? "" : `-X ${method.toUpperCase()} `}'${location.origin}${asked}'`];
        if (operation["x-permission"] !== "public") lines.push('-H "Authorization: Bearer $TOKEN"');
        const headers = new Set(named("header").map(({ name }) => name));
        if (operation["x-idempotent"]) lines.push(`-H "Idempotency-Key: \\"$(uuidgen)\\""`);
        if (operation["x-makes-first"]) lines.push("-H 'If-None-Match: *'");
        else if (headers.has("If-Match")) lines.push(`-H 'If-Match: "1"'`);
        return [...lines, ...bodyOf(api, operation)].join(" \\\n  ");
    }

    // --- the page ---

    // What Redoc is to draw: the operations of a tag with their calls, or without one what the API is.
    function part(api, operations, tag) {
        const paths = {};
        for (const each of operations.filter((one) => one.tag === tag)) {
            paths[each.path] ??= {};
            paths[each.path][each.method] = { ...each.operation, "x-codeSamples": [{ lang: "bash", label: "curl", source: sample(api, each) }] };
        }
        const info = tag ? { ...api.info, description: undefined, contact: undefined, license: undefined } : api.info;
        return { ...api, info, paths, tags: api.tags.filter(({ name }) => name === tag) };
    }

    function shown(api, operations) {
        const id = location.hash.match(/operation\/(\w+)/)?.[1];
        const operation = operations.find((each) => each.id === id);
        const tag = operation?.tag ?? api.tags.find(({ name }) => location.hash === `#tag/${slug(name)}`)?.name;
        return { id: operation?.id, tag };
    }

    function addMenu(api, operations, now) {
        const entry = (each) =>
            make("li", {}, make("a", { href: each.link }, make("span", { className: "method", textContent: each.method.toUpperCase() }), make("span", { textContent: each.operation.summary })));
        const group = ({ name }) => {
            const own = operations.filter(({ tag }) => tag === name);
            return make("details", { open: name === now.tag }, make("summary", { textContent: `${name} (${own.length})` }), make("ul", {}, ...own.map(entry)));
        };
        const menu = document.querySelector("nav");
        menu.replaceChildren(...api.tags.map(group));
        const mark = () => {
            for (const link of menu.querySelectorAll("a")) link.ariaCurrent = link.hash === location.hash ? "true" : null;
        };
        addEventListener("hashchange", mark);
        mark();
        const current = menu.querySelector("[aria-current]") ?? menu.querySelector("details[open]");
        if (current) menu.scrollTop = current.offsetTop - menu.clientHeight / 3;
    }

    // The search: `/` comes to it, the arrows choose, Enter goes there, Escape leaves.
    function addSearch(api, operations) {
        const input = document.getElementById("search"), list = document.getElementById("found");
        const output = document.querySelector("output");
        let index, chosen;
        const choose = (option) => {
            chosen?.setAttribute("aria-selected", "false");
            chosen = option;
            chosen?.setAttribute("aria-selected", "true");
            chosen?.scrollIntoView({ block: "nearest" });
            if (chosen) input.setAttribute("aria-activedescendant", chosen.id);
            else input.removeAttribute("aria-activedescendant");
        };
        const show = (open) => {
            list.hidden = !open;
            input.setAttribute("aria-expanded", String(open));
        };
        const go = (option) => {
            show(false);
            location.hash = option.dataset.link;
            focusOn(option.dataset.operation);
        };
        const find = () => {
            index ??= operations.map((each) => indexed(api, each));
            const found = search(index, input.value);
            list.replaceChildren(...found.slice(0, SHOWN).map((each, number) => {
                const about = `${each.method.toUpperCase()} ${each.path}${each.schema ? `, ${each.schema}` : ""}`;
                const option = make("li", { id: `found-${number}`, role: "option", ariaSelected: "false" }, each.operation.summary, make("small", { textContent: about }));
                Object.assign(option.dataset, { link: each.link, operation: each.id });
                option.addEventListener("click", () => go(option));
                return option;
            }));
            choose(list.firstElementChild);
            show(found.length > 0);
            output.textContent = input.value.trim() ? `${found.length} found${found.length > SHOWN ? `, the first ${SHOWN} shown` : ""}` : "";
        };
        const keys = {
            ArrowDown: () => choose(chosen?.nextElementSibling ?? list.firstElementChild),
            ArrowUp: () => choose(chosen?.previousElementSibling ?? list.lastElementChild),
            Enter: () => chosen && !list.hidden && go(chosen),
            Escape: () => show(false),
        };
        input.addEventListener("input", find);
        input.addEventListener("focus", () => input.value && find());
        input.addEventListener("keydown", (event) => {
            if (!keys[event.key]) return;
            event.preventDefault();
            keys[event.key]();
        });
        input.form.addEventListener("submit", (event) => event.preventDefault());
        // A click on what was found takes the focus away before it chooses: so the list goes a moment later, and
        // stays for a reader who is back by then.
        input.form.addEventListener("focusout", () => setTimeout(() => input.form.contains(document.activeElement) || show(false), 200));
        addEventListener("keydown", (event) => {
            if (event.key !== "/" || event.target.matches("input, textarea")) return;
            event.preventDefault();
            input.focus();
        });
    }

    // A reader who chose an operation stands at its heading.
    function focusOn(id) {
        const heading = document.querySelector(`[data-section-id$="/operation/${id}"] h2`);
        if (!heading) return;
        heading.tabIndex = -1;
        heading.focus({ preventScroll: true });
    }

    async function start() {
        const api = await (await fetch("/openapi.json")).json();
        const operations = operationsOf(api);
        const now = shown(api, operations);
        addMenu(api, operations, now);
        addSearch(api, operations);
        addEventListener("hashchange", () => {
            if (shown(api, operations).tag !== now.tag) location.reload();
        });
        Redoc.init(part(api, operations, now.tag), options, document.getElementById("page"), (fault) => {
            document.body.dataset.state = fault ? "failed" : "drawn";
            if (!fault && now.id) focusOn(now.id);
        });
    }

    start().catch((fault) => {
        document.body.dataset.state = "failed";
        document.getElementById("page").textContent = `The description can't be drawn: ${fault.message}`;
    });
})();
