import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { main } from '../../src/cli.ts';
import { RULES } from '../../src/rules/registry.ts';
import { type Ended, m01, onStage } from '../bundle/stage.ts';

let folder = '';
/** The action's own audit of M01, from the shipped bundle. */
let action: Ended;
const file = (name: string): string => join(folder, name);

async function run(...args: readonly string[]) {
  const said = { out: '', err: '' };
  const code = await main(args, {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
  });
  return { code, ...said };
}

/** The shipped command line, which knows its version. */
function shipped(...args: readonly string[]) {
  const root = process.env['MILESTONE_AUDIT_ACTION'] || join(import.meta.dirname, '../..');
  const cli = join(root, 'dist/cli.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'milestone-audit-cli-'));
  action = await onStage(m01(), ({ audit }) => audit('pull_request'));
  await writeFile(file('evidence.json'), action.evidence);
  await writeFile(file('audit.json'), action.json);
  await writeFile(file('good.yml'), 'version: 1\nprofile: seed\n');
  await writeFile(file('bad.yml'), 'version: 2\nprofil: seed\nminimum-score: 9\n');
  await writeFile(file('nothing.txt'), 'nothing');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('score', () => {
  it('the action’s evidence gives the action’s JSON, byte for byte', () => {
    expect(shipped('score', file('evidence.json'))).toEqual({
      code: 0,
      out: action.json,
      err: '',
    });
  });

  it('-o writes the same bytes to a file and says the verdict on stderr', async () => {
    const { code, out, err } = shipped('score', file('evidence.json'), '-o', file('made.json'));
    expect([code, out]).toEqual([0, '']);
    expect(err).toContain('M01: Passed with 1 deferral');
    expect(await readFile(file('made.json'), 'utf8')).toBe(action.json);
  });

  it.each([
    ['red', 0],
    ['yellow', 1],
    ['never', 0],
  ])('a yellow verdict with --fail-on %s ends with exit code %i', async (value, code) => {
    const ended = await run('score', file('evidence.json'), '--fail-on', value);
    expect(ended.code).toBe(code);
  });

  it('another config judges the same evidence anew', async () => {
    await writeFile(file('strict.yml'), 'profile: seed\nminimum-score: 4.9\n');
    const { code, out } = await run('score', file('evidence.json'), '--config', file('strict.yml'));
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'red', minimum_score: 4.9 });
  });
});

describe('render', () => {
  it('the document of the action’s JSON is the action’s document', async () => {
    expect(await run('render', file('audit.json'), '--view', 'document')).toEqual({
      code: 0,
      out: action.document,
      err: '',
    });
  });

  it.each(['comment', 'summary', 'ledger', 'json'])('prints the view %s', async (view) => {
    const { code, out, err } = await run('render', file('audit.json'), '--view', view);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('M01');
    expect(out).toContain('4.7');
  });
});

describe('rules and explain', () => {
  it('rules --json lists every rule with a table of six levels', async () => {
    const { code, out } = await run('rules', '--json');
    const { rules } = JSON.parse(out) as { rules: { id: string; levels: string[] }[] };
    expect(code).toBe(0);
    expect(rules.map(({ id, levels }) => [id, levels.length])).toEqual(
      RULES.map(({ id }) => [id, 6]),
    );
  });

  it('rules lists every rule by its id', async () => {
    const { code, out } = await run('rules');
    expect(code).toBe(0);
    expect(RULES.filter(({ id }) => !out.includes(`${id} `))).toEqual([]);
  });

  it('explain answers first and marks the reached level', async () => {
    const { code, out } = await run('explain', 'coverage-gate', file('audit.json'));
    expect(code).toBe(0);
    expect(out).toMatch(/^M01 coverage-gate: Level 3/i);
    expect(out).toMatch(/\n> 3 Acceptable {4}/);
    expect(out).toContain('.github/workflows/tests.yml#L39');
  });
});

describe('check-config', () => {
  it('a good config is valid', async () => {
    const { code, out } = await run('check-config', file('good.yml'));
    expect([code, out.split('\n')[0]]).toEqual([0, `${file('good.yml')} is valid`]);
  });

  it('every problem is listed with its place and line, and counted', async () => {
    const { code, out } = await run('check-config', file('bad.yml'));
    expect(code).toBe(1);
    const lines = out.trimEnd().split('\n');
    const places = lines.flatMap((line) => /bad\.yml:(\d+)/.exec(line)?.[1] ?? []);
    expect([places, lines.at(-1)]).toEqual([['1', '2', '3'], `3 problems in ${file('bad.yml')}`]);
    expect(out).toContain('\n    2 | profil: seed\n');
  });
});

describe('wrong usage ends with exit code 2 and one line that helps', () => {
  it.each([
    ['an unknown command', ['scroe'], /did you mean score\?/],
    ['no file', ['score'], /evidence file is missing/],
    ['a file that is not there', ['score', 'nowhere.json'], /nowhere\.json/],
    ['an unknown option', ['render', 'a.json', '--veiw', 'x'], /did you mean --view\?/],
    ['an unknown rule', ['explain', 'coverage-gat'], /did you mean coverage-gate\?/],
    ['an unknown value', ['score', 'a.json', '--fail-on', 'orange'], /orange/],
  ])('%s', async (_what, args, says) => {
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(says);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each(['score', 'render', 'explain'])('%s says what is wrong with a file', async (name) => {
    const args = name === 'explain' ? [name, 'coverage-gate'] : [name];
    const { code, err } = await run(...args, file('nothing.txt'));
    expect(code).toBe(2);
    expect(err).toMatch(/nothing\.txt: .*JSON/);
  });

  it('an unknown view', async () => {
    const { code, err } = await run('render', file('audit.json'), '--view', 'documnt');
    expect(code).toBe(2);
    expect(err).toContain('did you mean document?');
  });
});

describe('help and version', () => {
  it('--help lists every command and the exit codes', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    for (const name of [
      'score',
      'render',
      'reports',
      'workflows',
      'rules',
      'explain',
      'check-config',
    ])
      expect(out).toContain(`\n  ${name}`);
    expect(out).toContain('Exit codes');
  });

  it('COMMAND --help shows its usage', async () => {
    const { code, out } = await run('score', '--help');
    expect([code, out.includes('usage: milestone-audit score')]).toEqual([0, true]);
  });

  it('--version is that of the package', async () => {
    const manifest = await readFile(join(import.meta.dirname, '../../package.json'), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    expect(shipped('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });
});
