import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Rehearsal } from '../../src/history/rehearsal.ts';
import { onTerminal } from './on-terminal.ts';

const RECORDED = join(import.meta.dirname, '../snapshots/evidence');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rehearse-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Saves recorded evidence as that of a milestone. */
function save(name: string, milestone: string): void {
  mkdirSync(join(folder, 'docs', milestone), { recursive: true });
  const to = join(folder, 'docs', milestone, `${milestone}_evidence.json.gz`);
  copyFileSync(join(RECORDED, `${name}.json.gz`), to);
}

function config(text: string): string {
  const path = join(folder, 'new.yml');
  writeFileSync(path, text);
  return path;
}

async function rehearse(
  ...args: readonly string[]
): Promise<Rehearsal & { readonly code: number }> {
  const { code, out } = await onTerminal('rehearse', '--json', '--quiet', folder, ...args);
  return { code, ...(JSON.parse(out) as Rehearsal) };
}

const changesOf = ({ audits }: Rehearsal): unknown =>
  audits.map(({ change, before, after }) => [change, before.verdict, after.verdict]);

it('the saved config changes nothing', async () => {
  save('m01-seed', 'M01');
  expect(changesOf(await rehearse('--config', config('profile: seed\n')))).toEqual([
    ['none', 'yellow', 'yellow'],
  ]);
});

it('says who would turn red, by which gate, and why', async () => {
  save('m01-seed', 'M01');
  const strict = config(
    'profile: seed\ngates:\n  - { title: All tests, when: [tests.failed == 0] }\n',
  );
  const { audits } = await rehearse('--config', strict);
  expect(audits.map(({ change, gates }) => [change, gates])).toEqual([
    [
      'caught',
      [{ title: 'All tests', state: 'failed', why: expect.stringContaining('tests.failed') }],
    ],
  ]);
});

it('evidence that another config would collect is open and counted', async () => {
  save('m01-seed', 'M01');
  const other = config('profile: seed\nartifacts: [other-*]\n');
  const { audits } = await rehearse('--config', other);
  expect(audits.map(({ change, open }) => [change, open.includes('test-results')])).toEqual([
    ['open', true],
  ]);
});

it('takes the newest milestones of each repository', async () => {
  for (const milestone of ['M9', 'M10', 'M11']) save('m01-seed', milestone);
  const { audits } = await rehearse('--config', config('profile: seed\n'), '--milestones', '2');
  expect(audits.map(({ source }) => source.slice(folder.length + 1))).toEqual([
    'docs/M10/M10_evidence.json.gz',
    'docs/M11/M11_evidence.json.gz',
  ]);
});

it('without a config, compares the published audit with what this version makes of it', async () => {
  save('m01-seed', 'M01');
  const published = join(RECORDED, '../expected/m01-seed/audit.json');
  copyFileSync(published, join(folder, 'docs/M01/M01_audit.json'));
  expect(changesOf(await rehearse())).toEqual([['none', 'yellow', 'yellow']]);
});

it('a file that cannot be read does not hide the others', async () => {
  save('m01-seed', 'M01');
  writeFileSync(join(folder, 'M02_evidence.json'), '{');
  const { audits, unreadable } = await rehearse('--config', config('profile: seed\n'));
  expect([audits.length, unreadable.map(({ why }) => why)]).toEqual([
    1,
    [expect.stringContaining('not JSON')],
  ]);
});

it('the exit code is 1 only on request', async () => {
  save('m01-seed', 'M01');
  const strict = config(
    'profile: seed\ngates:\n  - { title: All tests, when: [tests.failed == 0] }\n',
  );
  const codes = [
    await rehearse('--config', strict),
    await rehearse('--config', strict, '--fail-on', 'red'),
  ];
  expect(codes.map(({ code }) => code)).toEqual([0, 1]);
});

it('prints a table of what changes', async () => {
  save('m01-seed', 'M01');
  const strict = config(
    'profile: seed\ngates:\n  - { title: All tests, when: [tests.failed == 0] }\n',
  );
  const { out } = await onTerminal('rehearse', folder, '--quiet', '--config', strict);
  expect(out).toContain('1 audit: 1 would turn red');
  expect(out).toContain('| All tests | 1 | 0 |');
});

it.each([
  ['no evidence', [], 'the folder has no files in it'],
  ['a number that is none', ['--milestones', 'x'], 'must be a whole number'],
  ['a copy without a config', ['--extends', 'x.yml'], '--extends needs --config'],
])('%s is wrong usage', async (_, args, why) => {
  if (args.length > 0) save('m01-seed', 'M01');
  const { code, err } = await onTerminal('rehearse', folder, ...args);
  expect([code, err]).toEqual([2, expect.stringContaining(why)]);
});
