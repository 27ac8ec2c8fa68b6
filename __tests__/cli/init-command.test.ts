import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { checkConfig } from '../../src/config/check-config.ts';
import { RULES } from '../../src/rules/registry.ts';
import { factsOf } from '../../src/workflow/facts.ts';
import { readWorkflow } from '../../src/workflow/parse/read-workflow.ts';
import { aRepository, type TestRepository } from '../local/a-repository.ts';
import { onTerminal } from './on-terminal.ts';

const CONFIG = '.github/milestone-audit.yml';
const WORKFLOW = '.github/workflows/milestone-audit.yml';
const PIN = `milestone-audit/milestone-audit@${'a'.repeat(40)}`;

let repo: TestRepository;
beforeEach(() => {
  repo = aRepository();
});
afterEach(() => repo.remove());

const TESTS = `name: "Tests: all"
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - run: pytest --junitxml=reports/junit.xml
      - uses: actions/upload-artifact@v4
        with: { name: "junit-\${{ matrix.python }}", path: reports }
`;

function text(path: string): string {
  return readFileSync(join(repo.folder, path), 'utf8');
}

function init(...args: readonly string[]) {
  return onTerminal('init', '--repo', repo.folder, ...args);
}

it.each([
  ['an empty repository', {}],
  ['a Python project', { 'pyproject.toml': '', 'test_a.py': '', '.github/workflows/t.yml': TESTS }],
  ['a Vite app', { 'package.json': '{"devDependencies":{"vitest":"3.0.0"}}' }],
  ['a Go module', { 'go.mod': 'module x\n', 'a_test.go': 'package x\n' }],
  ['a broken workflow', { '.github/workflows/t.yml': 'on: [push\njobs: {' }],
])('%s gets a config that is valid and a workflow without a finding', async (_, files) => {
  for (const [path, content] of Object.entries(files)) repo.put(path, content);
  expect((await init('--action', PIN)).code).toBe(0);
  expect(checkConfig(CONFIG, text(CONFIG), RULES)).toMatchObject({ state: 'valid' });
  const workflow = readWorkflow(WORKFLOW, '', text(WORKFLOW));
  expect(workflow.state).toBe('present');
  const facts = factsOf([workflow], [], []);
  expect(facts.uses.map(({ pin }) => pin)).toEqual(['sha']);
  expect(facts.mutes).toEqual([]);
  expect(facts.permissions.filter(({ job }) => job === '')).toMatchObject([{ access: 'none' }]);
});

it('the config and workflow name what is in the repository', async () => {
  repo.commit('start', { '.github/workflows/t.yml': TESTS, 'test_a.py': '' });
  repo.git('tag', 'v1-m07');
  await init();
  const checked = checkConfig(CONFIG, text(CONFIG), RULES);
  expect(checked).toMatchObject({
    file: {
      workflows: ['Tests: all'],
      sources: [{ kind: 'tests', artifact: 'junit-*' }],
    },
  });
  expect(text(CONFIG)).toContain('V1-M07 in v1-m07');
  const workflow = readWorkflow(WORKFLOW, '', text(WORKFLOW));
  expect(workflow).toMatchObject({
    workflow: {
      triggers: [
        { event: 'workflow_run', filters: [{ key: 'workflows', values: ['Tests: all'] }, {}] },
        { event: 'push', filters: [{ key: 'branches', values: ['main'] }] },
        { event: 'workflow_dispatch' },
      ],
    },
  });
});

it('the config begins with the schema that editors load', async () => {
  await init();
  const entry = new URL('../../schema/schemastore.json', import.meta.url);
  const { url } = JSON.parse(readFileSync(entry, 'utf8')) as { readonly url: string };
  expect(text(CONFIG)).toMatch(`# yaml-language-server: $schema=${url}\n`);
});

it('audits of two forks with the same branch do not replace each other', async () => {
  await init('--action', PIN);
  const head = 'github.event.pull_request.head.repo.full_name';
  expect(text(WORKFLOW)).toMatch(
    new RegExp(`group: milestone-audit-.*${head} \\|\\| github\\.repository`),
  );
});

it('a dry run shows both files and writes neither', async () => {
  const { out } = await init('--dry-run');
  expect(out).toContain(`── ${CONFIG} (would be written)`);
  expect([existsSync(join(repo.folder, CONFIG)), existsSync(join(repo.folder, WORKFLOW))]).toEqual([
    false,
    false,
  ]);
});

it('leaves a file that exists unchanged and writes the other one', async () => {
  repo.put(CONFIG, 'version: 1\n');
  await init();
  expect([text(CONFIG), existsSync(join(repo.folder, WORKFLOW))]).toEqual(['version: 1\n', true]);
});

it('names the problems of a config that exists', async () => {
  repo.put(CONFIG, 'version: 1\nprofil: seed\n');
  expect((await init()).out).toContain('profil');
});

it('names the workflows that an existing audit workflow does not follow', async () => {
  repo.put('.github/workflows/t.yml', TESTS);
  await init('--action', PIN);
  repo.put('.github/workflows/lint.yml', TESTS.replace('Tests: all', 'Lint'));
  const { out } = await init('--action', PIN);
  expect(out).toContain(
    `── ${WORKFLOW} (exists, unchanged)\n  add "Lint" to on.workflow_run.workflows: its runs are evidence\n`,
  );
});

it.each([
  ['no workflow runs for pull requests', "{ push: { branches: ['main'] } }"],
  ['every one filters paths', "{ pull_request: { paths: ['src/**'] } }"],
])('audits pull requests directly when %s', async (_, trigger) => {
  repo.put('.github/workflows/t.yml', TESTS.replace('[push, pull_request]', trigger));
  await init();
  expect(readWorkflow(WORKFLOW, '', text(WORKFLOW))).toMatchObject({
    workflow: {
      triggers: expect.arrayContaining([expect.objectContaining({ event: 'pull_request' })]),
    },
  });
});

it('requires a source only if its workflow runs on pull requests', async () => {
  const nightly = TESTS.replace('[push, pull_request]', "{ push: { branches: ['main'] } }");
  repo.put('.github/workflows/t.yml', nightly);
  await init();
  expect(checkConfig(CONFIG, text(CONFIG), RULES)).toMatchObject({
    file: { sources: [{ kind: 'tests', artifact: 'junit-*', required: false }] },
  });
});

it('starts with observing, and switches gates without evidence off with a reason', async () => {
  repo.put('.github/workflows/t.yml', TESTS);
  await init();
  expect(checkConfig(CONFIG, text(CONFIG), RULES)).toMatchObject({
    file: {
      'fail-on': 'never',
      gates: [
        { title: 'Coverage', off: 'no workflow measures coverage yet' },
        { title: 'Security', off: 'no workflow scans for vulnerabilities or secrets yet' },
      ],
    },
  });
});

it('milestones that are counted by a word get the pattern by which they are known', async () => {
  repo.commit('start');
  repo.git('branch', 'sprint-12-search');
  await init();
  expect(checkConfig(CONFIG, text(CONFIG), RULES)).toMatchObject({
    file: { milestone: { pattern: '(sprint-[0-9]+)' } },
  });
  repo.git('checkout', '--quiet', 'sprint-12-search');
  const { out } = await onTerminal('audit', '--repo', repo.folder, '--json', '--quiet');
  expect(JSON.parse(out)).toMatchObject({ milestone: 'sprint-12' });
});

it('fixtures and examples say nothing about the languages and runners of a repository', async () => {
  for (const path of ['src/a.ts', 'src/b.ts', 'tools/c.py', 'examples/go/x_test.go'])
    repo.put(path);
  repo.put('__tests__/fixtures/Cargo.toml');
  const { out } = await init('--dry-run');
  expect(out).toContain('  languages     TypeScript (2 files), Python (1 file)\n');
  expect(out).toContain('  test runners  none\n');
});

it('a workflow that runs for tags alone is no evidence of a branch', async () => {
  const release = TESTS.replace('Tests: all', 'Release').replace(
    '[push, pull_request]',
    "{ push: { tags: ['v*'] } }",
  );
  repo.put('.github/workflows/t.yml', TESTS);
  repo.put('.github/workflows/r.yml', release);
  await init();
  expect(checkConfig(CONFIG, text(CONFIG), RULES)).toMatchObject({
    file: { workflows: ['Tests: all'] },
  });
});

it('proposes the scan that the package manager brings', async () => {
  repo.put('package-lock.json');
  expect((await init('--dry-run')).out).toContain(
    '        run: npm audit --audit-level=high --json > npm-audit.json\n',
  );
});

it('every line of advice ends, and lines of comments fit a narrow window', async () => {
  repo.put('test_a.py');
  const { out } = await init('--dry-run');
  const comments = out.split('\n').filter((line) => /^ *# (?!yaml-language-server)/.test(line));
  expect([out.endsWith('\n'), comments.filter((line) => line.length > 90)]).toEqual([true, []]);
});
