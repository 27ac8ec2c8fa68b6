import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { EVIDENCE, readRecorded } from '../snapshots/snapshots.ts';
import { onTerminal } from './on-terminal.ts';

const CONFIG = `own-rules:
  - id: small
    title: The change is small
    levels: { 5: 'no file changed', 2: 'a file changed' }
    expression: changes.files.size() == 0
    recommendation: Change less.
`;

const folder = mkdtempSync(join(tmpdir(), 'milestone-audit-own-'));
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  writeFileSync(at('config.yml'), CONFIG);
  writeFileSync(at('evidence.json'), readRecorded(EVIDENCE, 'honest-default'));
  const scored = await onTerminal('score', at('evidence.json'), '--config', at('config.yml'));
  writeFileSync(at('audit.json'), scored.out);
});
afterAll(() => rmSync(folder, { recursive: true }));

it('explain shows why a rule of the config is at its level, and what the next one takes', async () => {
  const { code, out } = await onTerminal(
    'explain',
    ...['small', at('audit.json'), '--config', at('config.yml')],
  );
  expect([code, out.split('\n')]).toEqual([
    0,
    expect.arrayContaining([
      expect.stringMatching(/ small: Level 2 \(.+\): a file changed\.$/),
      'Level 5 takes: no file changed',
      '  = Change less.',
    ]),
  ]);
});

it('rules lists the rules of a config, and shows one', async () => {
  const named = ['--config', at('config.yml')];
  const [all, one] = [
    await onTerminal('rules', ...named),
    await onTerminal('rules', 'small', ...named),
  ];
  expect([all.out, one.out]).toEqual([
    expect.stringMatching(/^small +The change is small$/m),
    expect.stringMatching(/^small: The change is small\n[\s\S]*Evidence: changes$/m),
  ]);
});

it('defer takes a rule of the config, and no other', async () => {
  const defer = (rule: string) =>
    onTerminal(
      'defer',
      ...['D01', '--rule', rule, '--level', '3', '--issue', '#1', '--reason', 'r', '--owner', 'o'],
      ...['--discovered', 'M01', '--until', 'M02', '--exit', 'e', '--config', at('config.yml')],
      ...['--registry', at('deferred.yml')],
    );
  const refused = await defer('smal');
  expect([refused.code, refused.err]).toEqual([2, expect.stringMatching(/did you mean small\?/)]);
  expect((await defer('small')).code).toBe(0);
  expect(readFileSync(at('deferred.yml'), 'utf8')).toMatch(/rule: small\n {4}level: 3/);
});
