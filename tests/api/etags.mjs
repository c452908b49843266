#!/usr/bin/env node
// If-None-Match: 304 where the description says so, and nowhere else. Where it says so, the version tells all of an
// answer; what changes by itself, or with another record, is told again each time.
import { all, operations } from "./operations.mjs";
import { call, description, end, equal, holds, test } from "./support.mjs";

const answersOf = ({ path, method }) => description.paths[path][method.toLowerCase()].responses;
// If-None-Match compares weakly (RFC 9110, 13.1.2).
const weakly = (tag) => tag?.replace(/^W\//, "");
const reads = operations.filter((operation) => operation.method === "GET" && operation.permission !== "public");

for (const operation of reads)
    await test(`${operation.id}__is_304_to_the_tag_at_hand_just_where_the_description_says_so`, async () => {
        const path = operation.resource ?? operation.place, first = await call("GET", path, { token: all });
        const tags = ["*", '"1"', ...(first.headers.etag ? [first.headers.etag] : [])];
        for (const tag of tags) {
            const again = await call("GET", path, { token: all, headers: { "If-None-Match": tag } });
            const known = first.status === 200 && answersOf(operation)["304"] && (tag === "*" || weakly(tag) === weakly(first.headers.etag));
            equal(again.status, known ? 304 : first.status, `${path} ${tag}`);
            equal(again.headers.etag, first.headers.etag, tag);
            if (known) equal(again.text, "", tag);
        }
    });

// The members that change while the version stays.
const MOVING = ["overdue", "deadlines", "unread", "message_count", "next_dates", "cases", "sign_ups"];
const resolved = (value) => (value?.$ref ? resolved(value.$ref.slice(2).split("/").reduce((at, name) => at[name], description)) : value);
const membersOf = (schema) => {
    const { properties = {}, allOf = [] } = resolved(schema);
    return [...Object.keys(properties), ...allOf.flatMap(membersOf)];
};
await test("etags__no_answer_that_may_be_304_has_a_member_that_changes_by_itself", () => {
    const seen = new Set();
    for (const operation of reads) {
        const answers = answersOf(operation), schema = resolved(answers["200"])?.content?.["application/json"]?.schema;
        if (!schema) continue;
        for (const member of membersOf(schema).filter((name) => MOVING.includes(name))) {
            seen.add(member);
            holds(!answers["304"], `${operation.id}: ${member}`);
        }
    }
    equal([...seen].sort(), [...MOVING].sort(), "a member of that name is there");
});
await end();
