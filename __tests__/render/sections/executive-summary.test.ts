import { expect, it } from '@jest/globals';
import type { Audit } from '../../../src/model/audit.ts';
import { executiveSummary } from '../../../src/render/sections/executive-summary.ts';
import { aGate, anAudit, aRule } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

const page = (changed: Partial<Audit>): string =>
  written(executiveSummary.body(anAudit({ objective: null, criteria: [], ...changed })));

const criterion = (text: string, met = true) => ({ text, met, source: { what: 'plan' } });

it('says only the result if nothing is open', () => {
  expect(page({ deferrals: [], gates: [aGate('Tests', 'passed', 'all')], verdict: 'green' })).toBe(
    '**Passed.** 18 of 35 tests fail. All 1 gate pass.\n',
  );
});

it('lists what blocks before open criteria and deferrals', () => {
  const gates = [aGate('Tests', 'failed', 'invariants 0', 'invariants >= 4')];
  const shown = page({ gates, criteria: [criterion('Docs', false)], outcome: 'INCOMPLETE' });
  expect(shown.split('\n').filter((line) => line.startsWith('- '))).toEqual([
    '- **Tests** · invariants 0',
    '- 1 criterion of the plan is not marked done.',
    '- Txt2img and img2img return 500 because the stub model cannot perform inference. Deferred until M02 (DEF-001, maintainers).',
  ]);
});

it('names at most five gaps and counts the others', () => {
  const gates = Array.from({ length: 9 }, (_, at) => aGate(`G${at}`, 'failed', `why ${at}`));
  const shown = page({ gates, deferrals: [] });
  expect(
    shown
      .split('\n')
      .filter((line) => line.startsWith('- '))
      .slice(4),
  ).toEqual(['- **G4** · why 4', '- and 4 more']);
});

it('shows what the plan says next to what was measured', () => {
  const criteria = [
    criterion('Pinned (pinned-actions)'),
    criterion('Tests run (Tests / tests)'),
    criterion('Linted (job lint)'),
    criterion('Deferred (DEF-001)'),
    criterion('Licensed (Every package has a license)'),
    criterion('Reviewed (by two people)', false),
  ];
  const rules = [aRule('pinned-actions', 3, '4 of 5 actions')];
  const run = 'https://github.com/acme/webui/actions/runs';
  const title = 'Every package has a license';
  const invariants = [{ title, state: 'held' as const, evidence: '1 file', open: [], proof: [] }];
  expect(
    page({ criteria, rules, invariants })
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(2),
  ).toEqual([
    '| Pinned | 3 / 5: 4 of 5 actions | ✓ done |',
    `| Tests run | ✗ failure: [job tests](${run}/22814850488/job/66170413001) | ✓ done |`,
    `| Linted | ✓ success: [job lint](${run}/22814396752/job/66169000001) | ✓ done |`,
    '| Deferred | live deferral DEF-001 until M02 | ✓ done |',
    '| Licensed | ✓ held: 1 file | ✓ done |',
    '| Reviewed (by two people) | not measured | ✗ open |',
  ]);
});
