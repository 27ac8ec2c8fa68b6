import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { readFile, runOf, writeFile } from '../../sandbox/edit-story.ts';
import { growStory, REALISTIC } from '../../sandbox/grow-story.ts';
import { type EventName, loadStory, startSandbox } from '../../sandbox/start-sandbox.ts';
import type { Story } from '../../sandbox/story.ts';
import { realFetch } from '../../scripts/rate-limit-simulation/real-fetch.ts';
import { VirtualClock } from '../../scripts/rate-limit-simulation/virtual-clock.ts';
import { gather } from '../../src/cli/gather.ts';
import { githubForge } from '../../src/github/forge.ts';
import type { Fetch } from '../../src/github/transport.ts';
import type { EvidenceFile } from '../../src/model/evidence-file.ts';
import type { World } from '../../src/model/world.ts';
import { audit } from '../../src/pipeline.ts';

/** Simulated milliseconds of a round trip: far more than the pauses between two requests. */
const TRIP = 10_000;

/**
 * A fetch whose requests take one simulated round trip each. Simulated time stands still while the
 * program works, so the number of trips is that of requests which had to follow one another.
 */
function heldFetch(clock: VirtualClock) {
  const urls: string[] = [];
  const send = realFetch(clock);
  const began = clock.now();
  let rounds = 0;
  const held: Fetch = async (url, init) => {
    urls.push(`${init.method ?? 'GET'} ${url}`);
    await clock.sleep(TRIP);
    rounds = Math.floor((clock.now() - began) / TRIP);
    return send(url, init);
  };
  return { fetch: held, urls, rounds: () => rounds };
}

const quiet: World['log'] = {
  info: () => undefined,
  warning: () => undefined,
  error: () => undefined,
  group: (_, body) => body(),
};

/** What collecting asked of GitHub for one event of the realistic story. */
const collecting = (event: EventName, moved: boolean, change?: (story: Story) => void) =>
  asked(event, (world) => gather(world, async () => undefined), moved, change);

/** What a part of the audit asked of GitHub for one event of the realistic story. */
async function asked<T>(
  event: EventName,
  part: (world: World) => Promise<T>,
  moved = false,
  change: (story: Story) => void = () => undefined,
) {
  const story = loadStory(join(import.meta.dirname, '../../sandbox/stories/m01'));
  growStory(story, REALISTIC);
  change(story);
  if (moved) {
    const [first] = story.commits;
    if (first)
      story.commits.push({ ...first, message: 'Go on', write: { notes: 'n' }, delete: [] });
  }
  const sandbox = await startSandbox(story);
  if (event === 'push') sandbox.merge();
  const { name, payload, github } = sandbox.event(event);
  const clock = new VirtualClock(story.now);
  const { fetch, rounds, urls } = heldFetch(clock);
  const { url: apiUrl, graphqlUrl, token } = sandbox;
  const [owner = '', repository = ''] = sandbox.repository.split('/');
  const world: World = {
    inputs: {},
    event: {
      name,
      payload: payload as World['event']['payload'],
      sha: github['sha'] ?? '',
      ref: github['ref'] ?? '',
      runId: Number(github['run_id']),
      runAttempt: 1,
      runNumber: 1,
      job: github['job'] ?? '',
      runnerName: 'sandbox-runner',
      workflow: github['workflow'] ?? '',
      serverUrl: 'https://github.com',
      actor: github['actor'] ?? '',
    },
    forge: githubForge({
      repository: { owner, name: repository },
      token,
      apiUrl,
      graphqlUrl,
      userAgent: 'test',
      fetch,
    }),
    files: { glob: async () => [], read: async function* () {}, write: async () => '' },
    clock,
    log: quiet,
    results: { output: () => undefined, summary: async () => undefined },
    tool: { version: '0.0.0' },
  };
  const restore = clock.install();
  const gathering = part(world);
  await clock.drive(gathering).finally(restore);
  const bundle = await gathering;
  await sandbox.close();
  const api = urls.filter((one) => one.includes(apiUrl));
  const artifacts = api.filter((one) => one.endsWith('/zip')).length;
  const twice = api.filter((one, at) => !one.startsWith('POST') && api.indexOf(one) !== at);
  const listings = api.filter((one) => /\/actions\/workflows(?:\?|$)/.test(one)).length;
  return {
    ...{ bundle, artifacts, twice, listings },
    questions: api.length - artifacts,
    rounds: rounds(),
  };
}

function sizeOf({ evidence }: EvidenceFile): Record<string, number> {
  const count = (list: { state: string; value?: unknown }): number =>
    Array.isArray(list.value) ? list.value.length : -1;
  const changes = evidence.changes.state === 'present' ? evidence.changes.value.files.length : -1;
  return { runs: count(evidence.runs), artifacts: count(evidence.artifacts), changes };
}

/** A second audit replaces the comment of the first one. */
async function auditTwice(world: World) {
  await audit(world);
  return audit({ ...world, inputs: { comment: 'always' } });
}

it.each([
  ['pull_request, with comment and status,', 'pull_request', audit, 7],
  ['workflow_run, with comment and status,', 'workflow_run', audit, 7],
  ['workflow_run, and another one that replaces the comment,', 'workflow_run', auditTwice, 14],
  ['push, with document, comment, and status,', 'push', audit, 8],
] as const)('an audit of %s takes its round trips and no more', async (_, event, part, trips) => {
  const { bundle: end, rounds } = await asked(event, part);
  expect([end, rounds]).toEqual([{ exitCode: 0 }, trips]);
});

/*
 * The budget: 26 questions, and one for each artifact that is read and each pin that is unknown, in
 * 8 round trips. What is spent of it, with the one for the pins, is held here: a question or
 * a round trip more is a decision.
 */
it.each([
  ['pull_request', false, { questions: 24, rounds: 4 }],
  ['pull_request', true, { questions: 26, rounds: 4 }],
  ['workflow_run', false, { questions: 24, rounds: 4 }],
  ['push', false, { questions: 26, rounds: 5 }],
] as const)(
  '%s, main moved on %s: 3 runs of 20 jobs, 10 artifacts, 300 files, 5 workflows within the budget',
  async (event, moved, spent) => {
    const { bundle, artifacts, twice, questions, rounds } = await collecting(event, moved);
    expect({ questions, rounds, artifacts, twice, ...sizeOf(bundle) }).toEqual({
      ...spent,
      artifacts: REALISTIC.artifacts,
      twice: [],
      runs: REALISTIC.runs,
      changes: REALISTIC.changedFiles,
    });
  },
);

it.each([
  ['every', 0],
  ['all but one', 1],
])('asks which workflows are disabled only if one did not run: %s ran', async (_, lost) => {
  const { listings } = await collecting(
    'pull_request',
    false,
    (story) => void story.runs.splice(story.runs.length - lost),
  );
  expect(listings).toBe(lost);
});

/** Every job of the workflows runs tests, and no artifact has a test report. */
function withoutReports(story: Story): void {
  for (const { workflow, artifacts } of story.runs) {
    const text = readFile(story, 'main', workflow);
    if (text !== undefined) {
      writeFile(story, 'main', workflow, text.replaceAll('ruff check', 'pytest'));
    }
    for (const artifact of artifacts) artifact.files = { 'notes.txt': 'no report' };
  }
}

it.each(['pull_request', 'push'] as const)(
  'stays within 47 requests when no test job uploaded a report: %s',
  async (event) => {
    const { questions, artifacts } = await collecting(event, false, withoutReports);
    expect(questions + artifacts).toBeLessThanOrEqual(47);
  },
);

/** A commit whose workflow ran 500 times. */
function manyRuns(story: Story): void {
  const like = runOf(story, 'tests.yml');
  const [first] = like.attempts;
  for (let at = 1; at <= 500; at += 1) {
    const attempts = [{ ...structuredClone(first), jobs: [] }] as typeof like.attempts;
    story.runs.push({ ...like, id: like.id + 1000 + at, attempts, artifacts: [] });
  }
}

it('sends at most 600 requests for 500 runs and names what was not sent', async () => {
  const { questions, artifacts, bundle } = await collecting('pull_request', false, manyRuns);
  const { runs, artifacts: lists } = bundle.evidence;
  const unread = lists.state === 'present' ? (lists.unread ?? []) : [];
  expect({
    isWithin: questions + artifacts <= 600,
    runs: runs.state === 'present' && runs.value.length > 500,
    unread: unread.some(({ why }) => why.includes('an audit sends at most 600 requests')),
  }).toEqual({ isWithin: true, runs: true, unread: true });
});
