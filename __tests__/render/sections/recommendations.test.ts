import { expect, it } from '@jest/globals';
import { recommendations } from '../../../src/render/sections/recommendations.ts';
import { anAudit, anUnknownRule } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

const rows = (page: string): readonly string[] => page.trimEnd().split('\n').slice(2);

it('lists the exit criteria of deferrals first, overdue ones before others', () => {
  const [entry] = anAudit().deferrals;
  if (entry === undefined) throw new Error('the builder has a deferral');
  const overdue = { ...entry, id: 'DEF-000', state: 'expired' as const, until: 'M00' };
  const audit = anAudit({ deferrals: [entry, overdue], issues: anAudit().issues.slice(0, 1) });
  expect(rows(written(recommendations.body(audit)))).toEqual([
    '| `DEF-000` | Resolve `#12`, overdue since M00. | the stub returns a fixed 1×1 PNG, and the 18 tests pass |',
    '| `DEF-001` | Resolve `#12`, due in M02. | the stub returns a fixed 1×1 PNG, and the 18 tests pass |',
    '| COV-412 | Let the coverage step run whether tests pass or not, or fix what stops it. | `coverage-gate >= 4` |',
  ]);
});

it('asks for evidence if there is no issue but some is missing', () => {
  const quiet = [[], [anUnknownRule('a', 'no report')]].map((rules) =>
    written(recommendations.body(anAudit({ issues: [], deferrals: [], rules }))).trimEnd(),
  );
  expect(quiet).toEqual([
    'Every rule is at level 5, and no deferral is due.',
    'No problem is known. Add the evidence that is missing for 1 rule: see the appendix.',
  ]);
});

it('names the next milestone only if there is one', () => {
  expect(
    ['M02', ''].map((next) => recommendations.heading(anAudit({ next_milestone: next }))),
  ).toEqual(['Recommendations for M02', 'Recommendations']);
});
