import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { main } from '../../src/cli.ts';
import { patternProblem } from '../../src/lib/linear-pattern.ts';
import { auditPaths, historyPaths } from '../../src/model/audit-paths.ts';
import { RULES_VERSION } from '../../src/rules/registry.ts';
import { ROOT } from './pages.ts';

/* Facts that the page on upgrading states, held to the code that makes them true. */

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const PAGE = read('docs/how-to/upgrade.md');
const ACTION = read('action.yml');

/** What the page says of a topic: in 0.1.0, and now. */
function said(topic: string): readonly [before: string, now: string] {
  const row = PAGE.split('\n').find((line) => line.startsWith(`| ${topic} |`)) ?? '';
  const [, , before = '', now = ''] = row.split('|').map((cell) => cell.trim());
  return [before, now];
}

describe('the page on upgrading', () => {
  it('names the outputs of the score', () => {
    const [before, now] = said('score');
    expect([before, now].join(' ')).toMatch(/`measured`.*`score-max`/);
    expect([/^ {2}measured:/m.test(ACTION), /^ {2}score-max:/m.test(ACTION)]).toEqual([
      false,
      true,
    ]);
  });

  it('names the default for pull requests without a milestone', () => {
    const [, now] = said('pull request without a milestone');
    const found = /without-milestone:\n {4}description:[^\n]*\n {4}default: (\w+)/.exec(
      ACTION,
    )?.[1];
    expect(now).toContain(`is \`${found}\` by default`);
  });

  it('names the version of the rules', () => {
    expect(said('rules')[1]).toContain(`version ${RULES_VERSION}:`);
  });

  it('names the files of evidence and of the newest audit', () => {
    const { evidence } = auditPaths('docs/milestones/{milestone}/{milestone}_audit.md', 'M01', '');
    expect([said('committed evidence')[1], said('newest audit for other tools')[1]]).toEqual([
      `\`${evidence.split('/').at(-1)}\`, up to 1 MiB`,
      '`latest.json`',
    ]);
  });

  it('names an option that is gone', async () => {
    const said: string[] = [];
    const terminal = { out: () => {}, err: (text: string) => said.push(text) };
    const code = await main(['audit', '--write'], terminal);
    expect([code, said.join('')]).toEqual([2, expect.stringContaining('--write')]);
  });

  it.each([
    ['(?=x)(M\\d+)', 'lookahead'],
    ['(?<=x)(M\\d+)', 'lookbehind'],
    ['(M)\\1', 'back-reference'],
  ])('names what an expression %s may not have', (pattern, what) => {
    const text = patternProblem(pattern) ?? '';
    expect([text.includes(what), PAGE.includes(what)]).toEqual([true, true]);
  });
});

it('names the file of the newest audit as it is written', () => {
  const places = { docsPath: 'docs/milestones/{milestone}/{milestone}_audit.md', auditKey: '' };
  expect(Object.values(historyPaths(places) ?? {})).toContain('docs/milestones/latest.json');
});
