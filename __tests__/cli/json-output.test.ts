import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import { jsonSchemas } from '../../scripts/reference/json-schemas.ts';
import { COMMAND_ERROR, COMMAND_JSON, type CommandName } from '../../src/cli/command-json.ts';
import { COMMANDS } from '../../src/cli/command-list.ts';
import { aRepository } from '../local/a-repository.ts';
import { onTerminal } from './on-terminal.ts';

/* Every command with `--json`, compared with the schema that is published for it. */

const ROOT = join(import.meta.dirname, '../..');
const repository = aRepository();
const at = (path: string): string => join(repository.folder, path);
const before = { ...process.env };
const NAMES = ['GITHUB_TOKEN', 'GITHUB_API_URL', 'GITHUB_GRAPHQL_URL'];
let sandbox: Sandbox;

beforeAll(async () => {
  const step =
    '      - uses: acme/a@v1\n      - run: npm test || true\n      - run: $TOOL --cov-fail-under=80\n';
  repository.commit('start', {
    'base/.github/workflows/ci.yml': 'on: push\njobs: {}\n',
    '.github/workflows/ci.yml': `on: [push]\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n${step}`,
    'docs/milestones/M01/M01_audit.json': '{}',
    'junit.xml': '<testsuite><testcase name="a"/></testsuite>',
    'lcov.info': 'SF:a.js\nDA:1,1\nDA:2,0\nend_of_record\n',
    'broken.xml': '<testsuite',
    'good.yml': 'version: 1\ngates: [{ title: Mine, when: [tests.failed == 0] }]\n',
    'bad.yml': 'verion: 1\n',
    'whole.yml': '[',
  });
  mkdirSync(at('saved'));
  copyFileSync(
    join(ROOT, '__tests__/snapshots/evidence/m01-seed.json.gz'),
    at('saved/M01_evidence.json.gz'),
  );
  await onTerminal('score', at('saved/M01_evidence.json.gz'), '-o', at('saved/M01_audit.json'));
  sandbox = await startSandbox(join(ROOT, 'sandbox/stories/m01'));
  process.env['GITHUB_TOKEN'] = sandbox.token;
  process.env['GITHUB_API_URL'] = sandbox.url;
  process.env['GITHUB_GRAPHQL_URL'] = sandbox.graphqlUrl;
});
afterAll(async () => {
  for (const name of NAMES) {
    delete process.env[name];
    if (before[name] !== undefined) process.env[name] = before[name];
  }
  repository.remove();
  await sandbox.close();
});

/** Every way in which a command prints another form. */
const RUNS: Readonly<Record<CommandName, () => readonly (readonly string[])[]>> = {
  audit: () => [['--repo', repository.folder, '--out', at('out')]],
  collect: () => {
    const number = String(sandbox.world.pulls[0]?.number);
    return [['--repository', sandbox.repository, '--pr', number, '--wait-minutes', '0']];
  },
  score: () => [[at('saved/M01_evidence.json.gz'), '-o', at('audit.json')]],
  render: () => [[at('saved/M01_audit.json'), '--view', 'comment']],
  verify: () => [['--repo', repository.folder]],
  rollup: () => [[at('saved')]],
  rehearse: () => [[at('saved'), '--config', at('good.yml')]],
  reports: () => [[at('junit.xml'), at('lcov.info')], [at('broken.xml')]],
  workflows: () => [[repository.folder], [repository.folder, '--base', at('base')]],
  rules: () => [[], ['pinned-actions']],
  explain: () => [['pinned-actions'], ['test-results', at('saved/M01_audit.json')]],
  defer: () => {
    const texts = ['issue', 'reason', 'owner', 'exit'].flatMap((name) => [`--${name}`, 'x']);
    const from = ['--discovered', 'M01', '--until', 'M02', '--registry', at('deferred.yml')];
    return [
      ['D01', ...texts, ...from, '--tests', 'a*'],
      ['D02', ...texts, ...from, '--rule', 'test-results', '--level', '4'],
      ['D03', ...texts, ...from, '--threshold', 'coverage'],
    ];
  },
  init: () => [
    ['--repo', repository.folder, '--dry-run'],
    ['--repo', repository.folder],
    ['--repo', repository.folder],
  ],
  'check-config': () => [[at('good.yml')], [at('bad.yml')], [at('whole.yml')]],
  completion: () => [['bash']],
};

const ajv = new Ajv2020({ strict: false });
const { commands, audit, evidence, rollup } = jsonSchemas();
for (const schema of [commands, audit, evidence, rollup]) ajv.addSchema(schema);
const { $id } = commands as { readonly $id: string };

/** Returns what is wrong with a document by the published schema. */
function problems(definition: string, document: unknown): readonly unknown[] {
  const validate = ajv.getSchema(`${$id}#/$defs/${definition}`);
  if (validate === undefined) throw new Error(`no definition ${definition}`);
  return validate(document) === true ? [] : (validate.errors ?? []);
}

it('every command has a schema, and no other', () => {
  expect(Object.keys(COMMAND_JSON).sort()).toEqual(Object.keys(COMMANDS).sort());
});

describe.each(Object.keys(COMMANDS))('%s --json', (name) => {
  it('prints one document of its published form, and no key that the form lacks', async () => {
    for (const args of RUNS[name as CommandName]()) {
      const { out } = await onTerminal(name, ...args, '--json');
      const document: unknown = JSON.parse(out);
      expect(problems(name, document)).toEqual([]);
      expect(COMMAND_JSON[name as CommandName].parse(document)).toEqual(document);
    }
  });

  it('prints an error as a document of its own, and as a line on stderr', async () => {
    const { code, out, err } = await onTerminal(name, '--nonsense', '--json');
    const document: unknown = JSON.parse(out);
    const { error } = COMMAND_ERROR.parse(document);
    expect([code, problems('error', document)]).toEqual([2, []]);
    expect(err).toBe(`milestone-audit ${error.command}: ${error.message}\n`);
  });
});

it('an unknown command is an error document, too', async () => {
  const { code, out } = await onTerminal('audti', '--json');
  expect([code, JSON.parse(out)]).toEqual([
    2,
    { error: { command: '', message: 'unknown command audti; did you mean audit?' } },
  ]);
});

it('an error after the result leaves only the error', async () => {
  mkdirSync(at('taken/README.md'), { recursive: true });
  const { out } = await onTerminal('rollup', at('saved'), '--out', at('taken'), '--json');
  expect(problems('error', JSON.parse(out))).toEqual([]);
});

it('writes the file that an option names as well', async () => {
  const file = at('again.json');
  const { out } = await onTerminal('score', at('saved/M01_evidence.json.gz'), '-o', file, '--json');
  expect(readFileSync(file, 'utf8')).toBe(out);
});

it('marks in workflows what an audit counts as a finding', async () => {
  const { out } = await onTerminal('workflows', repository.folder, '--json');
  const { workflows } = JSON.parse(out) as {
    workflows: { path: string; findings: { text: string }[] }[];
  };
  expect(workflows.find(({ path }) => path.endsWith('ci.yml'))?.findings).toContainEqual({
    line: 6,
    text: 'acme/a@v1 is not pinned (tag)',
  });
});
