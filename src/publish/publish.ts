import type { Receipt } from '../model/world.ts';
import { documentPublisher } from './document.ts';
import { jobSummary } from './job-summary.ts';
import { logReceipt } from './log-summary.ts';
import { milestoneDescription } from './milestone-description.ts';
import { outputs } from './outputs.ts';
import { failed, type Publisher, type PublishJob } from './publisher.ts';
import { pullRequestComment } from './pull-request-comment.ts';
import { conclusionOf, hasNewerAudit, requiredStatus } from './status.ts';

/**
 * Every destination, in the order of publishing: the comment and the milestone link to the document,
 * the summary lists the receipts so far, and the final status depends on all of them.
 */
const DESTINATIONS: readonly Publisher[] = [
  documentPublisher,
  pullRequestComment,
  milestoneDescription,
  jobSummary,
  outputs,
  requiredStatus,
];

/** What was published, and the exit code. */
export interface Published {
  readonly receipts: readonly Receipt[];
  /** The receipt of the required status. */
  readonly receipt?: Receipt;
  readonly exitCode: 0 | 1;
}

/** Publishes to one destination after another, because writes must not race each other. */
export async function publish(
  job: PublishJob,
  destinations: readonly Publisher[] = DESTINATIONS,
): Promise<Published> {
  const receipts: Receipt[] = [];
  for (const publisher of destinations) {
    if (publisher.wanted?.(job.config) === false) continue;
    const receipt = await publishTo(publisher, job, receipts);
    logReceipt(job.log, receipt);
    receipts.push(receipt);
  }
  const receipt = receipts.find((one) => one.publisher === requiredStatus.name);
  return { receipts, ...(receipt && { receipt }), exitCode: exitCodeOf(job, receipts, receipt) };
}

/** A publisher that throws has a bug; the others still publish. */
async function publishTo(
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
 * one would block without a visible reason. A superseded audit fails nothing.
 */
function exitCodeOf(
  job: PublishJob,
  receipts: readonly Receipt[],
  status: Receipt | undefined,
): 0 | 1 {
  if (status?.state === 'failed') return 1;
  if (job.superseded !== undefined || hasNewerAudit(job, receipts)) return 0;
  return conclusionOf(job, receipts).exitCode;
}
