import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { runAction } from '../../sandbox/runner/run-action.ts';
import { type EventName, type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import type { Audit } from '../../src/model/audit.ts';
import { runGit } from '../local/a-repository.ts';
import { onTerminal } from './on-terminal.ts';

const STORY = join(import.meta.dirname, '../../sandbox/stories/m01');
const NAMES = ['GITHUB_TOKEN', 'GITHUB_API_URL', 'GITHUB_GRAPHQL_URL', 'GITHUB_SERVER_URL'];

let sandbox: Sandbox;
let folder = '';
const before = { ...process.env };
beforeEach(async () => {
  sandbox = await startSandbox(STORY);
  folder = await mkdtemp(join(tmpdir(), 'milestone-audit-collect-'));
  process.env['GITHUB_TOKEN'] = sandbox.token;
  process.env['GITHUB_API_URL'] = sandbox.url;
  process.env['GITHUB_GRAPHQL_URL'] = sandbox.graphqlUrl;
  process.env['GITHUB_SERVER_URL'] = 'https://github.com';
});
afterEach(async () => {
  for (const name of NAMES) {
    delete process.env[name];
    if (before[name] !== undefined) process.env[name] = before[name];
  }
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

/** What the action itself makes of an event, without writing anything. */
async function actionJson(name: EventName): Promise<string> {
  const { payload, github } = sandbox.event(name);
  const end = await runAction({
    action: process.env['MILESTONE_AUDIT_ACTION'] || join(import.meta.dirname, '../..'),
    folder,
    token: sandbox.token,
    inputs: { 'dry-run': 'true' },
    event: { name, payload },
    github: {
      ...github,
      repository: sandbox.repository,
      api_url: sandbox.url,
      graphql_url: sandbox.graphqlUrl,
    },
  });
  return readFile(end.outputs['json-file'] ?? '', 'utf8');
}

async function scored(...wanted: readonly string[]): Promise<string> {
  const file = join(folder, 'evidence.json');
  const collected = await onTerminal(
    'collect',
    '--repository',
    sandbox.repository,
    ...wanted,
    '-o',
    file,
  );
  expect([collected.code, collected.out]).toEqual([0, '']);
  return (await onTerminal('score', file, '--fail-on', 'never')).out;
}

/**
 * The built file knows its version and the source does not. The digests cover the inputs of the action,
 * such as `dry-run`, which collecting does not have.
 */
function comparable(json: string): unknown {
  const { tool: _, config, evidence, ...audit } = JSON.parse(json) as Audit;
  return {
    ...audit,
    config: { ...config, digest: '' },
    evidence: { ...evidence, sha256: '', bytes: 0 },
  };
}

it('scoring what collect gathered of a pull request gives the audit of the action', async () => {
  const number = sandbox.world.pulls[0]?.number ?? 0;
  const byAction = await actionJson('pull_request');
  expect(comparable(await scored('--pr', String(number)))).toEqual(comparable(byAction));
});

it('scoring what collect gathered of a pushed commit gives the audit of the action', async () => {
  const sha = sandbox.merge();
  const byAction = await actionJson('push');
  expect(comparable(await scored('--sha', sha))).toEqual(comparable(byAction));
});

it('a run names the same commit as its pull request does', async () => {
  const run = sandbox.world.runs[0]?.id ?? 0;
  const audit = comparable(await scored('--run', String(run))) as { milestone: string };
  expect(audit.milestone).toBe('M01');
});

it('a checkout with the evidence that was collected is judged as the action judges it', async () => {
  const pull = sandbox.world.pulls[0];
  const byAction = comparable(await actionJson('pull_request')) as Audit;
  const evidence = join(folder, 'evidence.json');
  const [from, to] = [join(folder, 'bare.git'), join(folder, 'clone')];
  await sandbox.exportGit(from);
  runGit(folder, 'clone', '--quiet', '--branch', pull?.headRef ?? '', from, to);
  const wanted = ['--pr', String(pull?.number), '-o', evidence];
  await onTerminal('collect', '--repository', sandbox.repository, ...wanted);
  const args = ['--repo', to, '--from', evidence, '--json', '--quiet', '--fail-on', 'never'];
  const audit = JSON.parse((await onTerminal('audit', ...args)).out) as Audit;
  const judged = ({ milestone, commits, score, verdict, outcome, gates, rules }: Audit) => ({
    ...{ milestone, verdict, outcome, score, base: commits.base },
    gates: gates.map(({ title, state }) => [title, state]),
    rules: rules
      .filter(({ id }) => id !== 'merge-discipline')
      .map(({ id, level, state }) => [id, state, level]),
  });
  expect(judged(audit)).toEqual(judged(byAction));
});

it('what the given number of requests does not allow is open, with the reason', async () => {
  const number = String(sandbox.world.pulls[0]?.number);
  const text = await scored('--pr', number, '--max-requests', '20');
  const { outcome } = JSON.parse(text) as Audit;
  expect([outcome, text.includes('an audit sends at most 20 requests')]).toEqual([
    'INSUFFICIENT_EVIDENCE',
    true,
  ]);
});

it('a commit that does not exist is one line below the progress, and exit code 2', async () => {
  const args = ['collect', '--repository', sandbox.repository, '--sha', 'f'.repeat(40)];
  const { code, err } = await onTerminal(...args);
  expect([code, err.trimEnd().split('\n').length]).toEqual([2, 2]);
  expect(err).toContain(`commit ${'f'.repeat(40)} could not be read`);
});
