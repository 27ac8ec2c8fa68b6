import { memoize } from '../../lib/memoize.ts';
import { absent, type Evidence, present, unreadable } from '../../model/evidence.ts';
import type { TreeEntry } from '../../model/forge.ts';
import type { PreviousAudit } from '../../model/history.ts';
import type { RepositoryFiles } from '../../model/repository.ts';
import { apiErrorText } from '../../model/result.ts';
import type { Lockfile, SettingsFile, WorkflowFile } from '../../model/workflow.ts';
import { readLockfile } from '../../workflow/installs/lockfile.ts';
import {
  isActionFile,
  isLockfile,
  isSettingsFile,
  isWorkflowFile,
} from '../../workflow/parse/file-names.ts';
import { readAction, readWorkflow } from '../../workflow/parse/read-workflow.ts';
import { type CollectJob, commitUrl } from '../base/collect-job.ts';
import { type RepositoryText, readEntry } from '../base/repository-text.ts';
import { defineSources } from '../base/source.ts';
import { withChangedTests } from './changed-tests.ts';

/** Maximum number of files that are read of each sort, those nearest to the root first. */
const MAX_FILES = { workflows: 200, settings: 60, locks: 60 };
const MAX_LOCK_BYTES = 16 * 1024 * 1024;

/** Workflows, actions, settings, and lockfiles at the audited commit and at the base. */
export const repositoryFiles = defineSources({
  from: { files: 'local', baseFiles: 'local' },
  after: ['previous'],
  cost: 'low',
  async prefetch({ reads, commit }) {
    await reads.tree(commit);
  },
  async collect(job, { previous }) {
    const { audited, base } = job.target.commits;
    const both = await Promise.all([filesAt(job, base), filesAt(job, audited)]);
    const [baseFiles, files] = await withChangedTests(job, ...both);
    return { files, baseFiles: await withMilestoneFiles(job, baseFiles, await previous) };
  },
});

const filesByCommit = memoize(
  (_: CollectJob) => new Map<string | undefined, Promise<Evidence<RepositoryFiles>>>(),
);

/** Returns the files at a commit. They are read once per audit, however many sources need them. */
export function filesAt(
  job: CollectJob,
  commit: string | undefined,
): Promise<Evidence<RepositoryFiles>> {
  const known = filesByCommit(job).get(commit);
  if (known !== undefined) return known;
  const files = readFiles(job, commit);
  filesByCommit(job).set(commit, files);
  return files;
}

/** Reads one recursive tree, then the blobs concurrently. */
async function readFiles(
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
  const unread: Unread[] = [];
  const cut = `commit ${commit.slice(0, 7)} has more files than GitHub lists; some were not seen`;
  const isCut = tree.value.truncated;
  if (isCut) {
    job.notice(cut);
    unread.push({ path: '*', why: cut });
  }
  const pick = (sort: keyof typeof MAX_FILES, is: (path: string) => boolean) =>
    nearest(job, tree.value.entries, sort, is);
  const [picked, settingsPicked, locksPicked] = [
    pick('workflows', isWorkflowLike),
    pick('settings', isSettingsFile),
    pick('locks', isLockfile),
  ];
  unread.push(...settingsPicked.beyond, ...locksPicked.beyond);
  const [workflows, settings, locks] = await Promise.all([
    all(picked.read, (entry) => workflowOf(job, entry)),
    all(settingsPicked.read, (entry) => settingsOf(job, entry, unread)),
    all(locksPicked.read, (entry) => lockOf(job, entry, unread)),
  ]);
  const beyond = isCut ? [...picked.beyond, { path: WORKFLOWS, why: cut }] : picked.beyond;
  const open = beyond.map(({ path, why }) => unreadWorkflow({ path, blob: '' }, why));
  return present(
    {
      commit,
      workflows: [...workflows, ...open].sort(byPath),
      settings,
      locks,
      ...(unread.length === 0 ? {} : { unread: unread.sort(byPath) }),
    },
    source,
  );
}

/** A file that exists and was not read, or `*` for files that are not listed. */
interface Unread {
  readonly path: string;
  readonly why: string;
}

/** Stands for workflows beyond the cut of a tree. */
const WORKFLOWS = '.github/workflows';

/** Maximum number of unread files that are named; the last name says how many more there are. */
const MAX_NAMED = 500;

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
  sort: keyof typeof MAX_FILES,
  is: (path: string) => boolean,
): { readonly read: readonly TreeEntry[]; readonly beyond: readonly Unread[] } {
  const matching = entries.filter(({ path, mode }) => is(path) && mode.startsWith('100'));
  const nearestFirst = [...matching].sort((a, b) => depth(a) - depth(b) || byPath(a, b));
  const most = MAX_FILES[sort];
  if (matching.length > most) {
    job.notice(
      `${matching.length} ${sort} files are in the repository; the ${most} nearest to its root were read`,
    );
  }
  const why = `not read: ${matching.length} ${sort} files are in the repository, and ${most} are read`;
  const beyond = nearestFirst.slice(most).map(({ path }) => ({ path, why }));
  const more = { path: '*', why: `${why}; ${beyond.length - MAX_NAMED} more are not named` };
  const named = beyond.length > MAX_NAMED ? [...beyond.slice(0, MAX_NAMED), more] : beyond;
  return { read: nearestFirst.slice(0, most).sort(byPath), beyond: named };
}

function depth({ path }: { readonly path: string }): number {
  return path.split('/').length;
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

async function workflowOf(job: CollectJob, entry: TreeEntry): Promise<WorkflowFile | undefined> {
  const file = await readEntry(job.reads, entry);
  const { path, blob } = entry;
  if (file.state !== 'found') {
    return unreadWorkflow(entry, file.state === 'none' ? 'it is not there' : file.why);
  }
  return isWorkflowFile(path)
    ? readWorkflow(path, blob, file.text)
    : readAction(path, blob, file.text);
}

function unreadWorkflow({ path, blob }: BlobAtPath, why: string): WorkflowFile {
  return { state: 'unreadable', path, blob, line: 1, why };
}

async function settingsOf(
  job: CollectJob,
  entry: TreeEntry,
  unread: Unread[],
): Promise<SettingsFile | undefined> {
  const file = await readEntry(job.reads, entry);
  if (file.state === 'found') return { path: entry.path, blob: entry.blob, text: file.text };
  return asUnread(job, entry, file, unread);
}

async function lockOf(
  job: CollectJob,
  entry: TreeEntry,
  unread: Unread[],
): Promise<Lockfile | undefined> {
  const file = await readEntry(job.reads, entry, MAX_LOCK_BYTES);
  if (file.state === 'found') return readLockfile(entry.path, entry.blob, file.text);
  return asUnread(job, entry, file, unread);
}

/** Records a file that could not be read. */
function asUnread(
  job: CollectJob,
  { path }: TreeEntry,
  file: Exclude<RepositoryText, { readonly state: 'found' }>,
  unread: Unread[],
): undefined {
  const why = file.state === 'none' ? 'it is not there' : file.why;
  unread.push({ path, why });
  job.notice(`${path} could not be read: ${why}`);
  return undefined;
}

/**
 * Adds the files of the previous milestone's audited commit to the base's, when it is another commit.
 * Rules compare with it to find gates that were weakened in small steps between two milestones.
 */
async function withMilestoneFiles(
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
  const files = await filesAt(job, audited);
  const atMilestone =
    files.state === 'present'
      ? ({ state: 'read', milestone, ...differingFrom(base.value, files.value) } as const)
      : ({ state: 'unreadable', milestone, why: files.why } as const);
  return { ...base, value: { ...base.value, milestone: atMilestone } };
}

/** Returns the files that differ from the base's, so that none is saved twice. Lockfiles are not compared. */
function differingFrom(
  base: RepositoryFiles,
  files: RepositoryFiles,
): { readonly files: RepositoryFiles; readonly asBase: readonly string[] } {
  const known = new Set([...base.workflows, ...base.settings].map(keyOf));
  const differs = (file: BlobAtPath): boolean => !known.has(keyOf(file));
  const workflows = files.workflows.filter(differs);
  const settings = files.settings.filter(differs);
  const asBase = [...files.workflows, ...files.settings]
    .filter((file) => !differs(file))
    .map(({ path }) => path);
  return { files: { commit: files.commit, workflows, settings, locks: [] }, asBase };
}

interface BlobAtPath {
  readonly path: string;
  readonly blob: string;
}

function keyOf({ path, blob }: BlobAtPath): string {
  return `${blob} ${path}`;
}
