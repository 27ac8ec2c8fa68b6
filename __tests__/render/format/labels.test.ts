import { expect, it } from '@jest/globals';
import {
  conclusionKind,
  printConclusion,
  printOverall,
  printScore,
} from '../../../src/render/format/labels.ts';

it('prints the decimal of a whole score only for the overall score', () => {
  expect([5, 4.7, 0, null].map(printScore)).toEqual(['5', '4.7', '0', '–']);
  expect([5, 4.7, 0, null].map((score) => printOverall({ score }))).toEqual([
    '5.0 / 5',
    '4.7 / 5',
    '0.0 / 5',
    'not scored',
  ]);
});

it('does not count an unknown conclusion as passed', () => {
  expect(
    ['success', 'skipped', 'timed_out', 'in_progress', 'splendid'].map(conclusionKind),
  ).toEqual(['passed', 'skipped', 'failed', 'undecided', 'undecided']);
});

it('prints the mark before the word', () => {
  expect(['success', 'startup_failure', 'queued'].map(printConclusion)).toEqual([
    '✓ success',
    '✗ startup failure',
    '? queued',
  ]);
});
