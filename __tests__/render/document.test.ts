import { expect, it } from '@jest/globals';
import { renderDocument } from '../../src/render/document.ts';
import { aGate, anAudit } from './an-audit.ts';
import { headings } from './reading-sections.ts';

it('has the seven numbered headings, then the appendices', () => {
  const found = headings(renderDocument(anAudit())).filter((line) => line.startsWith('## '));
  expect(found).toEqual([
    '## 1. Executive Summary',
    '## 2. Scoring Rubric',
    '## 3. Category Scores',
    '## 4. Evidence',
    '## 5. Invariant Compliance',
    '## 6. Recommendations for M02',
    '## 7. Audit Outcome',
    '## Appendix A. Deferred Issues Registry',
    '## Appendix E. JSON',
  ]);
});

it('starts with milestone and title', () => {
  expect(headings(renderDocument(anAudit())).slice(0, 1)).toEqual([
    '# M01 Audit — CI truthfulness, SHA pinning, smoke path',
  ]);
});

it('leaves out an empty section without renumbering the others', () => {
  const bare = anAudit({
    runs: [],
    sources: [],
    invariants: [],
    deferrals: [],
    issues: [],
    gates: [aGate('Tests', 'not-evaluated', 'test-results: no report', 'test-results >= 4')],
    evidence: {
      flow: [],
      tests: null,
      coverage: [],
      changes: null,
      workflow_integrity: [{ fact: 'Muted steps', value: 'none', source: null }],
      dependencies: [],
      artifacts: [],
    },
  });
  expect(headings(renderDocument(bare)).slice(4)).toEqual([
    '### 3.1 Rule by Rule',
    '## 4. Evidence',
    '### 4.6 Workflow Integrity',
    '## 5. Invariant Compliance',
    '### 5.2 Quality Gates',
    '## 6. Recommendations for M02',
    '## 7. Audit Outcome',
    '## Appendix E. JSON',
  ]);
});

it('names no next milestone in the recommendations if there is none', () => {
  expect(headings(renderDocument(anAudit({ next_milestone: '' })))).toContain(
    '## 6. Recommendations',
  );
});
