import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { canonicalJson } from '../../src/lib/canonical-json.ts';
import { renderJson } from '../../src/model/audit.ts';
import type { Rollup } from '../../src/model/rollup.ts';
import { aLatest } from '../history/a-rollup.ts';
import { anAudit } from '../render/an-audit.ts';
import { onTerminal } from './on-terminal.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollup-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(path: string, text: string): string {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
}

async function rowsOf(...args: readonly string[]): Promise<readonly (string | null)[][]> {
  const { out } = await onTerminal('rollup', '--json', ...args);
  const { repositories } = JSON.parse(out) as Rollup;
  return repositories.map(({ repository, verdict, milestone }) => [repository, verdict, milestone]);
}

it('reads each latest.json of a folder, and audits where there is none', async () => {
  put('web/docs/milestones/latest.json', canonicalJson(aLatest({ repository: 'acme/web' })));
  put('web/docs/milestones/M01/M01_audit.json', 'never read');
  put('ui/M01_audit.json', renderJson(anAudit()));
  put('ui/package.json', '{}');
  expect(await rowsOf(folder)).toEqual([
    ['acme/web', 'green', 'M03'],
    ['acme/webui', anAudit().verdict, 'M01'],
  ]);
});

it('a broken file in the folder of a listed repository costs the row of that repository', async () => {
  put('acme/web/latest.json', '{');
  const list = put('list.yml', '- acme/web\n- { repository: acme/api, team: core, tier: 1 }\n');
  expect(await rowsOf(folder, '--repositories', list)).toEqual([
    ['acme/api', null, null],
    ['acme/web', null, null],
  ]);
});

it('a reason that a fan-out left is the reason of its repository, unless it has an audit', async () => {
  put('audits-0/acme/web/not-collected.txt', 'not collected: no requests\n');
  put('audits-1/acme/api/not-collected.txt', 'not collected: no requests\n');
  put('other/acme/api/latest.json', canonicalJson(aLatest({ repository: 'acme/api' })));
  const list = put('list.yml', '- acme/web\n- acme/api\n');
  const { out } = await onTerminal('rollup', '--json', folder, '--repositories', list);
  const { repositories } = JSON.parse(out) as Rollup;
  expect(repositories.map(({ repository, why }) => [repository, why])).toEqual([
    ['acme/api', null],
    ['acme/web', 'not collected: no requests'],
  ]);
});

it('a path that does not exist costs one row', async () => {
  const file = put('latest.json', canonicalJson(aLatest()));
  expect((await rowsOf(file, join(folder, 'gone.json'))).length).toBe(2);
});

it('writes the four files into a folder', async () => {
  put('in/latest.json', canonicalJson(aLatest()));
  const out = join(folder, 'out');
  const { code } = await onTerminal('rollup', join(folder, 'in'), '--out', out);
  const starts = ['README.md', 'index.html', 'rollup.csv', 'rollup.json'].map((name) =>
    readFileSync(join(out, name), 'utf8').slice(0, 15),
  );
  expect([code, ...starts]).toEqual([
    0,
    '<!-- milestone-',
    '<!doctype html>',
    '"repository","a',
    '{\n  "as_of": "2',
  ]);
});

it('compares with the last roll-up', async () => {
  const file = put('latest.json', canonicalJson(aLatest()));
  const before = put('before.json', (await onTerminal('rollup', '--json', file)).out);
  put('latest.json', canonicalJson(aLatest({ score: 3, score_max: 3 })));
  const { out } = await onTerminal('rollup', file, '--previous', before);
  expect(out).toContain('| acme/webui | −1.2 |');
});

it.each([
  ['an empty folder', ['.'], 'there is no latest.json and no audit'],
  ['a day that is none', ['.', '--as-of', '2026-02-31'], '--as-of must be a day'],
  ['a list with a wrong name', ['.', '--repositories', 'list.yml'], '"acme" must be OWNER/NAME'],
  ['a list of another form', ['.', '--repositories', 'other.yml'], 'it must be a list'],
  ['a last roll-up that is none', ['.', '--previous', 'list.yml'], 'it is not JSON'],
])('%s is wrong usage', async (_, args, why) => {
  put('list.yml', '- acme\n');
  put('other.yml', 'a: 1\n');
  const given = args.map((one) =>
    one === '.' ? folder : one.endsWith('.yml') ? join(folder, one) : one,
  );
  const { code, err } = await onTerminal('rollup', ...given);
  expect([code, err.includes(why) ? why : err]).toEqual([2, why]);
});

it('a README that a person wrote is never overwritten', async () => {
  const file = put('latest.json', canonicalJson(aLatest()));
  put('out/README.md', '# Ours\n');
  const { code, err } = await onTerminal('rollup', file, '--out', join(folder, 'out'));
  expect([code, err]).toEqual([2, expect.stringContaining('was not made by rollup')]);
  expect(readFileSync(join(folder, 'out/README.md'), 'utf8')).toBe('# Ours\n');
});
