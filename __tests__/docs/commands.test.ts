import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commandNames } from '../../scripts/reference/command-line.ts';
import { main } from '../../src/cli.ts';
import { blocksIn, loadCommands, PAGES, ROOT } from './pages.ts';

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: object;
};
const OURS = /^(?:node dist\/cli\.js|milestone-audit|npx milestone-audit) ([a-z-]+)/;
/** Programs that are another's, need a network, or change the machine: named, and not started. */
const NOT_STARTED = ['git', 'gh', 'export', 'cd'];

let folder = '';

async function run(args: readonly string[]) {
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

const usages = new Map<string, string>();

/** What a page calls a file, and the file that stands for it here. */
function standIn(argument: string): string {
  const files: Readonly<Record<string, string>> = {
    '../your-repository': ROOT,
    // Of a shallow clone nothing else is there for certain.
    COMMIT: 'HEAD',
    'reports/junit.xml': join(ROOT, '__tests__/fixtures/reports/junit/pytest.xml'),
    '.github/milestone-audit.yml': join(folder, 'config.yml'),
    'new.yml': join(folder, 'config.yml'),
    'evidence.json': join(folder, 'M01_evidence.json'),
    'docs/milestones/M01/M01_evidence.json.gz': join(folder, 'M01_evidence.json'),
    'audit.json': join(folder, 'M01_audit.json'),
    'docs/milestones/M01/M01_audit.json': join(folder, 'M01_audit.json'),
  };
  return files[argument] ?? argument;
}

/** Options of ours that the command's own `--help` does not know. */
function unknownOptions(line: string): readonly string[] {
  const name = OURS.exec(line)?.[1] ?? '';
  const usage = usages.get(name);
  if (usage === undefined) return [`there is no command ${name}`];
  const options = [...line.matchAll(/(?<![\w-])(--?[a-z][a-z-]*)/g)].map(([, one = '']) => one);
  return options.filter((one) => !new RegExp(`(?<![\\w-])${one}(?![\\w-])`).test(usage));
}

async function problemsOf(line: string): Promise<readonly string[]> {
  const [program = '', first = '', second = ''] = line.split(' ');
  if (OURS.test(line)) return [...unknownOptions(line), ...(await failure(line))];
  if (NOT_STARTED.includes(program)) return [];
  // Installed for real by the test of the package.
  if (line.startsWith('npm install --global')) return [];
  if (program === 'npm') {
    const script = { ci: 'build', test: 'test', run: second }[first] ?? '';
    return script in scripts ? [] : [`npm ${first} ${second}`];
  }
  const there = ['node', 'bash'].includes(program) && existsSync(join(ROOT, first));
  return there ? [] : [`${program} ${first}`];
}

/** Many pages name the same command, and it fails or works the same everywhere. */
const failures = new Map<string, Promise<readonly string[]>>();

function failure(line: string): Promise<readonly string[]> {
  const known = failures.get(line) ?? failureOf(line);
  failures.set(line, known);
  return known;
}

/** Runs one of our commands on stand-ins; a verdict that does not pass is no failure of the page. */
async function failureOf(line: string): Promise<readonly string[]> {
  const [, name = ''] = OURS.exec(line) ?? [];
  const rest = line.slice((OURS.exec(line)?.[0] ?? '').length).trim();
  // `collect` and `rollup` ask GitHub, `init` and `defer` write: only their options are checked.
  if (['collect', 'rollup', 'init', 'defer'].includes(name) || rest.startsWith('https:')) return [];
  // No page has a signed statement; `__tests__/cli/verify-signed.test.ts` signs some.
  if (rest.includes('--bundle')) return [];
  const given = rest.split(/\s+/).filter((one) => one !== '');
  const args = given.map((one) => one.replace(/^'(.*)'$/, '$1')).map(standIn);
  // `-o` is a file, `--out` a folder.
  const at = args.findIndex((one) => ['-o', '--out'].includes(one));
  if (at !== -1) args[at + 1] = join(folder, args[at] === '-o' ? 'made' : 'out');
  const { code, err } = await run([name, ...args]);
  return code === 2 ? [err] : [];
}

beforeAll(async () => {
  await loadCommands();
  for (const name of commandNames()) usages.set(name, (await run([name, '--help'])).out);
  folder = await mkdtemp(join(tmpdir(), 'milestone-audit-docs-'));
  await writeFile(join(folder, 'config.yml'), 'version: 1\n');
  await run(['audit', '--repo', ROOT, '--milestone', 'M01', '--out', folder, '--quiet']);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('every command in a block runs, or exists where it may not run here', () => {
  it.each(blocksIn('sh'))('%s', async (_where, text) => {
    const lines = text.split('\n').flatMap((line) => line.split(' && '));
    const problems: string[] = [];
    for (const line of lines.map((one) => one.replace(/\s#.*$/, '').trim())) {
      if (line !== '') problems.push(...(await problemsOf(line)));
    }
    expect(problems).toEqual([]);
  });
});

/** Placeholders in capitals and brackets are left alone: only command and options are held. */
const inline = PAGES.flatMap(({ path, codes }) =>
  codes.filter(({ value }) => OURS.test(value)).map(({ value }) => [path, value] as const),
);

it.each(inline)('%s: `%s` is a command with these options', (_path, line) => {
  expect(unknownOptions(line)).toEqual([]);
});

it('an option that stands alone is one of some command', () => {
  const all = [...usages.values()].join('\n');
  const alone = PAGES.filter(({ path }) => !path.includes('report-formats')).flatMap(
    ({ path, codes }) =>
      codes
        .filter(({ value }) => /^--[a-z-]+/.test(value) && !/^--(?:write|notes)\b/.test(value))
        .map(({ value }) => `${path} ${/^--[a-z-]+/.exec(value)?.[0]}`),
  );
  const known = (option: string): boolean =>
    new RegExp(`(?<![\\w-])${option}(?![\\w-])`).test(all) ||
    ['--help', '--version'].includes(option);
  expect(alone.filter((one) => !known(one.split(' ')[1] ?? ''))).toEqual([]);
});

describe('every example of a config is valid, and judges evidence', () => {
  const configs = readdirSync(join(ROOT, 'examples/configs')).sort();

  it.each(configs)('%s', async (name) => {
    const path = join(ROOT, 'examples/configs', name);
    const checked = await run(['check-config', path]);
    const scored = await run(['score', join(folder, 'M01_evidence.json'), '--config', path]);
    expect([checked.code, scored.err]).toEqual([0, '']);
    expect(JSON.parse(scored.out)).toMatchObject({ milestone: 'M01', config: { path } });
  });
});

it('commands are really looked at', async () => {
  expect(unknownOptions('node dist/cli.js render a.json --veiw comment')).toEqual(['--veiw']);
  expect(unknownOptions('milestone-audit scroe evidence.json')).toEqual([
    'there is no command scroe',
  ]);
  expect(await problemsOf('npm run nothing')).toEqual(['npm run nothing']);
  expect(await problemsOf('curl example.org')).toEqual(['curl example.org']);
  expect(await problemsOf('node dist/cli.js score nowhere.json')).not.toEqual([]);
});
