import { expect, it } from '@jest/globals';
import { judgedRuleIds } from '../../src/analysis/runner.ts';
import { finalizeAudit, finalizingSteps } from '../../src/history/finalize-audit.ts';
import { resultInTurns } from '../../src/lib/concurrency.ts';
import { bundleOf } from './any-bundle.ts';

const bundle = bundleOf([
  { runs: [{ workflow: 'CI', attempts: [{ build: { 'Run make': 'success' } }] }] },
  'pull-request',
]);

it('gives the same audit in turns of the event loop, at least one for each rule', async () => {
  let turns = 0;
  let next: NodeJS.Immediate | undefined;
  const count = (): void => {
    turns += 1;
    next = setImmediate(count);
  };
  count();
  const audit = await resultInTurns(finalizingSteps(bundle, '0.0.0'));
  clearImmediate(next);
  expect(audit).toEqual(finalizeAudit(bundle, '0.0.0'));
  expect(turns).toBeGreaterThan(judgedRuleIds(bundle.config).length);
});
