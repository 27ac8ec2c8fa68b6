import * as urls from '../lib/urls.ts';
import type { RepositoryName } from '../model/target.ts';
import type { EventFacts, Receipt } from '../model/world.ts';
import { type Links, type PublishJob, urlFrom } from './publisher.ts';

/** Returns the links known after these publishers. */
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

/** Returns the page of a file on a branch. It names the branch, so that it stays the same. */
export function fileUrl(
  event: EventFacts,
  repository: RepositoryName,
  branch: string,
  path: string,
): string {
  return urls.fileUrl(urls.repositoryUrl(event.serverUrl, repository), branch, path);
}

/** Returns the page of the audit's own workflow run; empty outside of Actions. */
export function runUrl(event: EventFacts, repository: RepositoryName): string {
  if (event.runId === 0) return '';
  const address = urls.repositoryUrl(event.serverUrl, repository);
  return urls.runUrl(address, event.runId, event.runAttempt);
}

/** Returns the prefix of a commit's page, which shows its statuses. The API has no page for one. */
export function commitUrl(event: EventFacts, repository: RepositoryName): string {
  return urls.commitUrl(urls.repositoryUrl(event.serverUrl, repository), '');
}
