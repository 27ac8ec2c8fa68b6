import { redact } from '../lib/redact.ts';
import type { Audit } from '../model/audit.ts';
import type { Config, FailOn } from '../model/config.ts';
import type { StatusState } from '../model/forge.ts';
import type { Receipt } from '../model/world.ts';

/** The final state of the required status, and the exit code. */
export interface Conclusion {
  readonly state: StatusState;
  readonly description: string;
  readonly exitCode: 0 | 1;
}

/** Publishers that must not have failed for a success. A missing permission is not a failure. */
const REQUIRED_PUBLISHERS = new Set(['document', 'comment']);

function brokenPublisher(receipts: readonly Receipt[]): Conclusion | undefined {
  const broken = receipts.find(
    (receipt) => receipt.state === 'failed' && REQUIRED_PUBLISHERS.has(receipt.publisher),
  );
  if (broken?.state !== 'failed') return undefined;
  const description = `The ${broken.publisher} could not be published: ${redact(broken.why)}`;
  return { state: 'error', description, exitCode: 1 };
}

/** A job that is itself a required check must not pass while evidence is unfinished. */
function whilePending(description: string, event: string, failOn: FailOn): Conclusion {
  const passes = event === 'workflow_run' || failOn === 'never';
  return { state: 'pending', description, exitCode: passes ? 0 : 1 };
}

/** With `never` the action only observes, and says so. */
function whenRed(description: string, failOn: FailOn): Conclusion {
  return failOn === 'never'
    ? { state: 'success', description: `Observing: ${description}`, exitCode: 0 }
    : { state: 'failure', description, exitCode: 1 };
}

function whenYellow(description: string, failOn: FailOn): Conclusion {
  return failOn === 'yellow'
    ? { state: 'failure', description, exitCode: 1 }
    : { state: 'success', description, exitCode: 0 };
}

/**
 * Returns how an audit ends: the contract's table, row by row.
 *
 * A publisher without permission was skipped and changes nothing. One that failed makes the status
 * `error`, so that a success never refers to a document that does not exist.
 */
export function conclude(
  audit: Audit,
  receipts: readonly Receipt[],
  config: Pick<Config, 'failOn'>,
  description: string,
): Conclusion {
  const broken = brokenPublisher(receipts);
  if (broken !== undefined) return broken;
  if (audit.outcome === 'PENDING') return whilePending(description, audit.event, config.failOn);
  switch (audit.verdict) {
    case 'green':
      return { state: 'success', description, exitCode: 0 };
    case 'yellow':
      return whenYellow(description, config.failOn);
    case 'red':
      return whenRed(description, config.failOn);
    case null:
      throw new Error('a preview of a checkout is never published');
  }
  audit.verdict satisfies never;
  throw new Error('a verdict is green, yellow or red');
}

const SEVERITY: Readonly<Record<StatusState, number>> = {
  success: 0,
  pending: 1,
  failure: 2,
  error: 3,
};

/** Returns a negative number when the first is worse. */
export function worstFirst(a: Conclusion, b: Conclusion): number {
  return SEVERITY[b.state] - SEVERITY[a.state] || b.exitCode - a.exitCode;
}

/**
 * Returns the end that the pull requests of one head share: the worst, which names them all. Their
 * required status is on one commit, so a mild audit of one must not hide a failure of another.
 */
export function concludeTogether(
  conclusions: readonly (Conclusion & { readonly pull: number })[],
): Conclusion | undefined {
  const [worst] = [...conclusions].sort((a, b) => worstFirst(a, b) || a.pull - b.pull);
  if (worst === undefined) return undefined;
  const numbers = conclusions.map(({ pull }) => pull).sort((a, b) => a - b);
  const { state, exitCode, description, pull } = worst;
  const all = numbers.map((number) => `#${number}`).join(', ');
  return { state, exitCode, description: `#${pull}, the worst of ${all}: ${description}` };
}

/** Returns the end when a repeated check before the final status got no answer. */
export function concludeUnchecked(why: string): Conclusion {
  const description = `It could not be determined whether anything changed meanwhile: ${redact(why)}`;
  return { state: 'error', description, exitCode: 1 };
}

/** Returns the end when runs or the pull request kept changing while they were audited. */
export function concludeChanging(change: string, event: string, failOn: FailOn): Conclusion {
  return whilePending(`A later audit decides: ${redact(change)}`, event, failOn);
}

/** Returns the end for a pull request without a milestone, which is not audited. */
export function concludeWithoutMilestone(mode: 'pass' | 'fail'): Conclusion {
  return mode === 'pass'
    ? { state: 'success', description: 'No milestone, not audited', exitCode: 0 }
    : { state: 'failure', description: 'No milestone, and one is required', exitCode: 1 };
}

/** Returns the end when nothing could be audited: invalid config or id, GitHub unreachable. */
export function concludeError(message: string): Conclusion {
  return { state: 'error', description: redact(message), exitCode: 1 };
}
