import { apiErrorText } from '../../model/api-error-text.ts';
import { absent, type Evidence, present, unreadable } from '../../model/evidence.ts';
import type { DeclaredFile, RepositoryFiles } from '../../model/evidence-file.ts';
import type { TreeEntry } from '../../model/forge.ts';
import type { Lockfile, SettingsFile, WorkflowFile } from '../../model/workflow.ts';
import { declaredPaths } from '../../rules/evidence-pack.ts';
import { readLockfile } from '../../workflow/installs/lockfile.ts';
import {
  isActionFile,
  isLockfile,
  isSettingsFile,
  isWorkflowFile,
} from '../../workflow/parse/file-names.ts';
import { readAction, readWorkflow } from '../../workflow/parse/read-workflow.ts';
import { type CollectJob, commitUrl } from '../collect-job.ts';
import { readEntry } from '../repository-text.ts';

/** Files of one sort that are read; those nearest to the root first. */
const MOST = { workflows: 200, settings: 60, locks: 60 };
const LOCK_BYTES = 16 * 1024 * 1024;

/** Workflows, actions, settings and lockfiles at a commit: one recursive tree, then blobs side by side. */
export async function collectRepositoryFiles(
  job: CollectJob,
  commit: string | undefined,
): Promise<Evidence<RepositoryFiles>> {
  if (commit === undefined) return absent('there is no base commit to compare with');
  const source = {
    what: `repository files at ${commit.slice(0, 7)}`,
    url: commitUrl(job, commit),
    commit,
  };
  const tree = await job.reads.tree(commit);
  if (!tree.ok) {
    const why = `the files of commit ${commit.slice(0, 7)} could not be listed: ${apiErrorText(tree.error)}`;
    job.notice(why);
    return unreadable(why, source);
  }
  if (tree.value.truncated) {
    job.notice(`commit ${commit.slice(0, 7)} has more files than GitHub lists; some were not seen`);
  }
  const pick = (sort: keyof typeof MOST, is: (path: string) => boolean) =>
    nearest(job, tree.value.entries, sort, is);
  const [workflows, settings, locks] = await Promise.all([
    all(pick('workflows', isWorkflowLike), (entry) => workflowOf(job, entry)),
    all(pick('settings', isSettingsFile), (entry) => settingsOf(job, entry)),
    all(pick('locks', isLockfile), (entry) => lockOf(job, entry)),
  ]);
  return present({ commit, workflows, settings, locks }, source);
}

function isWorkflowLike(path: string): boolean {
  return isWorkflowFile(path) || isActionFile(path);
}

async function all<T>(
  entries: readonly TreeEntry[],
  read: (entry: TreeEntry) => Promise<T | undefined>,
): Promise<readonly T[]> {
  const results = await Promise.all(entries.map(read));
  return results.flatMap((result) => (result === undefined ? [] : [result]));
}

function nearest(
  job: CollectJob,
  entries: readonly TreeEntry[],
  sort: keyof typeof MOST,
  is: (path: string) => boolean,
): readonly TreeEntry[] {
  const matching = entries.filter(({ path, mode }) => is(path) && mode.startsWith('100'));
  const nearestFirst = [...matching].sort((a, b) => depth(a) - depth(b) || byPath(a, b));
  const most = MOST[sort];
  if (matching.length > most) {
    job.notice(
      `${matching.length} ${sort} files are in the repository; the ${most} nearest to its root were read`,
    );
  }
  return nearestFirst.slice(0, most).sort(byPath);
}

function depth({ path }: TreeEntry): number {
  return path.split('/').length;
}

function byPath(a: TreeEntry, b: TreeEntry): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

async function workflowOf(job: CollectJob, entry: TreeEntry): Promise<WorkflowFile | undefined> {
  const file = await readEntry(job.reads, entry);
  const { path, blob } = entry;
  if (file.state !== 'found') {
    const why = file.state === 'none' ? 'it is not there' : file.why;
    return { state: 'unreadable', path, blob, line: 1, why };
  }
  return isWorkflowFile(path)
    ? readWorkflow(path, blob, file.text)
    : readAction(path, blob, file.text);
}

async function settingsOf(job: CollectJob, entry: TreeEntry): Promise<SettingsFile | undefined> {
  const file = await readEntry(job.reads, entry);
  if (file.state === 'found') return { path: entry.path, blob: entry.blob, text: file.text };
  if (file.state === 'trouble') job.notice(`${entry.path} could not be read: ${file.why}`);
  return undefined;
}

async function lockOf(job: CollectJob, entry: TreeEntry): Promise<Lockfile | undefined> {
  const file = await readEntry(job.reads, entry, LOCK_BYTES);
  if (file.state === 'found') return readLockfile(entry.path, entry.blob, file.text);
  if (file.state === 'trouble') job.notice(`${entry.path} could not be read: ${file.why}`);
  return undefined;
}

/** The files that invariants name, by their entries in the tree of the audited commit. */
export async function collectDeclaredFiles(
  job: CollectJob,
): Promise<Evidence<readonly DeclaredFile[]>> {
  const { config, target } = job;
  const commit = target.commits.audited;
  const source = { what: 'files that the config names', url: commitUrl(job, commit), commit };
  const tree = await job.reads.tree(commit);
  if (!tree.ok) {
    const why = `the files of commit ${commit.slice(0, 7)} could not be listed: ${apiErrorText(tree.error)}`;
    return unreadable(why, source);
  }
  const byName = new Map(tree.value.entries.map((entry) => [entry.path, entry]));
  const files = declaredPaths(config, target.milestone.id).map((path): DeclaredFile => {
    const bytes = byName.get(path)?.bytes;
    if (bytes === undefined) return { path, state: 'absent', bytes: 0 };
    return { path, state: bytes === 0 ? 'empty' : 'present', bytes };
  });
  return present(files, source);
}
