import { expect, it } from '@jest/globals';
import { actionPlan } from '../../../src/render/sections/recommendations.ts';
import { anAudit } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

it('lists overdue deferrals as tasks, and leaves out those due later', () => {
  const [entry] = anAudit().deferrals;
  if (entry === undefined) throw new Error('the builder has a deferral');
  const deferrals = [
    { ...entry, id: 'DEF-000', state: 'expired' as const, until: 'M00' },
    { ...entry, id: 'DEF-009', until: 'M09' },
  ];
  expect(
    written(actionPlan.body(anAudit({ issues: [], deferrals })))
      .split('\n')
      .slice(2),
  ).toEqual([
    '| `DEF-000` | Resolve `#12`, overdue since M00: txt2img and img2img answer 500, as the stub model cannot infer. | the 18 tests pass against a fake inference | – |',
    '',
  ]);
});
