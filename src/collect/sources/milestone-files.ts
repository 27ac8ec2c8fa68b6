import type { Evidence } from '../../model/evidence.ts';
import type { PreviousAudit } from '../../model/history.ts';
import type { RepositoryFiles } from '../../model/repository.ts';
import type { CollectJob } from '../collect-job.ts';
import { collectRepositoryFiles } from './repository-files.ts';

/**
 * The base's files with those of the previous milestone's audited commit beside them, where that is another commit:
 * gates that sank in small steps between two milestones are held against it.
 */
export async function withMilestoneFiles(
  job: CollectJob,
  base: Evidence<RepositoryFiles>,
  previous: Evidence<readonly PreviousAudit[]>,
): Promise<Evidence<RepositoryFiles>> {
  const newest =
    previous.state === 'present'
      ? previous.value.filter(({ standing }) => standing !== 'gone').at(-1)
      : undefined;
  if (base.state !== 'present' || newest === undefined) return base;
  const { milestone, audited } = newest;
  const { audited: head } = job.target.commits;
  if (!/^[0-9a-f]{40}$/.test(audited) || audited === base.value.commit || audited === head)
    return base;
  const files = await collectRepositoryFiles(job, audited);
  const beside =
    files.state === 'present'
      ? ({ state: 'read', milestone, ...apartFrom(base.value, files.value) } as const)
      : ({ state: 'unreadable', milestone, why: files.why } as const);
  return { ...base, value: { ...base.value, milestone: beside } };
}

/** Most files are the base's, and are not saved twice; lockfiles are not compared. */
function apartFrom(
  base: RepositoryFiles,
  files: RepositoryFiles,
): { readonly files: RepositoryFiles; readonly asBase: readonly string[] } {
  const known = new Set([...base.workflows, ...base.settings].map(keyOf));
  const differs = (file: Placed): boolean => !known.has(keyOf(file));
  const workflows = files.workflows.filter(differs);
  const settings = files.settings.filter(differs);
  const asBase = [...files.workflows, ...files.settings]
    .filter((file) => !differs(file))
    .map(({ path }) => path);
  return { files: { commit: files.commit, workflows, settings, locks: [] }, asBase };
}

interface Placed {
  readonly path: string;
  readonly blob: string;
}

function keyOf({ path, blob }: Placed): string {
  return `${blob} ${path}`;
}
