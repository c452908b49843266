// A named statement of the service's own files, with the parts it is made with.
import { readFileSync } from 'node:fs';

const read = (file) => readFileSync(new URL(`../../service/${file}`, import.meta.url), 'utf8');
const behind = (text, line) => text.split(`-- ${line}\n`)[1]?.split(/;|\n\n/)[0];

export function namedStatement(file, name) {
  const own = read(file), ledger = read('ledger/ledger.sql');
  return behind(own, `name: ${name}`).replace(/^-- with: (\w+)$/gm, (_, part) => behind(own, `part: ${part}`) ?? behind(ledger, `part: ${part}`)).trim();
}
