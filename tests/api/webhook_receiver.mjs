// A system that is told of events: a real HTTP receiver on this machine, which checks each signature with
// nothing but node's crypto and answers as it is told.
import assert from "node:assert/strict";
import { createHmac, timingSafeEqual } from "node:crypto";
import http from "node:http";
import { pause } from "./support.mjs";

// The signatures of the header that hold under this secret, by Standard Webhooks 1.0.
export function holding({ id, timestamp, signatures, body }, secret) {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    const wanted = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest();
    return signatures.filter((each) => {
        const [version, text] = each.split(","), given = Buffer.from(text, "base64");
        return version === "v1" && given.length === wanted.length && timingSafeEqual(given, wanted);
    });
}

// What came: id, timestamp, signatures, sequence, body, event. `answer` is a status, or a function of what came
// and the response that answers by itself.
export async function receiver(answer = 204) {
    const heard = [], waiting = [];
    let busy = 0;
    const server = http.createServer((request, response) => {
        const pieces = [];
        request.on("data", (piece) => pieces.push(piece));
        request.on("end", () => {
            const body = Buffer.concat(pieces).toString(), { headers } = request;
            const one = {
                method: request.method, path: request.url, headers, body, event: JSON.parse(body), id: headers["webhook-id"], timestamp: headers["webhook-timestamp"],
                signatures: (headers["webhook-signature"] ?? "").split(" "), sequence: headers["webhook-sequence"] && Number(headers["webhook-sequence"]),
            };
            heard.push(one);
            self.most = Math.max(self.most, ++busy);
            response.on("close", () => busy--);
            if (typeof self.answer === "function") self.answer(one, response);
            else response.writeHead(self.answer).end();
            waiting.splice(0).forEach((go) => go());
        });
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const self = {
        server, heard, answer, most: 0, url: `http://127.0.0.1:${server.address().port}/hook`,
        // Until so many have come.
        async until(count) {
            for (let i = 0; i < 600 && heard.length < count; i++) await pause(50);
            assert.ok(heard.length >= count, `${heard.length} of ${count} came`);
            return heard;
        },
        async close() {
            server.closeAllConnections?.();
            await new Promise((resolve) => server.close(resolve));
        },
    };
    return self;
}
