import { expect, it } from '@jest/globals';
import { checkOutput } from '../../src/render/check-output.ts';
import { anAudit } from './an-audit.ts';
import { headings } from './reading-sections.ts';

it('puts verdict and scores in the summary, and the evidence in the text', () => {
  const { title, summary, text } = checkOutput(anAudit());
  expect({ title, summary: headings(summary)[0], text: headings(text).slice(0, 4) }).toEqual({
    title:
      'yellow, 4.7 / 5: CI stability passes only by deferral (required-runs 4: 1 of 2 runs green, 1 red only through deferred …',
    summary: '## 🟡 M01 Audit — CI truthfulness, SHA pinning, smoke path: 4.7 / 5 · COMPLETE',
    text: [
      '### 3.1 Rule by Rule',
      '## 4. Evidence',
      '### 4.1 CI Flow',
      '### 4.2 Runs and Artifacts',
    ],
  });
});
