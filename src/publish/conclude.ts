import type { Audit } from '../model/audit.ts';
import type { Config, FailOn } from '../model/config.ts';
import type { StatusState } from '../model/forge.ts';
import type { Receipt } from '../model/world.ts';

/** What the required status says in the end, and what the process says. */
export interface Conclusion {
  readonly state: StatusState;
  readonly description: string;
  readonly exitCode: 0 | 1;
}

/** Publishers that must have worked, or been refused the permission, before anything is green. */
const relied = new Set(['document', 'comment']);

function brokenPublisher(receipts: readonly Receipt[]): Conclusion | undefined {
  const broken = receipts.find(
    (receipt) => receipt.state === 'failed' && relied.has(receipt.publisher),
  );
  if (broken?.state !== 'failed') return undefined;
  const description = `The ${broken.publisher} could not be published: ${broken.why}`;
  return { state: 'error', description, exitCode: 1 };
}

/** A job that is itself the required check must not pass while evidence is unfinished. */
function pending(description: string, event: string): Conclusion {
  return { state: 'pending', description, exitCode: event === 'workflow_run' ? 0 : 1 };
}

function red(audit: Audit, description: string, failOn: FailOn): Conclusion {
  const forgiven = failOn === 'never';
  const unproven = audit.outcome === 'INSUFFICIENT_EVIDENCE';
  return {
    state: forgiven && !unproven ? 'success' : 'failure',
    description,
    exitCode: forgiven ? 0 : 1,
  };
}

function yellow(description: string, failOn: FailOn): Conclusion {
  return failOn === 'yellow'
    ? { state: 'failure', description, exitCode: 1 }
    : { state: 'success', description, exitCode: 0 };
}

/**
 * The only place that says how an audit ends: the contract's table, row by row.
 *
 * A publisher that may not write was skipped and changes nothing here; one that should have worked
 * and failed makes the status `error`, so that green never stands on a document nobody can read.
 */
export function conclude(
  audit: Audit,
  receipts: readonly Receipt[],
  config: Pick<Config, 'failOn'>,
  description: string,
): Conclusion {
  const broken = brokenPublisher(receipts);
  if (broken !== undefined) return broken;
  if (audit.outcome === 'PENDING') return pending(description, audit.event);
  switch (audit.verdict) {
    case 'green':
      return { state: 'success', description, exitCode: 0 };
    case 'yellow':
      return yellow(description, config.failOn);
    case 'red':
      return red(audit, description, config.failOn);
    default:
      return audit.verdict satisfies never;
  }
}

/** The end for a pull request outside of any milestone, when it is not audited. */
export function concludeWithoutMilestone(mode: 'pass' | 'fail'): Conclusion {
  return mode === 'pass'
    ? { state: 'success', description: 'No milestone, not audited', exitCode: 0 }
    : { state: 'failure', description: 'No milestone, and one is required', exitCode: 1 };
}

/** The end when nothing could be audited: a wrong config, an impossible id, GitHub unreachable. */
export function concludeError(message: string): Conclusion {
  return { state: 'error', description: message, exitCode: 1 };
}
