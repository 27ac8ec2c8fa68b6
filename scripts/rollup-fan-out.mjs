/**
 * The fan-out of the reusable roll-up workflow. Every job spends the requests of one token, and jobs
 * of a matrix share nothing else at run time: the values of a matrix are fixed before its first job
 * starts (docs.github.com, "Workflow syntax", `strategy.matrix`, read 2026-11-30). So each repository
 * gets a share when the fan-out is planned, and its job takes less of it when the token has less left
 * by then. `GET /rate_limit` costs no request ("REST API endpoints for rate limits", read 2026-11-30).
 *
 *     node scripts/rollup-fan-out.mjs plan ROLLUP.json FOLDER
 *     node scripts/rollup-fan-out.mjs collect FOLDER SHARE PARALLEL REPOSITORY...
 *
 * `plan` prints `batches` and `share` as outputs of a step. Both leave a file `not-collected.txt` in
 * FOLDER/OWNER/NAME for each repository without an audit, which the roll-up shows as the reason.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const MAX_JOBS = 256;

/** Requests that are planned for one repository: collecting takes about 40, and more for many artifacts. */
const PLANNED = 80;

/** With fewer requests nothing useful can be collected. */
const LEAST = 40;

/** Maximum requests of one audit, which is also the default of `collect --max-requests`. */
const MOST = 600;

/** Share of the budget that stays for everything else that uses the token. */
const KEPT = 0.2;

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

/**
 * Returns the batches in the order of the roll-up, each a text of names separated by blanks, the
 * requests for each repository, and the reason of each one for which none are left.
 */
export function fanOut({ repositories }, rest, maxJobs = MAX_JOBS) {
  const unpublished = repositories
    .filter(({ state, why }) => state === 'unknown' && why.endsWith('does not exist'))
    .map(({ repository }) => repository);
  const spendable = Math.floor(rest.left * (1 - KEPT));
  const planned = unpublished.slice(0, Math.floor(spendable / PLANNED));
  const size = Math.max(1, Math.ceil(planned.length / maxJobs));
  const why = `not collected: the token had ${restText(rest)}, enough for ${planned.length} of ${unpublished.length} repositories with ${PLANNED} each`;
  return {
    batches: Array.from({ length: Math.ceil(planned.length / size) }, (_, at) =>
      planned.slice(at * size, (at + 1) * size).join(' '),
    ),
    share: Math.min(MOST, Math.floor(spendable / Math.max(1, planned.length))),
    leftOut: unpublished.slice(planned.length).map((repository) => ({ repository, why })),
  };
}

/**
 * Returns the requests that one of `jobs` parallel jobs may spend on its next repository: never more
 * than its share, and less when the token has less left; or why none is collected.
 */
export function shareNow(rest, share, jobs) {
  const requests = Math.min(share, Math.floor((rest.left * (1 - KEPT)) / jobs));
  if (requests >= LEAST) return { requests };
  const why = `not collected: the token had ${restText(rest)} for ${jobs} jobs at a time, and a repository takes at least ${LEAST}`;
  return { requests: 0, why };
}

function restText({ left, until }) {
  const time = until === undefined ? '' : ` until ${until.toISOString().slice(11, 16)} UTC`;
  return `${left} requests left${time}`;
}

/** Returns what the token has left. A server without rate limits answers 404. */
async function tokenRest() {
  const { GITHUB_API_URL = 'https://api.github.com', GH_TOKEN = '' } = process.env;
  const headers = { authorization: `Bearer ${GH_TOKEN}`, 'user-agent': 'milestone-audit' };
  const response = await fetch(`${GITHUB_API_URL}/rate_limit`, { headers });
  if (response.status === 404) return { left: Number.POSITIVE_INFINITY };
  if (!response.ok) throw new Error(`GET /rate_limit: ${response.status}`);
  const { remaining, reset } = (await response.json()).resources.core;
  return { left: remaining, until: new Date(reset * 1000) };
}

/** Writes one line that says why a repository has no audit. */
function leaveReason(folder, repository, why) {
  const path = join(folder, repository, 'not-collected.txt');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${why}\n`);
}

/** Standard output belongs to the outputs of the step. */
function warn(words) {
  process.stderr.write(`::warning::${words}\n`);
}

async function plan(path, folder) {
  const rollup = JSON.parse(readFileSync(path, 'utf8'));
  const { batches, share, leftOut } = fanOut(rollup, await tokenRest());
  for (const { repository, why } of leftOut) leaveReason(folder, repository, why);
  if (leftOut.length > 0) warn(`${leftOut.length} repositories stay unknown: ${leftOut[0].why}`);
  process.stdout.write(`batches=${JSON.stringify(batches)}\nshare=${share}\n`);
}

async function collect(folder, share, jobs, repositories) {
  for (const repository of repositories) {
    const { requests, why } = shareNow(await tokenRest(), share, jobs);
    const failed = requests === 0 ? why : await audit(folder, repository, requests);
    if (failed === undefined) continue;
    leaveReason(folder, repository, failed);
    warn(`${repository} stays unknown: ${failed}`);
  }
}

/**
 * Collects and judges one repository; returns why there is no audit, if there is none. Its evidence
 * is not kept: the artifacts of this run may have other readers than the repository.
 */
async function audit(folder, repository, requests) {
  const evidence = join(process.env.RUNNER_TEMP ?? tmpdir(), 'evidence.json');
  const output = join(folder, repository, 'HEAD_audit.json');
  const wanted = ['--sha', 'HEAD', '--wait-minutes', '0', '--max-requests', String(requests)];
  const run = (...args) => promisify(execFile)(process.execPath, [CLI, ...args, '--quiet']);
  try {
    await run('collect', '--repository', repository, ...wanted, '-o', evidence);
    await run('score', evidence, '-o', output, '--fail-on', 'never');
  } catch ({ stderr, message }) {
    const [line = message] = String(stderr ?? '')
      .trim()
      .split('\n')
      .slice(-1);
    return `not collected: ${line}`;
  }
}

const [, started, command, ...given] = process.argv;
if (started !== undefined && fileURLToPath(import.meta.url) === realpathSync(started)) {
  if (command === 'plan') await plan(given[0], given[1]);
  else {
    const [folder, share, parallel, ...repositories] = given;
    await collect(folder, Number(share), Number(parallel), repositories);
  }
}
