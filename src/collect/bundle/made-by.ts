import type { MadeBy } from '../../model/bundle.ts';
import { fingerprintsOf } from '../../rules/judging/rule-changes.ts';
import { RULES, RULES_VERSION } from '../../rules/registry.ts';

/** What stands in a bundle of the program that collected it. */
export function madeBy(version: string): MadeBy {
  return { version, rulesVersion: RULES_VERSION, rules: fingerprintsOf(RULES) };
}
