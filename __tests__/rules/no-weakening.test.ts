import { expect, it } from '@jest/globals';
import { noWeakening } from '../../src/rules/no-weakening.ts';
import { find, levelIn } from './judged.ts';
import type { Story } from './story.ts';

const workflow = (gate: string, extra = ''): string =>
  `on: pull_request\n${extra}jobs:\n  test:\n    steps:\n      - uses: actions/checkout@v4\n      - name: Coverage\n        run: ${gate}\n`;
const GATE = 'coverage report --fail-under=60';
const lower = 'coverage report --fail-under=33';
const level = (head: string, base: string, more: Story = {}) =>
  levelIn(noWeakening, { workflow: head, baseWorkflow: base, ...more });
const live = (covers: object): Story => ({
  deferrals: [{ id: 'D-1', until: 'M02', ...covers }],
});

it('earns each level by what is weaker than at the base', () => {
  const pinned = workflow(GATE).replace('@v4', `@${'1'.repeat(40)}`);
  expect([
    level(workflow(GATE), workflow(GATE)),
    level(workflow(GATE), pinned),
    level(workflow(lower), workflow(GATE), live({ threshold: 'coverage.lines' })),
    level(workflow(lower), workflow(GATE)),
  ]).toEqual([5, 4, 3, 0]);
});

it('shows before and after with both lines', () => {
  expect(
    find(noWeakening, { workflow: workflow(lower, '# moved\n'), baseWorkflow: workflow(GATE) }),
  ).toMatchObject({
    level: 0,
    proof: [
      { source: { line: 7, commit: 'b'.repeat(40) } },
      { source: { line: 8, commit: 'a'.repeat(40) } },
    ],
    flaws: [
      {
        observation: expect.stringMatching(/ci\.yml:7 .*60.* became .*ci\.yml:8 .*33/),
        severity: 'critical',
      },
    ],
  });
});

it('accepts a deferral of the rule or of the line, and no expired one', () => {
  const path = '.github/workflows/ci.yml';
  expect([
    level(workflow(lower), workflow(GATE), live({ rule: 'no-weakening', level: 5 })),
    level(workflow(lower), workflow(GATE), live({ threshold: `${path}:7` })),
    level(workflow(lower), workflow(GATE), live({ threshold: 'coverage.lines', until: 'M01' })),
    level(workflow(lower), workflow(GATE), live({ threshold: 'other' })),
  ]).toEqual([3, 3, 0, 0]);
});

it('sees no weakening in better pins, a raised threshold, a renamed step or a new workflow', () => {
  const better = workflow('coverage report --fail-under=80')
    .replace('@v4', `@${'1'.repeat(40)}`)
    .replace('name: Coverage', 'name: Coverage gate');
  expect([
    level(better, workflow(GATE)),
    levelIn(noWeakening, { workflow: better, baseWorkflows: {} }),
  ]).toEqual([5, 5]);
});

it('is 0 when the only workflow was deleted', () => {
  expect(levelIn(noWeakening, { workflows: {}, baseWorkflow: workflow(GATE) })).toBe(0);
});

it('is unknown without a base, or when a file on either side cannot be read', () => {
  const broken = { '.github/workflows/x.yml': 'on: [\n' };
  expect([
    levelIn(noWeakening, { workflow: workflow(GATE) }),
    level(workflow(GATE), workflow(GATE), { workflows: broken }),
    level(workflow(GATE), workflow(GATE), { baseWorkflows: broken }),
    level(workflow(lower), workflow(GATE), { workflows: broken }),
  ]).toEqual(['unknown', 'unknown', 'unknown', 0]);
});
