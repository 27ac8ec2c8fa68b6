import { expect, it } from '@jest/globals';
import { renderLedger } from '../../src/render/ledger.ts';
import { anAudit } from './an-audit.ts';

it('shows unknown values as dashes, and leaves out stale runs', () => {
  const [run] = anAudit().runs;
  if (run === undefined) throw new Error('the builder has runs');
  const audit = anAudit({
    pull_request: null,
    commits: { ...anAudit().commits, merge: null },
    runs: [{ ...run, relation: 'stale' }],
    score: null,
    outcome: 'INSUFFICIENT_EVIDENCE',
    verdict: 'red',
    evidence_completed_at: null,
  });
  expect(renderLedger(audit).split('\n')[2]).toBe(
    '| M01 | CI truthfulness, SHA pinning, smoke path | Not enough evidence | `m01-ci-truthfulness` | – | [`1f0c6a9`](https://github.com/acme/webui/commit/1f0c6a9d27e34b85a6f1c2d3e4f5061728394a5b) | – | not scored | – |',
  );
});
