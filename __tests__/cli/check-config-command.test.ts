import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onTerminal } from './on-terminal.ts';

let folder = '';
const COMMIT = '5'.repeat(40);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'milestone-audit-config-'));
  writeFileSync(join(folder, 'shared.yml'), 'fail-on: yellow\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function check(text: string, ...args: readonly string[]) {
  const path = join(folder, 'config.yml');
  writeFileSync(path, text);
  const { code, out } = await onTerminal('check-config', path, ...args);
  return { code, lines: out.replaceAll(path, 'config.yml').split('\n') };
}

it.each([
  ['minimum-score: 3\n', 'minimum-score: 3  (line 1)'],
  ['version: 1\n', 'fail-on: red  (default)'],
  [
    'version: 1\ngates:\n  - { title: Own, when: ["tests.failed == 0"] }\n',
    'gates.Own: when tests.failed == 0  (line 3)',
  ],
  ['profile: seed\n', 'unscored: required-runs, no-weakening, invariants  (profile seed)'],
  [
    'rules:\n  secret-scan: { off: no secrets }\n',
    'rules.secret-scan: state off; reason no secrets  (line 2)',
  ],
])('a value of %j is shown with its origin', async (text, line) => {
  expect((await check(text)).lines).toContain(line);
});

it('a value of the shared config names that config', async () => {
  const text = `extends: acme/.github/audit.yml@${COMMIT}\n`;
  const { lines } = await check(text, '--extends', join(folder, 'shared.yml'));
  expect(lines).toContain('fail-on: yellow  (acme/.github/audit.yml@5555555)');
});

it('a shared config that was not read is named', async () => {
  const { code, lines } = await check(`extends: acme/.github/audit.yml@${COMMIT}\n`);
  expect([code, lines[2]]).toEqual([
    0,
    `extends: acme/.github/audit.yml@${COMMIT}  (not read: give a copy with --extends FILE)`,
  ]);
});

it('a problem shows its line, a suggestion and the count', async () => {
  const text = 'gates:\n  - { title: T, when: ["tset-results >= 4"] }\n';
  expect(await check(text)).toEqual({
    code: 1,
    lines: [
      expect.stringMatching(/^config\.yml:2:\d+: .*did you mean `test-results`\?$/),
      expect.stringMatching(/^ {4}2 \| .*tset-results/),
      '1 problem in config.yml',
      '',
    ],
  });
});
