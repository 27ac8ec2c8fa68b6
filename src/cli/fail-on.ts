import type { Audit } from '../model/audit.ts';
import type { FailOn } from '../model/config.ts';
import { optionText } from './arguments.ts';
import type { Arguments } from './command.ts';

const ALLOWED: readonly FailOn[] = ['red', 'yellow', 'never'];

/** The option `--fail-on`, `red` when it was not given. */
export function failOnOf(given: Arguments): FailOn {
  const said = optionText(given, 'fail-on');
  return ALLOWED.find((one) => one === said) ?? 'red';
}

/** Whether a verdict passes (contract, section 1): an unfinished audit never does, unless nothing fails. */
export function passes({ verdict, outcome }: Audit, failOn: FailOn): boolean {
  if (failOn === 'never') return true;
  if (outcome === 'PENDING' || verdict === 'red') return false;
  return verdict === 'green' || failOn === 'red';
}
