import type { Receipt } from '../model/world.ts';
import { runUrl } from './addresses.ts';
import type { Links, PublishJob } from './publisher.ts';
import { urlFrom } from './receipts.ts';

/** The links that are known once these publishers are through. */
export function linksFrom(job: PublishJob, earlier: readonly Receipt[]): Links {
  const document = urlFrom(earlier, 'document');
  const comment = urlFrom(earlier, 'comment');
  return {
    ...(document === undefined ? {} : { document }),
    ...(comment === undefined ? {} : { comment }),
    run: runUrl(job.event, job.target.repository),
    receipts: [...job.announced, ...earlier],
  };
}
