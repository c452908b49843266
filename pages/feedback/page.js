// The form behind a feedback link: the statements, one answer, thanks. What stands behind the # never
// reaches a log: browsers do not send it, and the page sends it in a body.
"use strict";
(() => {
    const TEXTS = {
        fi: { title: "Miten asiasi hoidettiin?", language: "Kieli", about: "Vastaukset ovat nimettömiä. Voit jättää kohdan väliin.", low: "ei lainkaan", high: "täysin",
            words: "Mitä muuta haluat kertoa? Älä kirjoita nimiä tai yhteystietoja.", send: "Lähetä", sent: "Kiitos vastauksestasi!", over: "Linkki on jo käytetty tai vanhentunut.",
            identifying: "Tekstissä on tieto, joka voi osoittaa henkilön. Poista se ja lähetä uudelleen.", nothing: "Valitse vähintään yksi vastaus.", failed: "Lähetys ei onnistunut. Yritä hetken kuluttua uudelleen." },
        sv: { title: "Hur sköttes ditt ärende?", language: "Språk", about: "Svaren är anonyma. Du kan hoppa över en punkt.", low: "inte alls", high: "helt",
            words: "Vad mer vill du berätta? Skriv inga namn eller kontaktuppgifter.", send: "Skicka", sent: "Tack för ditt svar!", over: "Länken har redan använts eller är för gammal.",
            identifying: "Texten innehåller en uppgift som kan peka ut en person. Ta bort den och skicka igen.", nothing: "Välj minst ett svar.", failed: "Det gick inte att skicka. Försök igen om en stund." },
        en: { title: "How was your matter handled?", language: "Language", about: "The answers are anonymous. You may leave one out.", low: "not at all", high: "fully",
            words: "What else would you like to say? Please write no names or contact details.", send: "Send", sent: "Thank you for your answer!", over: "The link was used already, or is too old.",
            identifying: "The text holds what may point to a person. Take it out and send again.", nothing: "Choose at least one answer.", failed: "It could not be sent. Try again in a moment." },
    };
    const byId = (id) => document.getElementById(id);
    let language = TEXTS[navigator.language.slice(0, 2)] ? navigator.language.slice(0, 2) : "fi";
    const text = (key) => TEXTS[language][key];
    const make = (name, attributes, ...children) => {
        const element = document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        element.append(...children);
        return element;
    };
    const tell = (name) => {
        document.body.dataset.state = name;
        byId("message").textContent = name === "start" ? "" : text(name);
        byId("answers").hidden = name === "sent" || name === "over";
    };
    const level = (code, value) => make("label", {}, make("input", { type: "radio", name: code, value }), String(value));

    async function draw() {
        document.documentElement.lang = language;
        document.title = text("title");
        for (const element of document.querySelectorAll("[data-text]")) element.textContent = text(element.dataset.text);
        try {
            const answer = await fetch("/v1/feedback/statements", { headers: { "Accept-Language": language } });
            const { items } = await answer.json();
            const kept = new FormData(byId("answers"));
            byId("statements").replaceChildren(...items.filter(({ who }) => who === "client").map(({ code, text: words }) =>
                make("fieldset", {}, make("legend", {}, words), make("div", { class: "levels" }, ...[1, 2, 3, 4, 5].map((value) => level(code, value))),
                    make("p", { class: "ends" }, make("span", {}, `1 = ${text("low")}`), make("span", {}, `5 = ${text("high")}`)))));
            for (const [code, value] of kept) byId("answers").elements[code].value = value;
        } catch {
            tell("failed");
        }
    }

    async function send() {
        const answers = Object.fromEntries([...new FormData(byId("answers"))].map(([code, value]) => [code, Number(value)]));
        const words = byId("words").value.trim();
        if (Object.keys(answers).length === 0) return tell("nothing");
        const body = { link: location.hash.slice(1), language, answers, ...(words && { text: words }) };
        try {
            const answer = await fetch("/v1/feedback/by-link", { method: "POST", headers: { "Content-Type": "application/json", "Accept-Language": language }, body: JSON.stringify(body) });
            tell(answer.status === 201 ? "sent" : answer.status === 422 ? "identifying" : answer.status === 404 || answer.status === 409 ? "over" : "failed");
        } catch {
            tell("failed");
        }
    }

    byId("language").value = language;
    byId("language").addEventListener("change", (event) => { language = event.target.value; draw(); });
    byId("answers").addEventListener("submit", (event) => { event.preventDefault(); send(); });
    draw();
})();
