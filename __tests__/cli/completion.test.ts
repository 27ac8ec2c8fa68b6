import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../src/cli/command-list.ts';
import { RULES } from '../../src/rules/registry.ts';
import { onTerminal } from './on-terminal.ts';

let folder = '';
const scripts: Record<string, string> = {};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'milestone-audit-completion-'));
  mkdirSync(join(folder, 'reports of mine'));
  writeFileSync(join(folder, 'evidence.json'), '{}');
  for (const shell of ['bash', 'zsh', 'fish']) {
    scripts[shell] = (await onTerminal('completion', shell)).out;
    writeFileSync(join(folder, `milestone-audit.${shell}`), scripts[shell] ?? '');
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const has = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

/** What bash offers at the end of a line, asked the way bash asks a completion. */
function offered(...words: readonly string[]): readonly string[] {
  const script = [
    'source milestone-audit.bash',
    `COMP_WORDS=(milestone-audit ${words.map((one) => `'${one}'`).join(' ')})`,
    `COMP_CWORD=${words.length}`,
    '_milestone_audit',
    `printf '%s\\n' "\${COMPREPLY[@]}"`,
  ].join('\n');
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect([stderr, status]).toEqual(['', 0]);
  return stdout.split('\n').filter((line) => line !== '');
}

/** Windows may have none. */
const BASH = has('bash');

describe('bash', () => {
  it('reads the script', () => {
    if (!BASH) return;
    const { status, stderr } = spawnSync('bash', ['-n', join(folder, 'milestone-audit.bash')]);
    expect([status, String(stderr)]).toEqual([0, '']);
  });

  it.each([
    [[''], [...Object.keys(COMMANDS), '--help', '--version']],
    [['re'], ['render', 'rehearse', 'reports']],
    [
      ['audit', '--re'],
      ['--repo', '--reports'],
    ],
    [
      ['audit', '--fail-on', ''],
      ['red', 'yellow', 'never'],
    ],
    [['audit', '--fail-on', 'y'], ['yellow']],
    [['audit', '--repo', 'rep'], ['reports of mine']],
    [['reports', 'evidence.json', 'rep'], ['reports of mine']],
    [['audit', '--milestone', ''], []],
    [['score', 'ev'], ['evidence.json']],
    [['score', '-o', 'ev'], ['evidence.json']],
    [['render', 'evidence.json', '--view', 'd'], ['document']],
    [['explain', 'pinned'], ['pinned-actions']],
    [['explain', 'pinned-actions', 'ev'], ['evidence.json']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['rules', 'secret'], ['secret-scan']],
    [['nothing', ''], []],
  ])('%j is completed to %j', (words, expected) => {
    if (BASH) expect(offered(...words)).toEqual(expected);
  });
});

/* No zsh and no fish where this is written: they are read by them where there are any. */
it.each(['zsh', 'fish'])('%s reads the script, where there is one', (shell) => {
  const file = join(folder, `milestone-audit.${shell}`);
  if (!has(shell)) expect(scripts[shell]).not.toBe('');
  else expect(spawnSync(shell, ['-n', file]).status).toBe(0);
});

it.each(['bash', 'zsh', 'fish'])('%s knows every command, option, word and rule', (shell) => {
  const script = scripts[shell] ?? '';
  for (const [name, { options }] of Object.entries(COMMANDS)) {
    expect(script).toContain(name);
    const long = shell === 'fish' ? '-l ' : '--';
    for (const option of options) expect(script).toContain(`${long}${option.name}`);
  }
  expect(script).toContain('document comment summary ledger json');
  expect(script).toContain(RULES.map(({ id }) => id).join(' '));
});

it('a meaning that holds signs of the shell ends no quote', () => {
  expect(scripts['zsh']).toContain('from branch, title');
  const quotes = (scripts['fish'] ?? '').split('\n').map((line) => line.split("'").length % 2);
  expect(quotes.every((odd) => odd === 1)).toBe(true);
});

it('zsh offers files again and again where a command takes any number', () => {
  expect(scripts['zsh']).toContain("'*:file:_files'");
});
