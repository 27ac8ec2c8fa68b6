import type { Receipt } from '../model/world.ts';
import { documentPublisher } from './document.ts';
import { jobSummary } from './job-summary.ts';
import { logReceipt } from './log-summary.ts';
import { milestoneDescription } from './milestone-description.ts';
import { outputs } from './outputs.ts';
import { failed, type Publisher, type PublishJob } from './publisher.ts';
import { pullRequestComment } from './pull-request-comment.ts';
import { conclusionOf, requiredStatus } from './status.ts';

/**
 * What other people see of the audit. Each links to what was published before it, so the order
 * matters. The last check for changes starts with the comment.
 */
export const DELIVERIES: readonly Publisher[] = [
  documentPublisher,
  pullRequestComment,
  milestoneDescription,
];

/** The results of the step, and the final status, which depends on all receipts. */
export const RESULTS: readonly Publisher[] = [jobSummary, outputs, requiredStatus];

/** The results of the step alone: another audit of the same head posts the status of both. */
export const RESULTS_WITHOUT_STATUS: readonly Publisher[] = [jobSummary, outputs];

/** What was published, and the exit code. */
export interface Published {
  readonly receipts: readonly Receipt[];
  /** The receipt of the required status. */
  readonly receipt?: Receipt;
  readonly exitCode: 0 | 1;
}

/** Publishes to every destination, without a check in between. */
export async function publish(
  job: PublishJob,
  destinations: readonly Publisher[] = [...DELIVERIES, ...RESULTS],
): Promise<Published> {
  return publishedOf(job, await publishTo(job, destinations));
}

/** Publishes to one destination after another, because writes must not race each other. */
export async function publishTo(
  job: PublishJob,
  destinations: readonly Publisher[],
  earlier: readonly Receipt[] = [],
): Promise<readonly Receipt[]> {
  const receipts = [...earlier];
  for (const publisher of destinations) {
    if (publisher.wanted?.(job.config) === false) continue;
    const receipt = await receiptFrom(publisher, job, receipts);
    logReceipt(job.log, receipt);
    receipts.push(receipt);
  }
  return receipts;
}

/** Returns what the receipts of all destinations amount to. */
export function publishedOf(job: PublishJob, receipts: readonly Receipt[]): Published {
  const receipt = receipts.find((one) => one.publisher === requiredStatus.name);
  return { receipts, ...(receipt && { receipt }), exitCode: exitCodeOf(job, receipts, receipt) };
}

/** A publisher that throws has a bug; the others still publish. */
async function receiptFrom(
  publisher: Publisher,
  job: PublishJob,
  earlier: readonly Receipt[],
): Promise<Receipt> {
  try {
    return await publisher.publish(job, earlier);
  } catch (error) {
    return failed(publisher.name, error instanceof Error ? error.message : String(error));
  }
}

/**
 * Returns 1 when the final status could not be posted although the token may post it: the pending
 * one would block without a visible reason. A superseded audit fails nothing. Where the status of a newer
 * or better audit stays, the step ends like that one.
 */
function exitCodeOf(
  job: PublishJob,
  receipts: readonly Receipt[],
  status: Receipt | undefined,
): 0 | 1 {
  if (status?.state === 'failed') return 1;
  if (job.superseded !== undefined) return 0;
  const restored = status !== undefined && 'restored' in status ? status.restored : undefined;
  if (restored !== undefined) return restored === 'success' ? 0 : 1;
  return conclusionOf(job, receipts).exitCode;
}
