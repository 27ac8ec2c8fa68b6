import { createHash } from 'node:crypto';
import { canonicalJson } from '../lib/canonical-json.ts';
import type { MadeBy } from '../model/evidence-file.ts';
import type { Rule } from '../model/rule.ts';
import { RULES, RULES_VERSION } from './registry.ts';

/** Digest of each rule at the time when evidence was collected, by rule id. */
type RuleFingerprints = Readonly<Record<string, string>>;

/** Ids of rules whose definitions changed since evidence was collected, in code-unit order. */
interface RuleChanges {
  readonly changed: readonly string[];
  readonly added: readonly string[];
  readonly gone: readonly string[];
}

/** Returns for each rule 12 hex digits of the SHA-256 of its levels, needs, and options. */
export function fingerprintsOf(rules: readonly Rule[]): RuleFingerprints {
  return Object.fromEntries(
    rules.map(({ id, levels, needs, uses, options = [] }) => {
      const names = options.map(({ name, type }) => ({ name, type }));
      const text = canonicalJson({ levels, needs, uses, options: names });
      return [id, createHash('sha256').update(text).digest('hex').slice(0, 12)];
    }),
  );
}

export function ruleChanges(then: RuleFingerprints, now: RuleFingerprints): RuleChanges {
  const both = Object.keys(now).filter((id) => Object.hasOwn(then, id));
  return {
    changed: both.filter((id) => then[id] !== now[id]).sort(),
    added: Object.keys(now)
      .filter((id) => !Object.hasOwn(then, id))
      .sort(),
    gone: Object.keys(then)
      .filter((id) => !Object.hasOwn(now, id))
      .sort(),
  };
}

/** Returns what an evidence file records about the program that collected it. */
export function madeBy(version: string): MadeBy {
  return { version, rulesVersion: RULES_VERSION, rules: fingerprintsOf(RULES) };
}
