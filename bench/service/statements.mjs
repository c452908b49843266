// A named statement of the service's own files, with the parts it is made with.
import { readFileSync, readdirSync } from 'node:fs';

const read = (file) => readFileSync(new URL(`../../service/${file}`, import.meta.url), 'utf8');
const shared = ['ledger/ledger.sql', 'ledger/access.sql', 'domain/directory/search_parts.sql'].map(read);

function partOf(text, name) {
  return text.split(`-- part: ${name}\n`)[1]?.split(/;\s*$/m)[0];
}

function whole(text, files) {
  return text.replace(/^-- with: (\w+)$/gm, (_, name) => whole(files.map((file) => partOf(file, name)).find(Boolean), files));
}

export function namedStatement(file, name) {
  const own = read(file);
  // To its semicolon, or where a part ends it, to the next one's words.
  const text = own.split(`-- name: ${name}\n`)[1].split(/\n\n--|;[ \t]*(?:--[^\n]*)?$/m)[0];
  return whole(text, [own, ...shared]).trim();
}

/** Every statement of the service with its parameters numbered: { name, text, count }. */
export function allStatements() {
  const files = readdirSync(new URL('../../service', import.meta.url), { recursive: true }).filter((file) => file.endsWith('.sql'));
  return files.flatMap((file) => [...read(file).matchAll(/^-- name: (\w+)$/gm)].map(([, name]) => {
    const names = [];
    const text = namedStatement(file, name).replace(/--.*$/gm, '').replace(/(^|[^:]):([a-z_][a-z_0-9]*)/g, (_, before, word) => {
      if (!names.includes(word)) names.push(word);
      return `${before}$${names.indexOf(word) + 1}`;
    });
    return { name, text, count: names.length };
  }));
}
