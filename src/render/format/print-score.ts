import { LEVEL_NAMES } from '../../model/verdict.ts';

/** A score as a table shows it: `5`, `4.7`, and a dash for what was not measured. */
export function printScore(score: number | null): string {
  if (score === null) return '–';
  return Number.isInteger(score) ? String(score) : score.toFixed(1);
}

/** The overall score, always with its decimal: `4.7 / 5`, `5.0 / 5`. */
export function printOverall(score: number | null): string {
  return score === null ? 'not measured' : `${score.toFixed(1)} / 5`;
}

/** The rubric's word for a score, never the better of two: 4.7 is Strong, not Exemplary. */
export function rubricWord(score: number | null): string {
  return score === null ? 'not measured' : (LEVEL_NAMES[Math.floor(score)] ?? 'not measured');
}
