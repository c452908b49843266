// The life of a referral as the domain's description tells it, apart from the service: states, whose
// move each is, what else it needs, and what a caller hears who may not make it.
import { today } from "./support.mjs";
import { outcome } from "./referral_world.mjs";

const WITH_RECEIVER = ["sent", "redirected", "received", "accepted", "in_progress"];
const NOT_YET_TAKEN = ["sent", "redirected", "received"];

// action: [from which states, into which state (undefined: it stays), whose it is, needs a reason]
export const LIFE = {
    edit: [["draft", "returned"], undefined, "sender"],
    send: [["draft"], "sent", "sender"],
    receive: [["sent", "redirected"], "received", "receiver"],
    accept: [["received"], "accepted", "receiver"],
    start: [["accepted"], "in_progress", "receiver"],
    complete: [["in_progress"], "completed", "receiver"],
    return: [NOT_YET_TAKEN, "returned", "receiver", true],
    resend: [["returned"], "sent", "sender"],
    redirect: [NOT_YET_TAKEN, "redirected", "receiver", true],
    decline: [NOT_YET_TAKEN, "declined", "receiver", true],
    cancel: [["draft", "returned", ...NOT_YET_TAKEN], "cancelled", "sender", true],
    reopen: [["completed", "declined"], { completed: "in_progress", declined: "received" }, "either", true],
    assign: [WITH_RECEIVER, undefined, "receiver"],
    release: [WITH_RECEIVER, undefined, "receiver"],
    urgency: [["returned", ...WITH_RECEIVER], undefined, "either", true],
    pause: [WITH_RECEIVER, undefined, "receiver"],
    resume: [WITH_RECEIVER, undefined, "receiver"],
    acknowledge: [["completed", "declined", "cancelled"], undefined, { completed: "sender", declined: "sender", cancelled: "receiver" }],
};
// Of one that the client takes along by themselves: it has no receiver here.
const HANDED = {
    ...LIFE,
    complete: [["sent"], "completed", "sender"],
    reopen: [["completed"], "sent", "sender", true],
    acknowledge: [[], undefined, "sender"],
};
export const ACTIONS = Object.keys(LIFE);

export const reason = { reason: "Perustelu." };
export const bodyOf = (action, { other, draft } = {}) => ({
    edit: draft, complete: { outcome }, return: reason, decline: reason, cancel: reason, reopen: reason,
    redirect: { ...reason, to: { unit_id: other?.id } }, urgency: { ...reason, urgency: "urgent" }, pause: { stop: { from: today(), reason: "client_wish" } },
}[action] ?? {});

const of = (each, state) => (each && typeof each === "object" && !Array.isArray(each) ? each[state] : each);

// The sides on which a caller stands: their register's, for their own unit, or for any.
export function sidesOf(it, as) {
    const forAny = !as.unit || as.role === "coordinator", sides = [];
    if (as.register === "health" && (forAny || as.unit === it.from || as.sub === it.maker)) sides.push("sender");
    if (as.register === "social" && !it.handed && (forAny || as.unit === it.to || as.sub === it.assignee)) sides.push("receiver");
    return sides;
}

export const sees = (it, as) => as.register === "health" || (it.state !== "draft" && !it.handed);

// What a caller hears of a move: 200, or why not; `seen` is the version they name.
export function heard(it, as, action, seen = it.version) {
    if (!sees(it, as)) return 404;
    const life = it.handed ? HANDED : LIFE, [from, , side] = life[action], open = from.includes(it.state), sides = sidesOf(it, as), manages = as.role === "coordinator";
    if (action === "assign" && open && sides.includes("receiver") && it.assignee && !manages) return it.assignee === as.sub ? 200 : 409;
    if (action === "assign" && open && sides.includes("receiver") && it.assignee === as.sub) return 200;
    const whose = of(side, it.state);
    if (sides.length === 0 || (open && whose !== "either" && !sides.includes(whose))) return 403;
    if (seen !== it.version) return 412;
    if (!open) return 409;
    if (action === "release") return it.assignee && (manages || it.assignee === as.sub) ? 200 : 409;
    // The clock of these referrals is met by starting.
    if (action === "pause") return it.paused || !it.clocks || it.state === "in_progress" ? 409 : 200;
    if (action === "resume") return it.paused ? 200 : 409;
    if (action === "acknowledge") return it.unseen === whose ? 200 : 409;
    return 200;
}

// What the record is after a move that was made.
export function after(it, as, action, { other, edited } = {}) {
    const [, into] = (it.handed ? HANDED : LIFE)[action];
    if (action === "assign" && it.assignee === as.sub) return it; // a claim said twice changes nothing
    const next = { ...it, version: it.version + 1, state: of(into, it.state) ?? it.state };
    if (["return", "redirect", "decline", "release"].includes(action)) next.assignee = undefined;
    if (action === "assign" || (action === "start" && !it.assignee)) next.assignee = as.sub;
    if (action === "redirect") next.to = other.code;
    if (action === "edit" && edited) next.to = edited.code;
    if (action === "pause" || action === "resume") next.paused = action === "pause";
    if (action === "acknowledge" || action === "reopen") next.unseen = undefined;
    if (action === "decline" || (action === "complete" && !it.handed)) next.unseen = "sender";
    if (action === "cancel" && it.state !== "draft" && !it.handed) next.unseen = "receiver";
    return next;
}
