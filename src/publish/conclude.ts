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
