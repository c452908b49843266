// Tokens of the record system that instances of tests take (tools/with-instance), each for one call.
import { createPrivateKey, randomUUID, sign } from "node:crypto";
import { readFileSync } from "node:fs";

const base64 = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

// A token under any key: RS384 or ES384, by the header's alg.
export function signedJwt(header, claims, key) {
    const input = `${base64(header)}.${base64(claims)}`;
    return `${input}.${sign("sha384", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}

let key;
export function ehrToken(path, claims = {}) {
    key ??= createPrivateKey(readFileSync(`${process.env.VAR}/keys/ehr.pem`));
    const now = Math.floor(Date.now() / 1000);
    const all = { iss: "https://ehr.example", aud: process.env.PUBLIC_URL + path, iat: now, exp: now + 300, jti: randomUUID(), ...claims };
    return signedJwt({ alg: "ES384", kid: "demo+ehr/1=", typ: "JWT" }, all, key);
}
