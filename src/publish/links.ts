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

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** Returns the page of a file on a branch. It names the branch, so that it stays the same. */
export function fileUrl(
  event: EventFacts,
  { owner, name }: RepositoryName,
  branch: string,
  path: string,
): string {
  return `${event.serverUrl}/${owner}/${name}/blob/${encoded(branch)}/${encoded(path)}`;
}

/** Returns the page of the audit's own workflow run; empty outside of Actions. */
export function runUrl(event: EventFacts, { owner, name }: RepositoryName): string {
  if (event.runId === 0) return '';
  const run = `${event.serverUrl}/${owner}/${name}/actions/runs/${event.runId}`;
  return event.runAttempt > 1 ? `${run}/attempts/${event.runAttempt}` : run;
}

/** Parses run id and attempt from what `runUrl` returned. */
function orderOf(url: string): readonly [run: number, attempt: number] {
  const [, run = '0', attempt = '1'] =
    /\/actions\/runs\/(\d+)(?:\/attempts\/(\d+))?$/.exec(url) ?? [];
  return [Number(run), Number(attempt)];
}

/** Whether one run is later than another. GitHub's run ids and attempt numbers increase. */
export function isLaterRun(one: string, other: string): boolean {
  const [[run, attempt], [otherRun, otherAttempt]] = [orderOf(one), orderOf(other)];
  return run === otherRun ? attempt > otherAttempt : run > otherRun;
}

/** Returns the prefix of a commit's page, which shows its statuses. The API has no page for one. */
export function commitUrl(event: EventFacts, { owner, name }: RepositoryName): string {
  return `${event.serverUrl}/${owner}/${name}/commit/`;
}
