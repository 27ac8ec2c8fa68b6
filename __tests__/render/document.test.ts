import { describe, expect, it } from '@jest/globals';
import { renderDocument } from '../../src/render/document.ts';
import { aGate, anAudit } from './an-audit.ts';
import { headings } from './reading-sections.ts';
import { STORIES, wordsBeforeAppendix } from './stories.ts';

it('has the seven numbered sections, then one appendix', () => {
  const found = headings(renderDocument(anAudit())).filter((line) => line.startsWith('## '));
  expect(found).toEqual([
    '## 1. Executive Summary',
    '## 2. Scoring Rubric',
    '## 3. Category Scores',
    '## 4. Evidence',
    '## 5. Invariant Compliance',
    '## 6. Recommendations for M02',
    '## 7. Audit Outcome',
    '## Evidence appendix',
  ]);
});

it('starts with milestone and title', () => {
  expect(headings(renderDocument(anAudit())).slice(0, 1)).toEqual([
    '# M01 Audit — CI truthfulness, SHA pinning, smoke path',
  ]);
});

it('numbers the subsections that have text without a hole', () => {
  const numbered = [anAudit(), anAudit({ notes: null })].map((audit) =>
    headings(renderDocument(audit)).filter((line) => line.startsWith('### 4.')),
  );
  expect(numbered).toEqual([
    ['### 4.1 CI Flow', '### 4.2 Notes by the Team', '### 4.3 Test Results (Run `22814850488`)'],
    ['### 4.1 CI Flow', '### 4.2 Test Results (Run `22814850488`)'],
  ]);
});

it('keeps every section when there is little evidence', () => {
  const bare = anAudit({
    runs: [],
    sources: [],
    invariants: [],
    deferrals: [],
    issues: [],
    notes: null,
    gates: [aGate('Tests', 'not-evaluated', 'test-results: no report', 'test-results >= 4')],
    evidence: {
      flow: [],
      tests: null,
      coverage: [],
      changes: null,
      workflow_integrity: [],
      dependencies: [],
      artifacts: [],
    },
  });
  const page = renderDocument(bare);
  expect(headings(page).filter((line) => line.startsWith('## ')).length).toBe(8);
  expect(page).toContain('## 4. Evidence\n\nNo run and no test report of this code is known.\n');
});

it('names the gates that pass apart from those that a preview cannot decide', () => {
  const { preview } = STORIES;
  const open = aGate('Reviews', 'not-evaluated', 'no reviews', 'review-state >= 3');
  expect(renderDocument({ ...preview, gates: [...preview.gates, open] })).toContain(
    '1 gate needs data from GitHub. Passed: CI stability, Coverage, Security, Contracts, Docs.',
  );
});

it('names no next milestone in the recommendations if there is none', () => {
  expect(headings(renderDocument(anAudit({ next_milestone: '' })))).toContain(
    '## 6. Recommendations',
  );
});

describe.each(Object.entries(STORIES))('a document of an audit that is %s', (_, audit) => {
  it('has at most 700 words before the appendix', () => {
    expect(wordsBeforeAppendix(renderDocument(audit))).toBeLessThanOrEqual(700);
  });

  it('shows no machine word', () => {
    expect(renderDocument(audit)).not.toMatch(/COMPLETE|INSUFFICIENT|PENDING|PREVIEW|yellow/);
  });
});
