import { expect, it } from '@jest/globals';
import type { Story } from '../../sandbox/start-sandbox.ts';
import { auditOf, gateIn, issueOf, levelIn, ruleIn } from './audit-of.ts';
import {
  BASE_RUN,
  BASE_TESTS,
  ciRun,
  HEAD_RUN,
  HEAD_TESTS,
  storyWith,
  TOPIC,
} from './honest-story.ts';

/* Point 3: “coverage non-decreasing: PASS” while it fell by 4 to 8 points. */

/** Coverage of 100 lines at base and head. */
const covered = (base: number, head: number): Story =>
  storyWith((story) => {
    story.runs = [
      ciRun(BASE_RUN, 'push', 'main', '2026-05-04T08:01:00Z', BASE_TESTS, base),
      ciRun(HEAD_RUN, 'pull_request', TOPIC, '2026-05-04T10:02:00Z', HEAD_TESTS, head),
    ];
  });

it.each([
  [5, 0],
  [3, 1],
])('a fall of %i points is level %i, though the threshold is met', async (points, level) => {
  const audit = await auditOf(covered(94, 94 - points));
  expect([levelIn(audit, 'coverage-delta'), gateIn(audit, 'Coverage'), audit.verdict]).toEqual([
    level,
    'failed',
    'red',
  ]);
  expect(ruleIn(audit, 'coverage-delta').measured).toContain(
    `${94 - points} % of lines (base 94 %)`,
  );
});

it('one leg that fell is not outweighed by another that rose', async () => {
  const story = covered(90, 95);
  const [leg] = story.runs[1]?.artifacts ?? [];
  const fallen = ciRun(1, 'push', 'main', '2026-05-04T10:02:00Z', HEAD_TESTS, 82).artifacts[0];
  Object.assign(leg?.files ?? {}, { 'coverage.xml': fallen?.files['coverage.xml'] });
  const audit = await auditOf(story);
  expect([levelIn(audit, 'coverage-delta'), gateIn(audit, 'Coverage')]).toEqual([0, 'failed']);
});

it('coverage that stays or rises raises no alarm', async () => {
  for (const head of [90, 91]) {
    const audit = await auditOf(covered(90, head));
    expect([levelIn(audit, 'coverage-delta'), issueOf(audit, 'coverage-delta')]).toEqual([
      5,
      undefined,
    ]);
    expect(gateIn(audit, 'Coverage')).toBe('passed');
  }
});
