/** How a run, job or step ended, as far as a reader cares. */
export type Fate = 'passed' | 'failed' | 'skipped' | 'undecided';

/** From GitHub's conclusion, or the status of something unfinished; a word we do not know has not passed. */
export function fateOf(conclusion: string): Fate {
  switch (conclusion) {
    case 'success':
      return 'passed';
    case 'skipped':
    case 'neutral':
      return 'skipped';
    case 'failure':
    case 'timed_out':
    case 'cancelled':
    case 'startup_failure':
    case 'action_required':
      return 'failed';
    default:
      return 'undecided';
  }
}

const MARKS: Readonly<Record<Fate, string>> = {
  passed: '✓',
  failed: '✗',
  skipped: '–',
  undecided: '?',
};

/** A mark and GitHub's own word: `✗ timed out`. */
export function printConclusion(conclusion: string): string {
  return `${MARKS[fateOf(conclusion)]} ${conclusionWord(conclusion)}`;
}

export function conclusionWord(conclusion: string): string {
  return conclusion.replaceAll('_', ' ');
}
