import type { Receipt } from '../model/world.ts';
import { runUrl } from './addresses.ts';
import type { PublishJob } from './publisher.ts';
import { urlFrom } from './receipts.ts';

/**
 * What a click on the status opens: the comment of an open pull request, the document after the
 * merge, else the run with its summary. Comment and document keep their address from audit to
 * audit, so that the same audit posts the same status.
 */
export function statusUrl(job: PublishJob, receipts: readonly Receipt[]): string {
  const document = urlFrom(receipts, 'document');
  const comment = urlFrom(receipts, 'comment');
  const first = job.target.occasion.kind === 'merged' ? document : comment;
  return first ?? comment ?? document ?? runUrl(job.event, job.target.repository);
}
