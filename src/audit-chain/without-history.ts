import { sortedKeys } from '../lib/canonical-json.ts';

const UNTOLD: ReadonlySet<string> = new Set(['history', 'policy', 'event']);

/**
 * An audit's JSON without what tells only how often it was made: its own history, the event that
 * asked for it, and where the policy ref stood, which every audit commit moves. Two audits that are
 * the same here are one audit.
 */
export function withoutHistory(json: string): string {
  const audit: unknown = JSON.parse(json);
  return JSON.stringify(audit, (key, value: unknown) =>
    UNTOLD.has(key) ? undefined : sortedKeys(value),
  );
}
