import type { RepositoryName } from '../model/target.ts';
import type { EventFacts } from '../model/world.ts';

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** Where people read a file of a branch: by name of the branch, so that it stays the same. */
export function fileUrl(
  event: EventFacts,
  { owner, name }: RepositoryName,
  branch: string,
  path: string,
): string {
  return `${event.serverUrl}/${owner}/${name}/blob/${encoded(branch)}/${encoded(path)}`;
}

/** The run that the audit stands in; empty outside of Actions. */
export function runUrl(event: EventFacts, { owner, name }: RepositoryName): string {
  if (event.runId === 0) return '';
  const run = `${event.serverUrl}/${owner}/${name}/actions/runs/${event.runId}`;
  return event.runAttempt > 1 ? `${run}/attempts/${event.runAttempt}` : run;
}

/** Number and attempt of the run at an address that `runUrl` made. */
function orderOf(url: string): readonly [run: number, attempt: number] {
  const [, run = '0', attempt = '1'] =
    /\/actions\/runs\/(\d+)(?:\/attempts\/(\d+))?$/.exec(url) ?? [];
  return [Number(run), Number(attempt)];
}

/** Whether one run came after another: GitHub numbers runs upwards, and attempts within each. */
export function isLaterRun(one: string, other: string): boolean {
  const [[run, attempt], [otherRun, otherAttempt]] = [orderOf(one), orderOf(other)];
  return run === otherRun ? attempt > otherAttempt : run > otherRun;
}

/** Where people see the statuses of a commit: the API gives them an address for programs only. */
export function commitUrl(event: EventFacts, { owner, name }: RepositoryName): string {
  return `${event.serverUrl}/${owner}/${name}/commit/`;
}
