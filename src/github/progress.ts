import type { Conclusion, Progress } from '../model/run.ts';
import { type Fields, textOr } from './decode.ts';

/** GitHub's words (docs.github.com, "Workflow run statuses and conclusions", read 2026-11-22). */
const conclusions: ReadonlySet<string> = new Set<Conclusion>([
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
  'stale',
  'startup_failure',
]);

function isConclusion(word: string): word is Conclusion {
  return conclusions.has(word);
}

/** Reads `status` and `conclusion`; a conclusion nobody knows is `unknown`, which never passes. */
export function progressOf(fields: Fields): Progress {
  const status = textOr(fields, 'status', 'unknown');
  if (status !== 'completed') return { state: 'unfinished', status };
  const word = textOr(fields, 'conclusion', '');
  return { state: 'ended', conclusion: isConclusion(word) ? word : 'unknown' };
}
