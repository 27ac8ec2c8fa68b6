import { createHash } from 'node:crypto';
import { canonicalJson } from '../lib/canonical-json.ts';
import type { MadeBy } from '../model/evidence-file.ts';
import type { AnyRule } from '../model/rule.ts';
import { RULES, RULES_VERSION } from './registry.ts';

/** What a rule was when evidence was collected for it, so that a later version can tell it apart. */
export type RuleFingerprints = Readonly<Record<string, string>>;

/** Rules that judge otherwise than when evidence was collected, by id and in code-unit order. */
export interface RuleChanges {
  readonly changed: readonly string[];
  readonly added: readonly string[];
  readonly gone: readonly string[];
}

/** Of each rule the first 12 hexadecimal digits of the SHA-256 of its boundaries, needs and options. */
export function fingerprintsOf(rules: readonly AnyRule[]): RuleFingerprints {
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

/** What stands in a bundle of the program that collected it. */
export function madeBy(version: string): MadeBy {
  return { version, rulesVersion: RULES_VERSION, rules: fingerprintsOf(RULES) };
}
