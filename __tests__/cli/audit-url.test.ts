import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import type { Audit } from '../../src/model/audit.ts';
import { onTerminal } from './on-terminal.ts';

/* Audits of the embedded GitHub by their address. */

const STORY = join(import.meta.dirname, '../../sandbox/stories/m01');
const before = { ...process.env };

let sandbox: Sandbox;
let folder = '';
let url = '';
beforeAll(async () => {
  sandbox = await startSandbox(STORY);
  folder = mkdtempSync(join(tmpdir(), 'milestone-audit-url-'));
  url = `https://github.com/${sandbox.repository}/pull/${sandbox.world.pulls[0]?.number}`;
  Object.assign(process.env, {
    GH_TOKEN: sandbox.token,
    GITHUB_API_URL: sandbox.url,
    GITHUB_GRAPHQL_URL: sandbox.graphqlUrl,
    GITHUB_SERVER_URL: 'https://github.com',
  });
  delete process.env['GITHUB_TOKEN'];
});
afterAll(async () => {
  process.env = before;
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

async function audited(...args: readonly string[]): Promise<Audit> {
  const { out } = await onTerminal('audit', ...args, '--json', '--quiet');
  return JSON.parse(out) as Audit;
}

it('gives a verdict, not a preview', async () => {
  const { verdict, outcome } = await audited(url);
  expect([verdict === null, outcome === 'PREVIEW']).toEqual([false, false]);
});

it('ends with the verdict and one command', async () => {
  const { out } = await onTerminal('audit', url);
  expect(out).toMatch(
    new RegExp(
      `(?:^|\n)[A-Z][a-z0-9 ]+: M01 .+ of ${sandbox.repository} at [0-9a-f]{7}, score \\d\\.\\d.*\n {2}.+\nNext: milestone-audit .+\n$`,
    ),
  );
});

it('audits a short form, a branch and a run as its pull request', async () => {
  const { milestone, commits } = await audited(url);
  const [pull] = sandbox.world.pulls;
  const run = sandbox.world.runs[0]?.id;
  const same = [
    `${sandbox.repository}#${pull?.number}`,
    `${sandbox.repository}@${pull?.headRef}`,
    `https://github.com/${sandbox.repository}/actions/runs/${run}`,
  ];
  for (const one of same) {
    const audit = await audited(one);
    expect([audit.milestone, audit.commits.audited]).toEqual([milestone, commits.audited]);
  }
});

it('writes the document, the JSON and the evidence, and scoring that evidence gives the JSON', async () => {
  const [out, evidence] = [join(folder, 'out'), join(folder, 'evidence.json')];
  await onTerminal('audit', url, '--out', out, '--evidence', evidence);
  expect(readdirSync(out).sort()).toEqual(['M01_audit.json', 'M01_audit.md', 'M01_evidence.json']);
  const scored = await onTerminal('score', evidence);
  expect(scored.out).toBe(readFileSync(join(out, 'M01_audit.json'), 'utf8'));
});

it('writes nothing to GitHub', async () => {
  await onTerminal('audit', url);
  const reads = ['GET', 'HEAD'];
  const writes = sandbox.requests.filter(
    ({ method, path }) => !reads.includes(method) && !path.endsWith('/graphql'),
  );
  const mutations = sandbox.requests.filter(({ operation }) =>
    /^create|^update/.test(operation ?? ''),
  );
  expect([writes, mutations]).toEqual([[], []]);
});

it('reports progress on lines of stderr', async () => {
  const { err } = await onTerminal('audit', url);
  expect(err).toMatch(/^Collecting from [\w.-]+\/[\w.-]+\nCollecting evidence of [0-9a-f]{7}\n/);
});

it('refuses an option that only a checkout has', async () => {
  const { code, err } = await onTerminal('audit', url, '--base', 'main');
  expect([code, err]).toEqual([
    2,
    `milestone-audit audit: --base is for a checkout and cannot be used with ${url}\n`,
  ]);
});

it('names a pull request that does not exist', async () => {
  const { code, err } = await onTerminal('audit', `${sandbox.repository}#9999`, '--quiet');
  expect([code, err]).toEqual([2, expect.stringContaining('pull request #9999 could not be read')]);
});

it('without a token reads what is public and names what stays open', async () => {
  const { GH_TOKEN, PATH } = process.env;
  // No GitHub command line either, which would give its token.
  Object.assign(process.env, { GH_TOKEN: '', PATH: '' });
  try {
    const { outcome, rules } = await audited(url);
    const open = rules.flatMap((rule) => rule.open ?? []);
    expect([outcome, open.some((text) => JSON.stringify(text).includes('token'))]).toEqual([
      'INSUFFICIENT_EVIDENCE',
      true,
    ]);
  } finally {
    Object.assign(process.env, { GH_TOKEN, PATH });
  }
});

it('sends the token of github.com to no other host', async () => {
  const sent: [string, string | null][] = [];
  const answer = jest.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) => {
    sent.push([new URL(String(url)).host, new Headers(init?.headers).get('authorization')]);
    return new Response('{}', { status: 404, headers: { 'content-type': 'application/json' } });
  });
  await onTerminal('audit', 'https://git.example/octo/till/pull/1', '--quiet');
  answer.mockRestore();
  expect([...new Map(sent)]).toEqual([['git.example', null]]);
});
