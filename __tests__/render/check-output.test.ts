import { expect, it } from '@jest/globals';
import { checkOutput } from '../../src/render/check-output.ts';
import { anAudit } from './an-audit.ts';
import { headings } from './reading-sections.ts';

it('has the status as title, the comment as summary, and the document as text', () => {
  const { title, summary, text } = checkOutput(anAudit());
  expect({ title, summary: headings(summary)[0], text: headings(text).slice(0, 3) }).toEqual({
    title:
      'Passed with 1 deferral: 18 of 35 tests fail; deferral DEF-001 (maintainers, until M02) covers all of them',
    summary: '## 🟡 M01 Audit: Passed with 1 deferral · score 4.7 / 5',
    text: ['## 1. Executive Summary', '## 2. Scoring Rubric', '## 3. Category Scores'],
  });
});
