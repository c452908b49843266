// Interleaved rounds of commands, their medians, and tables of ratios.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Runs one command by the program `measure`; clock and cpu are seconds. */
export function measured(programs, folder, words) {
  const report = `${folder}/usage.json`;
  const run = spawnSync(`${programs}/measure`, [report, ...words], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`${words.join(' ')}: ${run.stderr || `status ${run.status}`}`);
  return JSON.parse(readFileSync(report, 'utf8'));
}

/** Every contender once a round, in turn, so that a slow spell of the machine meets all of them. */
export function interleave(contenders, rounds, once, tell = () => {}) {
  const runs = new Map(contenders.map((c) => [c.name, []]));
  for (let round = 0; round < rounds; round++)
    for (const contender of contenders) {
      tell(round, contender.name);
      if (round < (contender.rounds ?? rounds)) runs.get(contender.name).push(once(contender));
    }
  return new Map([...runs].map(([name, list]) => [name, medians(list)]));
}

function medians(list) {
  const keys = Object.keys(list[0]).filter((key) => typeof list[0][key] === 'number');
  return Object.fromEntries(keys.map((key) => [key, median(list.map((one) => one[key]))]));
}

export const table = (head, rows) =>
  [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map((row) => `| ${row.join(' | ')} |`), ''].join('\n');

/** A row of the table of goals; `least` is what the ratio shall reach, or `most` what it may, if any. */
export function goal(what, ratio, { least, most } = {}) {
  if (least === undefined && most === undefined) return [what, ratio.toFixed(2), '', ''];
  const met = least !== undefined ? ratio >= least : ratio <= most;
  const aim = least !== undefined ? `>= ${least}` : `<= ${most}`;
  return [what, ratio.toFixed(2), aim, met ? 'met' : 'short'];
}
