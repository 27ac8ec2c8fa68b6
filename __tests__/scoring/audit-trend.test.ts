import { expect, it } from '@jest/globals';
import type { PreviousAudit } from '../../src/model/history.ts';
import {
  auditPredecessor,
  auditTrend,
  chainFindings,
  chainGaps,
  chainIssue,
} from '../../src/scoring/audit-history.ts';

function earlier(milestone: string, more: Partial<PreviousAudit> = {}): PreviousAudit {
  return {
    milestone,
    path: `docs/${milestone}.json`,
    blob: 'b'.repeat(40),
    audited: 'a'.repeat(40),
    score: 4,
    verdict: 'green',
    categories: [{ id: 'tests', title: 'Tests', score: 4, weight: 1 }],
    rules: [{ id: 'test-results', level: 4 }],
    runs: [7],
    standing: 'recorded',
    ...more,
  };
}

it('the predecessor is the newest existing audit, and verified when the chain is intact', () => {
  const [first, gone] = [earlier('M01'), earlier('M02', { standing: 'gone' })];
  expect(auditPredecessor([])).toBeNull();
  expect(auditPredecessor([first])).toMatchObject({ milestone: 'M01', verified: true });
  expect(auditPredecessor([first, gone])).toMatchObject({ milestone: 'M01', verified: false });
});

it('changed, lost, and hand-edited audits are findings and one issue', () => {
  const changed = earlier('M01', {
    standing: 'changed',
    recorded_blob: 'c'.repeat(40),
    claims: { score: 5, verdict: 'green' },
    doubt: 'the evidence next to it gives another audit',
  });
  const chain = [changed, earlier('M02', { standing: 'gone' }), earlier('M03', { score: 4.9 })];
  expect(chainFindings(chain)).toEqual([
    'the audit of M01 was changed after the fact: docs/M01.json is blob bbbbbbbbbbbb and says 5.0 (green); recorded was cccccccccccc with 4.0; it calls itself a re-audit, but the evidence next to it gives another audit',
    'the audit of M02 was recorded by a later one and is no longer at docs/M02.json',
    'the audit of M03 says 4.9, but its categories give 4.0: docs/M03.json was changed by hand',
  ]);
  expect(chainIssue(chain)).toMatchObject([{ id: 'GOV-CHAIN', severity: 'high' }]);
  expect(chainIssue([earlier('M01')])).toEqual([]);
});

it('gaps are the milestones in between without an audit', () => {
  const ids = (...all: string[]): PreviousAudit[] => all.map((id) => earlier(id));
  expect(chainGaps(ids('M08', 'M10', 'M10.5'), 'M13')).toEqual(['M09', 'M11', 'M12']);
  expect(chainGaps(ids('V15-M51'), 'V15-M53')).toEqual(['V15-M52']);
  expect(chainGaps([], 'M40')).toEqual([]);
});

it('old rows keep what a ledger shows, and the newest are full', () => {
  const rows = auditTrend(Array.from({ length: 42 }, (_, at) => earlier(`M${at + 10}`)));
  expect(rows.map(({ categories }) => categories.length)).toEqual([
    ...Array.from({ length: 18 }, () => 0),
    ...Array.from({ length: 24 }, () => 1),
  ]);
  expect(Object.keys(rows[0] ?? {}).sort()).toEqual(
    ['audited', 'blob', 'categories', 'milestone', 'score', 'verdict'].sort(),
  );
  expect(rows[41]).not.toHaveProperty('rules');
});

it('keeps the rows of 250 milestones', () => {
  const rows = auditTrend(Array.from({ length: 300 }, (_, at) => earlier(`M${at + 1}`)));
  expect([rows.length, rows[0]?.milestone]).toEqual([250, 'M51']);
});
