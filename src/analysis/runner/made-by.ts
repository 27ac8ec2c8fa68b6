import type { MadeBy } from '../../model/evidence-file.ts';
import { RULES, RULES_VERSION } from '../../rules/registry.ts';
import { fingerprintsOf } from './rule-changes.ts';

/** What stands in a bundle of the program that collected it. */
export function madeBy(version: string): MadeBy {
  return { version, rulesVersion: RULES_VERSION, rules: fingerprintsOf(RULES) };
}
