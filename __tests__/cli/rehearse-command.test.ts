import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Rehearsal, rehearsalSchema } from '../../src/model/rehearsal.ts';
import { onTerminal } from './on-terminal.ts';

const RECORDED = join(import.meta.dirname, '../snapshots/evidence');

const STRICT = 'profile: seed\ngates:\n  - { title: All tests, when: [tests.failed == 0] }\n';

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
  return { code, ...rehearsalSchema.parse(JSON.parse(out)) };
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
  const strict = config(STRICT);
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

/** Saves evidence that says it is of a repository and a milestone. */
function saveAs(path: string, name: string, id: string, auditKey = ''): void {
  const packed = readFileSync(join(RECORDED, 'm01-seed.json.gz'));
  const file = JSON.parse(gunzipSync(packed).toString('utf8')) as Record<
    'target' | 'config' | 'milestone',
    object
  >;
  const target = { ...file.target, repository: { owner: 'acme', name } };
  const milestone = { ...file.milestone, id };
  const to = join(folder, path);
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(
    to,
    JSON.stringify({ ...file, target, milestone, config: { ...file.config, auditKey } }),
  );
}

/** Returns what `--milestones 1` judges. */
async function newest(): Promise<readonly (readonly [string, string])[]> {
  const { audits } = await rehearse('--config', config('profile: seed\n'), '--milestones', '1');
  return audits.map(({ repository, milestone }) => [repository, milestone]);
}

it('takes the newest milestones of each repository, wherever its files are', async () => {
  // Ids that are part of the folders' names.
  for (const id of ['1', '2']) saveAs(`web${id}/${id}/${id}_evidence.json`, 'web', id);
  for (const id of ['9', '10']) saveAs(`docs/${id}/audits/${id}_evidence.json`, 'api', id);
  expect(await newest()).toEqual([
    ['acme/api', '10'],
    ['acme/web', '2'],
  ]);
});

it('takes the newest milestones of each audit key', async () => {
  saveAs('M01/M01_evidence_api.json', 'web', 'M01', 'api');
  saveAs('M02/M02_evidence_ui.json', 'web', 'M02', 'ui');
  saveAs('M03/M03_evidence_ui.json', 'web', 'M03', 'ui');
  expect((await newest()).map(([, milestone]) => milestone)).toEqual(['M01', 'M03']);
});

it('counts repositories by their newest milestone', async () => {
  saveAs('web/M01_evidence.json', 'web', 'M01');
  // Its deferral has expired, so it is red under either config.
  saveAs('web/M02_evidence.json', 'web', 'M02');
  saveAs('api/M01_evidence.json', 'api', 'M01');
  const { totals } = await rehearse('--config', config(STRICT));
  expect([totals.caught, totals.repositories_caught, totals.repositories]).toEqual([2, 1, 2]);
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
  const strict = config(STRICT);
  const codes = [
    await rehearse('--config', strict),
    await rehearse('--config', strict, '--fail-on', 'red'),
  ];
  expect(codes.map(({ code }) => code)).toEqual([0, 1]);
});

it('names failed gates before those that are open', async () => {
  save('m01-seed', 'M01');
  const { audits } = await rehearse('--config', config('profile: default\n'));
  const states = audits.flatMap(({ gates }) => gates.map(({ state }) => state));
  expect(states).toEqual(['failed', 'not-evaluated', 'not-evaluated']);
});

it('says what is compared', async () => {
  save('m01-seed', 'M01');
  const { out } = await onTerminal('rehearse', folder, '--quiet', '--config', config(STRICT));
  expect(out).toContain('new.yml`, both by version 2 of the rules.');
});

it('prints a table of what changes', async () => {
  save('m01-seed', 'M01');
  const strict = config(STRICT);
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
