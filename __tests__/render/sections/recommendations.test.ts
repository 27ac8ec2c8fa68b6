import { expect, it } from '@jest/globals';
import { recommendations } from '../../../src/render/sections/recommendations.ts';
import { anAudit } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

const UNKNOWN = { what: 'Required runs (required-runs)', why: 'nobody could ask' };
const quiet = (measured: number, unknown: number): string =>
  written(
    recommendations.body(
      anAudit({
        issues: [],
        deferrals: [],
        measured_rules: { measured, of: measured + unknown },
        not_evaluated: Array.from({ length: unknown }, () => UNKNOWN),
      }),
    ),
  ).trimEnd();

it('asks for evidence if there is no issue but little was measured', () => {
  expect([quiet(9, 0), quiet(8, 1), quiet(0, 9)]).toEqual([
    'No rule asks for more: none was measured below 5, and no deferral is due.',
    'No rule that could be measured asks for more. Bring evidence for the others: 1 rule could not be evaluated, see appendix D.',
    'Bring evidence first: none of 9 rules could be evaluated, and appendix D says what each lacks.',
  ]);
});

it('names the next milestone only if there is one', () => {
  expect(
    ['M02', ''].map((next) => recommendations.heading(anAudit({ next_milestone: next }))),
  ).toEqual(['6. Recommendations for M02', '6. Recommendations']);
});
