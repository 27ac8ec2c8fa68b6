/**
 * Prints the matrix of a fan-out: the repositories of a roll-up that publish no audit, in at most
 * 256 batches (docs.github.com, "Workflow syntax", `strategy.matrix`, read 2026-11-30). Every job
 * spends the requests of one token, so only as many repositories are planned as its budget allows;
 * the rest stays unknown until the next roll-up.
 *
 *     node scripts/rollup-batches.mjs rollup.json REMAINING_REQUESTS
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const MAX_JOBS = 256;

/** Requests that collecting one commit takes: about 40, and more for many artifacts. */
const REQUESTS_EACH = 80;

/** Share of the budget that stays for everything else that uses the token. */
const KEPT = 0.2;

/** Returns the batches in the order of the roll-up, each a text of names separated by blanks. */
export function rollupBatches({ repositories }, remaining, maxJobs = MAX_JOBS) {
  const unpublished = repositories
    .filter(({ state, why }) => state === 'unknown' && why.endsWith('does not exist'))
    .map(({ repository }) => repository);
  const affordable = Math.max(0, Math.floor((remaining * (1 - KEPT)) / REQUESTS_EACH));
  const planned = unpublished.slice(0, affordable);
  const size = Math.max(1, Math.ceil(planned.length / maxJobs));
  return Array.from({ length: Math.ceil(planned.length / size) }, (_, at) =>
    planned.slice(at * size, (at + 1) * size).join(' '),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , path = '', remaining = '0'] = process.argv;
  const batches = rollupBatches(JSON.parse(readFileSync(path, 'utf8')), Number(remaining));
  process.stdout.write(`${JSON.stringify(batches)}\n`);
}
