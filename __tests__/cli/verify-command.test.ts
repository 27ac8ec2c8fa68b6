import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Audit } from '../../src/model/audit.ts';
import { aRepository, type TestRepository } from '../local/a-repository.ts';
import { onTerminal } from './on-terminal.ts';

let repo: TestRepository;
beforeEach(() => {
  repo = aRepository();
});
afterEach(() => repo.remove());

const CONFIG = `version: 1
ledger: ledger.md
categories:
  - { id: tests, title: Tests, weight: 1, rules: [test-results, test-count] }
`;

const LEDGER =
  '# Ledger\n\n<!-- milestone-audit:ledger -->\n| ID | Score | Owner |\n|---|---|---|\n<!-- /milestone-audit:ledger -->\n';

const DEFERRED = `- id: D01
  issue: "#1"
  covers: { rule: test-results, level: 4 }
  reason: it is known
  owner: ada
  discovered: M01
  until: M09
  exit: "test-results >= 5"
`;

const suite = (passed: number, failed = 0): string =>
  `<testsuite name="s">${Array.from({ length: passed }, (_, at) => `<testcase name="c${at}"/>`).join('')}${failed === 1 ? '<testcase name="f"><failure message="no"/></testcase>' : ''}</testsuite>`;

const pathOf = (id: string): string => `docs/milestones/${id}/${id}_audit.json`;
const textOf = (path: string): string => readFileSync(join(repo.folder, path), 'utf8');
const auditOf = (id: string): Audit => JSON.parse(textOf(pathOf(id))) as Audit;

/** Works on a milestone, audits the checkout, and commits the audit and its evidence. */
async function close(
  id: string,
  tests: string,
  files: Record<string, string> = {},
): Promise<Audit> {
  repo.commit(`${id}: work`, { 'src/work.js': `${id} ${tests.length}`, ...files });
  repo.put('junit.xml', tests);
  const { code, err } = await onTerminal(
    ...['audit', '--repo', repo.folder, '--milestone', id, '--fail-on', 'never'],
    ...['--out', join(repo.folder, 'docs/milestones', id)],
  );
  if (code !== 0) throw new Error(err);
  repo.git('add', 'docs');
  repo.git('commit', '--quiet', '--message', `audit of ${id}`);
  return auditOf(id);
}

const verify = (...args: readonly string[]) => onTerminal('verify', '--repo', repo.folder, ...args);

const START = {
  '.gitignore': 'junit.xml\n',
  '.github/milestone-audit.yml': CONFIG,
  'ledger.md': LEDGER,
  'docs/milestones/deferred.yml': DEFERRED,
};

it('audits that follow each other keep the chain and the registry, and are reproduced', async () => {
  const first = await close('M01', suite(3, 1), START);
  const second = await close('M02', suite(5));
  expect([first.mode, first.predecessor]).toEqual(['baseline', null]);
  expect(second).toMatchObject({
    predecessor: { milestone: 'M01', path: pathOf('M01'), audited: first.commits.audited },
    trend: [{ milestone: 'M01', score: first.score }],
    deferrals: [{ id: 'D01', state: 'resolved', resolved_in: 'M02' }],
  });
  expect(second.predecessor?.blob).toBe(repo.git('rev-parse', `HEAD:${pathOf('M01')}`));
  const third = await close('M02', suite(6));
  expect(third.history).toMatchObject([{ audited: second.commits.audited, score: second.score }]);
  expect(await verify()).toEqual({
    code: 0,
    out: '4 files made by audits: 4 reproduced\n',
    err: '',
  });
});

it('a document and a JSON that were edited are named, and the exit code is 1', async () => {
  await close('M01', suite(3), START);
  await close('M02', suite(3));
  const document = 'docs/milestones/M02/M02_audit.md';
  repo.commit('touch up', {
    [pathOf('M01')]: textOf(pathOf('M01')).replace(/"score": [\d.]+,/, '"score": 4.9,'),
    [document]: textOf(document).replace('M02', 'M2'),
  });
  const { code, out } = await verify();
  const lines = out.trimEnd().split('\n');
  expect(code).toBe(1);
  expect(lines.map((line) => line.replace(/(?<=: from line )\d+/, 'n'))).toEqual([
    expect.stringContaining(`✗ ${pathOf('M01')}: differs: `),
    expect.stringContaining(`✗ ${document}: differs: `),
    expect.stringContaining('✗ the audit of M01 was changed'),
    '4 files made by audits: 2 reproduced, 2 differs',
  ]);
});

it('an audit without its evidence fails by name', async () => {
  await close('M01', suite(3), START);
  repo.git('rm', '--quiet', 'docs/milestones/M01/M01_evidence.json');
  repo.git('commit', '--quiet', '--message', 'smaller');
  const { code, out } = await verify();
  expect([code, out.split('\n')[0]]).toEqual([
    1,
    expect.stringContaining(`✗ ${pathOf('M01')}: evidence missing: `),
  ]);
});

it('a repository without audits has nothing to verify', async () => {
  repo.commit('start');
  expect(await verify()).toMatchObject({ code: 0, out: 'no audit is committed here\n' });
});
