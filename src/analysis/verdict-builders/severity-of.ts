import type { Flaw, Level } from '../../model/verdict.ts';

const BY_LEVEL = ['critical', 'high', 'high', 'medium', 'low', 'low'] as const;

/** How severe a flaw is that brings a rule down to this level. */
export function severityOf(level: Level): Flaw['severity'] {
  return BY_LEVEL[level];
}
