import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { readWorkflow } from '../src/workflow/parse/read-workflow.ts';

const text = readFileSync('docs/guarantees.md', 'utf8');
const held = [...text.matchAll(/`(__tests__\/[^`]+\.test\.ts)` “([^”]+)”/g)].map(
  ([, path = '', claim = '']) => ({ path, claim }),
);

const OWN = join('.github', 'workflows');
const workflows = readdirSync(OWN).map((name) => {
  const file = readWorkflow(name, '', readFileSync(join(OWN, name), 'utf8'));
  if (file.state !== 'present') throw new Error(`${name}:${file.line}: ${file.why}`);
  return file.workflow;
});
const steps = workflows.flatMap(({ jobs }) => jobs.flatMap((job) => job.steps));

it('every theme, row and defect has a test that exists and makes the claim', () => {
  const rows = text.split('\n').filter((line) => /^\| (?:[A-S]|T?\d+) \|/.test(line));
  expect(rows.length).toBe(19 + 7 + 14);
  expect(rows.filter((row) => !row.includes('` “'))).toEqual([]);
  const broken = held.filter(
    ({ path, claim }) => !existsSync(path) || !readFileSync(path, 'utf8').includes(claim),
  );
  expect(broken).toEqual([]);
});

it('of the defects eleven are behavior and three are habits, which checks of this repository hold', () => {
  const kinds = text.split('\n').flatMap((line) => /^\| \d+ \| (\w+) \|(.*)$/.exec(line) ?? []);
  const habits = kinds.filter((_, at) => kinds[at - 1] === 'habit');
  expect(kinds.filter((kind) => kind === 'behavior').length).toBe(11);
  expect(habits.map((row) => /guarantees|action-yml/.test(row))).toEqual([true, true, true]);
});

it('no count that our tests expect is below zero', () => {
  const files = readdirSync('__tests__', { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.(?:json|ts)$/.test(path),
  );
  const below = /\b(?:tests|passed|failed|errored|skipped|flaky)"?: -\d/;
  const found = files.filter((path) => below.test(readFileSync(join('__tests__', path), 'utf8')));
  expect(files.length).toBeGreaterThan(100);
  expect(found).toEqual([]);
});

it('no step of our own workflows is muted', () => {
  const muted = steps.filter(
    ({ continueOnError, run }) =>
      continueOnError !== undefined || /\|\|\s*(true|:|exit 0)/.test(run?.text ?? ''),
  );
  expect(steps.length).toBeGreaterThan(5);
  expect(muted.map(({ name }) => name)).toEqual([]);
});

it('our own audit runs after every workflow of a pull request, and commits only when a milestone is closed', () => {
  const own = readFileSync('.github/workflows/milestone-audit.yml', 'utf8');
  const before = workflows
    .filter(({ triggers }) => triggers.some(({ event }) => event === 'pull_request'))
    .map(({ name }) => name);
  expect(own).toContain(`workflow_run:\n    workflows: [${before.join(', ')}]\n`);
  expect(own).toMatch(
    /uses: \.\/\n +with:\n +milestone: \$\{\{ inputs\.milestone \}\}\n +docs: \$\{\{ inputs\.milestone && 'auto' \|\| 'none' \}\}\n$/,
  );
});

it('every action of our own workflows is pinned to a commit, and no token may do more than is needed', () => {
  const uses = steps.flatMap(({ uses: use }) => use ?? []);
  expect(uses.filter(({ pin }) => pin !== 'sha' && pin !== 'local')).toEqual([]);
  const words = workflows.flatMap(({ permissions }) =>
    permissions.state === 'declared'
      ? permissions.grants.map(({ scope, access }) => `${scope}: ${access}`)
      : ['undeclared'],
  );
  expect(words.filter((word) => word !== 'contents: read' && word !== 'all: none')).toEqual([]);
});

it('our own workflows check that the bundle is what the source builds', () => {
  const scripts = steps.map(({ run }) => run?.text ?? '');
  expect(scripts.some((run) => /npm run build[\s\S]*git diff --exit-code dist/.test(run))).toBe(
    true,
  );
});
