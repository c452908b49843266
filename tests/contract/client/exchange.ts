// A fetch that writes each exchange down as one line, for validate_exchanges.mjs.
import { appendFileSync } from "node:fs";

const file = process.env["EXCHANGES"];

export async function recorded(request: Request): Promise<Response> {
    const answer = await fetch(request);
    if (file) {
        const body = await answer.clone().text();
        const line = {
            method: request.method,
            path: new URL(request.url).pathname,
            status: answer.status,
            content_type: answer.headers.get("content-type") ?? "",
            headers: Object.fromEntries(answer.headers.entries()),
            body,
        };
        appendFileSync(file, `${JSON.stringify(line)}\n`);
    }
    return answer;
}
