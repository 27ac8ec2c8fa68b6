import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  addOrganization,
  type Kind,
  type SimulatedRepository,
} from '../../sandbox/organization.ts';
import { type Faults, type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import { type Rollup, readRollup } from '../../src/model/rollup.ts';
import { runGit } from '../local/a-repository.ts';
import { aDesk, type Desk, type PlayedJob, playRollup } from './play-rollup.ts';
import { m01 } from './stage.ts';

/* Two nights of the reusable workflow: every command of its steps runs. */

const ORGANIZATION = 'northwind';

/** What one night left. */
interface Night {
  readonly jobs: readonly PlayedJob[];
  readonly rollup: Rollup;
  readonly issue: string;
}

let sandbox: Sandbox;
let desk: Desk;
let first: Night;
let second: Night;
let faults: Faults = () => undefined;

beforeAll(async () => {
  sandbox = await startSandbox(m01(), { faults: (...asked) => faults(...asked) });
  sandbox.world.rateLimit = 5000;
  const token = sandbox.world.tokens.get(sandbox.token);
  token?.permissions.set('issues', 'write').set('organization_custom_properties', 'read');
  desk = aDesk(sandbox.repository);
  first = await night('green', 'red', 'none', 'none', 'broken');
  // One passes now, one cannot be read, and the token has requests for one of the two to collect.
  sandbox.world.rateLimit = (token?.used ?? 0) + 150;
  faults = (_, path) =>
    path.startsWith(`/repos/${ORGANIZATION}/r2-none/commits`)
      ? { status: 404, body: { message: 'Not Found' } }
      : undefined;
  second = await night('green', 'green', 'none', 'none', 'broken');
});
afterAll(async () => {
  await sandbox.close();
  desk.remove();
});

const published = (path: string): string => runGit(desk.pages, 'show', `gh-pages:${path}`);

async function night(...kinds: readonly Kind[]): Promise<Night> {
  const all = kinds.map(
    (kind, at): SimulatedRepository => ({ name: `r${at}-${kind}`, kind, team: 'web', tier: '1' }),
  );
  // The name stays when the kind changes.
  const named = all.map((one) => (one.name === 'r1-green' ? { ...one, name: 'r1-red' } : one));
  addOrganization(sandbox.world, ORGANIZATION, 'seed', named);
  const jobs = await playRollup(sandbox, desk, ORGANIZATION);
  const read = readRollup(published('rollup.json'));
  if (read.state === 'unreadable') throw new Error(read.why);
  return { jobs, rollup: read.rollup, issue: sandbox.world.issues.at(-1)?.body ?? '' };
}

const rowsOf = ({ rollup }: Night): unknown =>
  rollup.repositories.map(({ repository, state, source, why }) => [
    repository.split('/')[1],
    state,
    why ?? source,
  ]);

it('one job per repository that publishes nothing', () => {
  expect(first.jobs.map(({ id }) => id)).toEqual(['plan', 'collect', 'collect', 'rollup']);
});

it('audits of the jobs are rows next to published ones', () => {
  const of = (at: number) => `audits/audits-${at}/northwind/r${at + 2}-none/HEAD_audit.json`;
  expect(rowsOf(first)).toEqual([
    ['r0-green', 'audited', 'docs/milestones/latest.json'],
    ['r1-red', 'audited', 'docs/milestones/latest.json'],
    ['r2-none', 'audited', of(0)],
    ['r3-none', 'audited', of(1)],
    ['r4-broken', 'unknown', 'docs/milestones/latest.json: it is not a row of an audit'],
  ]);
});

it('the branch of the pages has the four files and a commit per night', () => {
  const files = runGit(desk.pages, 'ls-tree', '--name-only', 'gh-pages').split('\n');
  const commits = runGit(desk.pages, 'rev-list', '--count', 'gh-pages');
  expect([...files, commits]).toEqual([
    'README.md',
    'index.html',
    'rollup.csv',
    'rollup.json',
    '2',
  ]);
});

it('the summary of the run is the roll-up', () => {
  expect(second.jobs.at(-1)?.summary.trim()).toBe(published('README.md'));
});

it('the next night compares with the last', () => {
  expect(second.rollup.moves.map(({ repository }) => repository)).toContain('northwind/r1-red');
});

it('one issue is edited in place, and links the whole roll-up', () => {
  const issues = sandbox.world.issues.filter(({ labels }) =>
    labels?.includes('milestone-audit-rollup'),
  );
  expect([issues.length, first.issue === second.issue]).toEqual([1, false]);
  expect(second.issue).toContain(
    `[the roll-up](https://github.com/${sandbox.repository}/blob/gh-pages/README.md)`,
  );
});

it('a repository that cannot be collected, and one without requests, are unknown by name', () => {
  expect(rowsOf(second)).toEqual([
    ['r0-green', 'audited', 'docs/milestones/latest.json'],
    ['r1-red', 'audited', 'docs/milestones/latest.json'],
    ['r2-none', 'unknown', expect.stringMatching(/^not collected: .*HEAD could not be read/)],
    [
      'r3-none',
      'unknown',
      expect.stringMatching(
        /^not collected: the token had \d+ requests left until [\d:]{5} UTC, enough for 1 of 2 repositories with 80 each$/,
      ),
    ],
    ['r4-broken', 'unknown', 'docs/milestones/latest.json: it is not a row of an audit'],
  ]);
});
