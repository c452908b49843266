// A token by SMART Backend Services, got by an OAuth client library that knows nothing of this service: what it
// accepts is what the standards say of discovery, assertion, answer and errors. Then the token reads.
import { createPrivateKey, webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { assert, expectStatus, finish, newClient, post, test } from "../api/service.mjs";

globalThis.crypto ??= webcrypto; // Node 18 has none among its globals
const oauth = await import(pathToFileURL(createRequire(new URL("../../tools/package.json", import.meta.url)).resolve("oauth4webapi")));
const base = process.env.BASE_URL, local = { [oauth.allowInsecureRequests]: true };

// The key of the record system that instances of tests know (tools/with-instance).
const jwk = createPrivateKey(readFileSync(`${process.env.VAR}/keys/ehr.pem`)).export({ format: "jwk" });
const key = await webcrypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-384" }, false, ["sign"]);
const client = { client_id: "demo-ehr" };

const discovered = await (await fetch(`${base}/fhir/.well-known/smart-configuration`)).json();
// SMART leaves out `issuer` without OpenID Connect; the library wants one.
const server = { issuer: base, ...discovered };
const shown = (kid = "demo+ehr/1=") => oauth.PrivateKeyJwt({ key, kid }, { [oauth.modifyAssertion]: (header, payload) => { payload.aud = server.token_endpoint; } });
const ask = async (parameters, authentication = shown()) =>
    oauth.processClientCredentialsResponse(server, client, await oauth.clientCredentialsGrantRequest(server, client, authentication, parameters, local));

test("smart__token_is_got_by_another_library_and_reads", async () => {
    const { id } = await newClient();
    expectStatus(await post(`/v1/clients/${id}/assessments`, { register: "health", coping: "easy", need: "many", duration: "continuous", flags: { special_support: false } }), 201);
    const token = await ask({ scope: "system/Observation.rs system/Patient.rs system/Encounter.rs" });
    assert.deepEqual([token.token_type, token.expires_in, token.scope], ["bearer", 300, "system/Observation.rs system/Patient.rs"]);
    const read = (path) => oauth.protectedResourceRequest(token.access_token, "GET", new URL(path, base), undefined, undefined, local);
    const [segment, person] = await Promise.all([read(`/v1/clients/${id}/segment`), read(`/v1/clients/${id}`)]);
    assert.deepEqual([segment.status, (await segment.json()).status, (await person.json()).id], [200, "proposed", id]);
    await assert.rejects(async () => oauth.protectedResourceRequest(`${token.access_token}x`, "GET", new URL(`/v1/clients/${id}`, base), undefined, undefined, local),
        ({ cause }) => cause[0].scheme === "bearer" && cause[0].parameters.error === "invalid_token");
    assert.equal((await read(`/v1/clients/${id}/consents`)).status, 403);
});

test("smart__errors_are_read_by_another_library", async () => {
    const is = (status, code) => (error) => error instanceof oauth.ResponseBodyError && error.status === status && error.error === code;
    await assert.rejects(ask({ scope: "system/Encounter.rs" }), is(400, "invalid_scope"));
    await assert.rejects(ask({ scope: "system/Patient.rs" }, shown("unknown")), is(401, "invalid_client"));
});
await finish();
