/**
 * `npm run bench:audit`: whole audits by the bundle, of a pull request with 3 runs of 20 jobs, 10
 * artifacts, 300 changed files and 5 workflow files, and after its merge. Every request waits 50 ms,
 * those for the bytes of artifacts too. Prints the questions asked, how many round trips had to follow
 * one another, and the time with a request under way beside what the dependencies alone would take.
 *
 *     npm run bench:audit -- [ROUNDS] [MILLISECONDS]
 *
 * MILESTONE_AUDIT_ACTION names a folder with another `dist`, MILESTONE_AUDIT_NODE another node.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { growStory, REALISTIC } from '../sandbox/grow-story.ts';
import {
  type Hold,
  inRounds,
  milliseconds,
  type Passed,
  startLatency,
} from '../sandbox/latency.ts';
import { runAction } from '../sandbox/runner/run-action.ts';
import { loadStory, startSandbox } from '../sandbox/start-sandbox.ts';
import { DEFAULT_RATE_LIMITS } from '../src/github/rate-limits.ts';

const [rounds = '5', wait = '50'] = process.argv.slice(2);
const LATENCY = Number(wait);

/**
 * What must follow one another when everything else is side by side: runs, and the head of the trusted
 * branch; artifacts, and the config (which says what is read of them); their addresses; their bytes.
 * After a merge, the pull request comes first whose runs are evidence too.
 */
const CHAIN = { pull_request: 4, push: 5 };

/** Round trips of everything, publishing included. More fail the bench. */
const ALLOWED = { pull_request: 7, push: 8 };

const EVENTS = ['pull_request', 'push'] as const;

/** One audit, and every request that passed. */
async function audit(event: (typeof EVENTS)[number], hold: Hold): Promise<readonly Passed[]> {
  const sandbox = await startSandbox(growStory(loadStory('sandbox/stories/m01'), REALISTIC));
  if (event === 'push') sandbox.merge();
  const latency = await startLatency(sandbox.url, hold);
  const folder = await mkdtemp(join(tmpdir(), 'milestone-audit-bench-'));
  const { name, payload, github } = sandbox.event(event);
  const { MILESTONE_AUDIT_ACTION: action, MILESTONE_AUDIT_NODE: node } = process.env;
  const end = await runAction({
    action: action || process.cwd(),
    folder,
    token: sandbox.token,
    event: { name, payload },
    github: { ...github, api_url: latency.url, graphql_url: `${latency.url}/graphql` },
    ...(node ? { node } : {}),
  });
  await Promise.all([latency.close(), sandbox.close(), rm(folder, { recursive: true })]);
  if (end.exitCode !== 0) throw new Error(end.log);
  return [...latency.passed].sort((a, b) => a.from - b.from);
}

const isWrite = ({ method, path, body }: Passed): boolean =>
  path === '/graphql' ? body.includes('mutation') : method !== 'GET';

const isDownload = ({ path }: Passed): boolean => path.endsWith('/zip');

/** Collecting ends with the last answer that only collecting asks for: a download, a GraphQL query. */
function phases(all: readonly Passed[]): { collecting: Passed[]; publishing: Passed[] } {
  const last = all.filter((one) => one.storage || (one.path === '/graphql' && !isWrite(one)));
  const end = Math.max(...last.map(({ to }) => to));
  const collecting = all.filter((one) => one.from < end && !isWrite(one));
  return { collecting, publishing: all.filter((one) => !collecting.includes(one)) };
}

/** Milliseconds with at least one request under way. */
function waiting(passed: readonly Passed[]): number {
  let sum = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { from, to } of passed) {
    sum += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum;
}

const atOnce = (passed: readonly Passed[]): number =>
  Math.max(...passed.map(({ from }) => passed.filter((o) => o.from <= from && o.to > from).length));

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

console.log(
  `${REALISTIC.runs} runs of ${REALISTIC.jobs} jobs, ${REALISTIC.artifacts} artifacts, ${REALISTIC.changedFiles} changed files, ${REALISTIC.workflows} workflow files; ${LATENCY} ms for each request; ${rounds} rounds, medians`,
);
console.log(
  `throttle: ${DEFAULT_RATE_LIMITS.concurrent} requests at once, no pause between reads; ${DEFAULT_RATE_LIMITS.writeBurst} writes and GraphQL questions at once, then one in ${DEFAULT_RATE_LIMITS.writeRefill} ms; one comment in ${DEFAULT_RATE_LIMITS.betweenNotifications} ms`,
);
for (const event of EVENTS) {
  const all: ReturnType<typeof phases>[] = [];
  for (let round = 0; round < Number(rounds); round += 1)
    all.push(phases(await audit(event, milliseconds(LATENCY))));
  // Once more, every request held until no other comes: what is left is what had to wait.
  const heldAll = await audit(event, inRounds(400));
  const depthOf = (passed: readonly Passed[]) => Math.max(...passed.map(({ round }) => round));
  const depth = depthOf(phases(heldAll).collecting);
  if (depthOf(heldAll) > ALLOWED[event]) process.exitCode = 1;
  const requests = heldAll.filter((one) => !one.storage).length;
  const of = (measure: (one: (typeof all)[number]) => number): string =>
    median(all.map(measure)).toFixed(0);
  const api = ({ collecting }: (typeof all)[number]) => collecting.filter((one) => !one.storage);
  console.log(`${event}
  all: ${requests} requests to the API in ${depthOf(heldAll)} round trips (${ALLOWED[event]} allowed)
  collecting: ${of((one) => api(one).filter((each) => !isDownload(each)).length)} questions to the API (26 and one for unknown pins allowed) and ${of((one) => api(one).filter(isDownload).length)} artifacts; ${depth} round trips one after another (8 allowed), up to ${of(({ collecting }) => atOnce(collecting))} requests at once
  collecting waits ${of(({ collecting }) => waiting(collecting))} ms, at best ${Math.min(...all.map(({ collecting }) => waiting(collecting))).toFixed(0)} ms; the least possible is ${CHAIN[event] * LATENCY} ms, ${CHAIN[event]} round trips
  publishing: ${of(({ publishing }) => publishing.length)} requests, ${of(({ publishing }) => publishing.filter(isWrite).length)} of them writes, waiting ${of(({ publishing }) => waiting(publishing))} ms
  from the first request to the last answer ${of(({ collecting, publishing }) => Math.max(...publishing.map(({ to }) => to)) - Math.min(...collecting.map(({ from }) => from)))} ms`);
}
