import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { onTerminal } from './on-terminal.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'milestone-audit-defer-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('what is left blank is missing, and all of it is said at once', async () => {
  const { code, err } = await onTerminal('defer', 'D01', '--owner', ' ', '--reason', 'no time');
  expect([code, err]).toEqual([
    2,
    'milestone-audit defer: missing: --issue, --owner, --discovered, --until, --exit\n',
  ]);
});

const defer = (id: string, ...more: readonly string[]) =>
  onTerminal(
    'defer',
    ...[id, '--issue', '#12', '--reason', 'no time', '--owner', 'ada', '--discovered', 'M01'],
    ...['--until', 'M02', '--exit', 'coverage-gate >= 4'],
    ...['--registry', join(folder, 'docs', 'deferred.yml'), ...more],
  );

it('the first entry begins the registry, the second follows it', async () => {
  expect(await defer('D01', '--tests', '**a**', '--tests', '**b**')).toMatchObject({ code: 0 });
  expect(await defer('D02', '--rule', 'coverage-gate', '--level', '3')).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, 'docs', 'deferred.yml'), 'utf8')).toBe(`- id: D01
  issue: "#12"
  covers:
    tests:
      - "**a**"
      - "**b**"
  reason: no time
  owner: ada
  discovered: M01
  until: M02
  exit: coverage-gate >= 4
- id: D02
  issue: "#12"
  covers:
    rule: coverage-gate
    level: 3
  reason: no time
  owner: ada
  discovered: M01
  until: M02
  exit: coverage-gate >= 4
`);
});

it.each([
  ['nothing covered', [], 'say what it covers'],
  ['two things covered', ['--tests', 'x', '--threshold', 'y'], 'say what it covers'],
  ['an unknown rule', ['--rule', 'coverage', '--level', '3'], 'unknown rule coverage'],
  ['no level', ['--rule', 'coverage-gate'], '--level must be a whole number'],
])('%s is wrong usage', async (_, more, words) => {
  const { code, err } = await defer('D01', ...more);
  expect([code, err.includes(words)]).toEqual([2, true]);
});

it('takes the ids and the registry of the config', async () => {
  const config = join(folder, 'config.yml');
  const registry = join(folder, 'known.yml');
  writeFileSync(
    config,
    `version: 1\nmilestone: { pattern: '(sprint-[0-9]+)' }\nregistry: ${relative('.', registry)}\n`,
  );
  const { code, err } = await onTerminal(
    'defer',
    ...['D01', '--issue', '#12', '--reason', 'no time', '--owner', 'ada', '--exit', 'it passes'],
    ...['--discovered', 'sprint-9', '--until', 'sprint-10', '--tests', 'a', '--config', config],
  );
  expect([code, err]).toEqual([0, '']);
  expect(readFileSync(registry, 'utf8')).toContain('until: sprint-10\n');
});
