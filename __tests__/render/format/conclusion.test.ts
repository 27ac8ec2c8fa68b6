import { expect, it } from '@jest/globals';
import { fateOf, printConclusion } from '../../../src/render/format/conclusion.ts';

it('a word GitHub may invent has not passed', () => {
  expect(['success', 'skipped', 'timed_out', 'in_progress', 'splendid'].map(fateOf)).toEqual([
    'passed',
    'skipped',
    'failed',
    'undecided',
    'undecided',
  ]);
});

it('the mark comes with the word', () => {
  expect(['success', 'startup_failure', 'queued'].map(printConclusion)).toEqual([
    '✓ success',
    '✗ startup failure',
    '? queued',
  ]);
});
