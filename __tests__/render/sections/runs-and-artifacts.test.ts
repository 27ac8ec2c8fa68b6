import { expect, it } from '@jest/globals';
import { runsAndArtifacts } from '../../../src/render/sections/runs-and-artifacts.ts';
import { anAudit } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

it('marks a stale run of a fork', () => {
  const [run] = anAudit().runs;
  if (run === undefined) throw new Error('the builder has runs');
  const stale = { ...run, relation: 'stale' as const, trusted: false };
  expect(written(runsAndArtifacts.body(anAudit({ runs: [stale] })))).toContain(
    '| ✓ success | stale: other code, not counted; from a fork |',
  );
});

it('marks a missing expected source', () => {
  const [source] = anAudit().sources;
  if (source === undefined) throw new Error('the builder has sources');
  const missing = { ...source, state: 'missing', run_id: null, why: 'no such artifact' };
  expect(written(runsAndArtifacts.body(anAudit({ sources: [missing] })))).toContain(
    '| tests from artifact junit-results of Tests | **✗ missing** | yes | – | no such artifact |',
  );
});
