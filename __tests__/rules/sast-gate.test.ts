import { expect, it } from '@jest/globals';
import { missing } from '../../src/model/evidence.ts';
import { sastGate } from '../../src/rules/sast-gate.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import type { Story } from './story.ts';

const runs = [{ workflow: 'CI', attempts: [{ a: { Scan: 'success' } }] }];
const workflow = (step: string): string =>
  `on: push\njobs:\n  a:\n    steps:\n      - name: Scan\n        ${step}\n`;
const story = (step: string, more: Story = {}): Story => ({
  runs,
  workflow: workflow(step),
  requiredChecks: [],
  ...more,
});
/** CodeQL's default setup has a run and no workflow file. */
const byDefault = (conclusion: string, more: Story = story('run: pytest')): Story => ({
  requiredChecks: [],
  ...more,
  runs: [
    ...runs,
    {
      workflow: 'CodeQL',
      path: 'dynamic/github-code-scanning/codeql',
      event: 'dynamic',
      attempts: [{ 'Analyze (python)': { 'Perform CodeQL Analysis': conclusion } }],
    },
  ],
});
const CODEQL = `uses: github/codeql-action/analyze@${'a'.repeat(40)}`;

it.each<readonly [string, Story, number | string]>([
  ['a scan that fails its run', story('run: semgrep scan --error'), 5],
  ['a scan whose failure is ignored', story('run: bandit -r src || true'), 3],
  ['only a scan of dependencies', story('run: pip-audit'), 0],
  ['CodeQL that no check requires', story(CODEQL), 3],
  ['CodeQL whose check is required', story(CODEQL, { requiredChecks: ['CodeQL'] }), 5],
  [
    'CodeQL where required checks were refused',
    story(CODEQL, { evidence: { requiredChecks: missing('refused') } }),
    '3–5',
  ],
  [
    'no scan known while a workflow cannot be read',
    story('run: pytest', { workflows: { '.github/workflows/broken.yml': 'on: [\n' } }),
    '0–5',
  ],
  ['no run of the audited code', story('run: semgrep scan --error', { runs: [] }), '0–5'],
  [
    'a scan that was skipped',
    story('run: gosec ./...', {
      runs: [{ workflow: 'CI', attempts: [{ a: { Test: 'success', Scan: 'skipped' } }] }],
    }),
    0,
  ],
  ['the default setup of CodeQL that no check requires', byDefault('success'), 3],
  [
    'the default setup of CodeQL whose check is required',
    byDefault('success', story('run: pytest', { requiredChecks: ['CodeQL'] })),
    5,
  ],
  ['a default setup of CodeQL that failed', byDefault('failure'), '0–5'],
  ['a default setup of CodeQL that was skipped', byDefault('skipped'), 0],
  [
    'a default setup of CodeQL in a repository without workflow files',
    byDefault('success', { workflows: {} }),
    3,
  ],
])('judges %s', (_, given, level) => {
  expect(levelIn(sastGate, given)).toBe(level);
});

it('names the step that blocks nothing, and why', () => {
  expect(find(sastGate, story('run: semgrep scan --error || true'))).toMatchObject({
    flaws: [{ observation: expect.stringMatching(/^What the step Scan finds blocks nothing: /) }],
  });
});

reachesEveryLevel(sastGate);
