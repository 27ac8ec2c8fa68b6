import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { readWorkflow } from '../src/workflow/read-workflow.ts';

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

it('no step of our own workflows is muted', () => {
  const muted = steps.filter(
    ({ continueOnError, run }) =>
      continueOnError !== undefined || /\|\|\s*(true|:|exit 0)/.test(run?.text ?? ''),
  );
  expect(steps.length).toBeGreaterThan(5);
  expect(muted.map(({ name }) => name)).toEqual([]);
});

it('our own workflows check that the bundle is what the source builds', () => {
  const scripts = steps.map(({ run }) => run?.text ?? '');
  expect(scripts.some((run) => /npm run build[\s\S]*git diff --exit-code dist/.test(run))).toBe(
    true,
  );
});
