import { expect, it } from '@jest/globals';
import type { Audit } from '../../../src/model/audit.ts';
import { previousAudits, scoreChanges } from '../../../src/render/format/score-changes.ts';
import { anAudit } from '../an-audit.ts';

function entry(milestone: string, score: number, coverage: number): Audit['trend'][number] {
  const categories = [{ id: 'coverage-gate', title: 'Coverage gate', score: coverage }];
  return { milestone, score, verdict: 'green', categories };
}

it('ignores earlier audits of the same milestone', () => {
  const past = entry('M00', 4, 2);
  expect(previousAudits(anAudit({ trend: [past, entry('M01', 3, 3)] }))).toEqual([past]);
});

it('leaves out unchanged and new categories', () => {
  const audit = anAudit();
  expect([
    scoreChanges(audit, entry('M00', 4, 2)),
    scoreChanges(audit, entry('M00', 4.7, 3)),
  ]).toEqual([['overall 4.0 → 4.7', 'Coverage gate 2.0 → 3.0'], []]);
});

it('compares both ends of a score', () => {
  const open = { ...entry('M00', 4.7, 3), score_max: 4.9 };
  expect(scoreChanges(anAudit(), open)).toEqual(['overall 4.7–4.9 → 4.7']);
});
