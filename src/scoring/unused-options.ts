import { byCodeUnit } from '../lib/canonical-json.ts';
import type { Config } from '../model/config.ts';
import type { Verdict } from '../model/verdict.ts';

/** A declaration that matches nothing is said: rules that the config speaks of, and that nothing of it asks for. */
export function unusedOptions({ rules }: Config, verdicts: readonly Verdict[]): readonly string[] {
  const judged = new Set(verdicts.map(({ rule }) => rule));
  return Object.entries(rules)
    .filter(([id, { state }]) => state === 'on' && !judged.has(id))
    .map(([id]) => id)
    .sort(byCodeUnit)
    .map((id) => `the config has options of ${id}, which no category and no invariant asks for`);
}
