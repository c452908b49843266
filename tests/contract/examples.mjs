// Every request example of the description works as it stands.
import { artificialHetu, call, examplesOf, issued } from "./calls.mjs";
import { counter, operations } from "./description.mjs";

const { check, end } = counter();
const director = issued("--role", "director");
const token = { health: issued("--register", "health"), social: issued("--register", "social") };

async function newClient() {
    const body = { identifier: { system: "hetu", value: artificialHetu() } };
    return (await call("client_create", { token: token.health, body })).json.id;
}

async function newAssessment() {
    const body = { register: "health", coping: "easy", need: "many", duration: "continuous", flags: { special_support: false } };
    return (await call("assessment_create", { token: token.health, names: { id: await newClient() }, body })).json.id;
}

// What an operation's path needs before its example can be sent.
// Who may call what a professional may not.
const CALLERS = { deadline_rule_create: director };
const PREPARED = { assessment_create: newClient, assessment_confirm: newAssessment };

for (const [id, operation] of operations) {
    for (const [name, body] of examplesOf(operation)) {
        const names = { id: await PREPARED[id]?.() };
        const answer = await call(id, { token: CALLERS[id] ?? token[body.register ?? "health"], names, body });
        const good = answer.status >= 200 && answer.status < 300;
        check(`${id}: the example ${name} works`, good ? [] : [`${answer.status} ${answer.text}`]);
    }
}
end();
