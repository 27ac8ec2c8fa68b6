import { expect, it } from '@jest/globals';
import { conclusionKind, printConclusion } from '../../../src/render/format/labels.ts';

it('a word GitHub may invent has not passed', () => {
  expect(
    ['success', 'skipped', 'timed_out', 'in_progress', 'splendid'].map(conclusionKind),
  ).toEqual(['passed', 'skipped', 'failed', 'undecided', 'undecided']);
});

it('the mark comes with the word', () => {
  expect(['success', 'startup_failure', 'queued'].map(printConclusion)).toEqual([
    '✓ success',
    '✗ startup failure',
    '? queued',
  ]);
});
