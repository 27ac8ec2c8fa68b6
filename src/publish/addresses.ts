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
