import type { Log, Receipt } from '../model/world.ts';
import { annotationsOf } from './annotations.ts';
import { type Conclusion, conclude } from './conclude.ts';
import { linksFrom } from './links.ts';
import { tellRun } from './log-summary.ts';
import { hasNewerAudit, leaveToNewer } from './newer-status.ts';
import type { Publisher, PublishJob } from './publisher.ts';
import { failed } from './receipts.ts';
import { publishersFor } from './registry.ts';
import { postStatus } from './required-status.ts';
import type { StatusPlace } from './status-place.ts';
import { statusUrl } from './status-url.ts';

/** The first write of an audit: its required status is pending, so that an older green is not taken for it. */
export function announce(place: StatusPlace): Promise<Receipt> {
  return postStatus(place, { state: 'pending', description: 'The audit is under way' });
}

/** A publisher that throws has a fault of its own; the others still publish. */
async function safely(publisher: Publisher, job: PublishJob, earlier: readonly Receipt[]) {
  try {
    return await publisher.publish(job, earlier);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failed(publisher.name, why);
  }
}

function told(log: Log, receipt: Receipt): void {
  const { publisher } = receipt;
  switch (receipt.state) {
    case 'published':
    case 'unchanged':
      log.info(`${publisher}: ${receipt.state} ${receipt.url}`.trimEnd());
      break;
    case 'skipped':
      log.info(`${publisher}: skipped, ${receipt.why}`);
      break;
    case 'failed':
      log.error(`${publisher}: failed, ${receipt.why}`);
      break;
    default:
      receipt satisfies never;
  }
}

/** Document, comment, summary, outputs, one after another: writes must not race each other. */
export async function publish(
  job: PublishJob,
  destinations: readonly Publisher[] = publishersFor(job.config),
): Promise<readonly Receipt[]> {
  const receipts: Receipt[] = [];
  for (const publisher of destinations) {
    const receipt = await safely(publisher, job, receipts);
    told(job.log, receipt);
    receipts.push(receipt);
  }
  return receipts;
}

/** Commits the audit itself put on top of what it audited: the status belongs on them too. */
function ownCommits(job: PublishJob, receipts: readonly Receipt[]): readonly string[] {
  if (job.config.docs.kind === 'branch') return [];
  return receipts.flatMap((receipt) =>
    receipt.state === 'published' && receipt.publisher === 'document' && receipt.sha !== undefined
      ? [receipt.sha]
      : [],
  );
}

/**
 * The last write of an audit: its final status, after everything it stands on was tried.
 *
 * Gives the exit code. A final status that could not be posted, though the token may, fails the job:
 * the pending one would otherwise block for ever without anybody knowing why. An audit that came too
 * late fails nothing: its status is that of its own commit, or stays the newer audit's.
 */
export async function finish(
  job: PublishJob,
  place: StatusPlace,
  receipts: readonly Receipt[],
): Promise<{
  readonly conclusion: Conclusion;
  readonly receipt: Receipt;
  readonly exitCode: 0 | 1;
}> {
  const pages = job.render(linksFrom(job, receipts));
  const conclusion = conclude(job.audit, receipts, job.config, pages.statusDescription);
  const { state, description } = conclusion;
  await tellRun(job.log, job.audit, job.event);
  job.log.info(description);
  const shas = [...new Set([...place.shas, ...ownCommits(job, receipts)])];
  const check = {
    // Written only where a check run is wanted.
    get summary() {
      return pages.check ?? pages.comment;
    },
    annotations: annotationsOf(job.audit),
  };
  const url = statusUrl(job, receipts);
  const whole = { ...place, shas, url };
  const yields = job.config.status !== 'check' && hasNewerAudit(receipts);
  const receipt = yields
    ? await leaveToNewer(whole)
    : await postStatus(whole, { state, description, check });
  told(job.log, receipt);
  const posted = receipt.state === 'published' || receipt.state === 'unchanged';
  job.results.output('status-url', posted ? receipt.url : '');
  const exitCode = yields || job.superseded !== undefined ? 0 : conclusion.exitCode;
  return { conclusion, receipt, exitCode: receipt.state === 'failed' ? 1 : exitCode };
}
