import { nextTurn } from '../../lib/concurrency.ts';
import { indexByPath, memoize } from '../../lib/memoize.ts';
import { type Evidence, none, present, unreadable } from '../../model/evidence.ts';
import type { TreeEntry } from '../../model/forge.ts';
import type { PreviousAudit } from '../../model/history.ts';
import type { RepositoryFiles } from '../../model/repository.ts';
import { apiErrorText } from '../../model/result.ts';
import type { Lockfile, WorkflowFile } from '../../model/workflow.ts';
import { idleTriggers } from '../../workflow/expected-runs.ts';
import { ignoredFailures } from '../../workflow/gates/ignored-failures.ts';
import { readLockfile, readRequirements } from '../../workflow/installs/lockfile.ts';
import { withNamedFiles } from '../../workflow/named-files.ts';
import { withActionsLock } from '../../workflow/parse/actions-lock.ts';
import {
  isActionFile,
  isLockfile,
  isSettingsFile,
  isWorkflowFile,
} from '../../workflow/parse/file-names.ts';
import { readAction, readWorkflow } from '../../workflow/parse/read-workflow.ts';
import { type CollectJob, commitUrl } from '../base/collect-job.ts';
import { readEntry } from '../base/repository-text.ts';
import { defineSources } from '../base/source.ts';
import { withChangedTests } from './changed-tests.ts';

/** Maximum number of files that are read of each sort, those nearest to the root first. */
const MAX_FILES = { workflows: 200, settings: 60, locks: 60 };
const NAMES = { workflows: 'workflow files', settings: 'settings files', locks: 'lockfiles' };
const MAX_LOCK_BYTES = 16 * 1024 * 1024;
/** Maximum size of each sort that is not the usual one. */
const MAX_BYTES = { workflows: undefined, settings: undefined, locks: MAX_LOCK_BYTES };
const IS_SORT = { workflows: isWorkflowLike, settings: isSettingsFile, locks: isLockfile };

/** Workflows, actions, settings, and lockfiles at the audited commit and at the base. */
export const repositoryFiles = defineSources({
  from: { files: 'local', baseFiles: 'local' },
  after: ['previous'],
  cost: 'low',
  async prefetch({ reads, commit }) {
    const tree = await reads.tree(commit);
    if (!tree.ok) return;
    const texts = (['workflows', 'settings', 'locks'] as const).flatMap((sort) =>
      nearest(tree.value.entries, sort).flatMap(({ entry, left }) =>
        left === '' ? readEntry(reads, entry, MAX_BYTES[sort]) : [],
      ),
    );
    await Promise.all(texts);
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
  if (commit === undefined)
    return none('there is no base commit to compare with', { what: 'base commit' });
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
  const cut = `commit ${commit.slice(0, 7)} has more files than GitHub lists; some were not seen`;
  if (tree.value.truncated) job.notice(cut);
  const pick = (sort: Sort): readonly Picked[] => {
    const picked = nearest(tree.value.entries, sort);
    const most = MAX_FILES[sort];
    if (picked.length > most) {
      job.notice(
        `${picked.length} ${NAMES[sort]} are in the repository; the ${most} nearest to its root were read`,
      );
    }
    return picked;
  };
  const [workflows, settings, locks] = await Promise.all([
    readEach(pick('workflows'), (entry, left) => workflowOf(job, entry, left)),
    readEach(pick('settings'), (entry, left) => settingsOf(job, entry, left)),
    readEach(pick('locks'), (entry, left) => lockOf(job, entry, left)),
  ]);
  const named = await withNamed(job, tree.value.entries, {
    workflows,
    settings: settings.filter((one) => 'text' in one),
    locks,
  });
  const readable = [...named.settings].sort(byPath);
  const unread = [
    ...(tree.value.truncated ? [{ path: '*', blob: '', why: cut }] : []),
    ...settings.filter((one) => 'why' in one),
    ...named.unread,
  ];
  const paths = tree.value.truncated ? [] : tree.value.entries.map(({ path }) => path);
  const idle = workflows.flatMap((file) =>
    file.state === 'present' ? idleTriggers(file.workflow, paths) : [],
  );
  return present(
    {
      commit,
      workflows: withActionsLock(
        tree.value.truncated ? [...workflows, unlisted(cut)].sort(byPath) : workflows,
        readable,
      ),
      settings: readable,
      locks: [...named.locks].sort(byPath),
      ...(unread.length === 0 ? {} : { unread }),
      ...(idle.length === 0 ? {} : { idleTriggers: idle }),
    },
    source,
  );
}

/** Reads the files that only commands name, such as scripts and requirements files with any name. */
async function withNamed(
  job: CollectJob,
  entries: readonly TreeEntry[],
  files: Pick<RepositoryFiles, 'workflows' | 'settings' | 'locks'>,
) {
  const byName = indexByPath(entries);
  const isFile = (path: string) => byName.get(path)?.mode.startsWith('100') === true;
  const unread: { readonly path: string; readonly blob: string; readonly why: string }[] = [];
  const read = async (path: string, maxBytes?: number) => {
    const entry = byName.get(path);
    if (entry === undefined) return undefined;
    const { blob } = entry;
    const file = await textOf(job, entry, '', maxBytes);
    if ('text' in file) return { path, blob, text: file.text };
    unread.push({ path, blob, why: file.why });
    return undefined;
  };
  const named = await withNamedFiles(
    files,
    { has: isFile, keys: () => byName.keys() },
    {
      script: read,
      async requirements(path) {
        const file = await read(path, MAX_LOCK_BYTES);
        return file === undefined ? undefined : readRequirements(path, file.blob, file.text);
      },
    },
  );
  return { ...named, unread };
}

/** Stands for the workflow files beyond the cut of a tree. */
function unlisted(why: string): WorkflowFile {
  return { state: 'unreadable', path: '.github/workflows', blob: '', line: 1, why };
}

function isWorkflowLike(path: string): boolean {
  return isWorkflowFile(path) || isActionFile(path);
}

/** A file of the tree, and why it is not read; empty when it is. */
interface Picked {
  readonly entry: TreeEntry;
  readonly left: string;
}

async function readEach<T>(
  picked: readonly Picked[],
  read: (entry: TreeEntry, left: string) => Promise<T | undefined>,
): Promise<readonly T[]> {
  const results = await Promise.all(picked.map(({ entry, left }) => read(entry, left)));
  return results.flatMap((result) => (result === undefined ? [] : [result]));
}

type Sort = keyof typeof MAX_FILES;

/** Returns all files of a sort by path; only those nearest to the root are read. */
function nearest(entries: readonly TreeEntry[], sort: Sort): readonly Picked[] {
  const is = IS_SORT[sort];
  const matching = entries.filter(({ path, mode }) => is(path) && mode.startsWith('100'));
  const nearestFirst = [...matching].sort((a, b) => depth(a) - depth(b) || byPath(a, b));
  const most = MAX_FILES[sort];
  const left = `only the ${most} ${NAMES[sort]} nearest to the root are read`;
  return nearestFirst
    .map((entry, at) => ({ entry, left: at < most ? '' : left }))
    .sort((a, b) => byPath(a.entry, b.entry));
}

function depth({ path }: TreeEntry): number {
  return path.split('/').length;
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

async function workflowOf(job: CollectJob, entry: TreeEntry, left: string): Promise<WorkflowFile> {
  const file = await textOf(job, entry, left);
  const { path, blob } = entry;
  if ('why' in file) return { state: 'unreadable', path, blob, line: 1, why: file.why };
  await nextTurn();
  const read = isWorkflowFile(path) ? readWorkflow : readAction;
  const workflow = read(path, blob, file.text);
  // Judging is one step. Most of its work on a workflow is remembered from here, where others get turns.
  if (workflow.state === 'present') ignoredFailures(workflow.workflow);
  return workflow;
}

/** Returns a settings file, or why it was not read. */
async function settingsOf(job: CollectJob, entry: TreeEntry, left: string) {
  const { path, blob } = entry;
  return { path, blob, ...(await textOf(job, entry, left)) };
}

/** Returns a lockfile; one that was not read has no entries, so that its installs stay open. */
async function lockOf(
  job: CollectJob,
  entry: TreeEntry,
  left: string,
): Promise<Lockfile | undefined> {
  const file = await textOf(job, entry, left, MAX_LOCK_BYTES);
  await nextTurn();
  return readLockfile(entry.path, entry.blob, 'text' in file ? file.text : '');
}

async function textOf(
  job: CollectJob,
  entry: TreeEntry,
  left: string,
  maxBytes?: number,
): Promise<{ readonly text: string } | { readonly why: string }> {
  if (left !== '') return { why: left };
  const file = await readEntry(job.reads, entry, maxBytes);
  if (file.state === 'found') return { text: file.text };
  const why = file.state === 'none' ? 'it is not there' : file.why;
  job.notice(`${entry.path} could not be read: ${why}`);
  return { why };
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
  const unread = files.unread === undefined ? {} : { unread: files.unread };
  return { files: { commit: files.commit, workflows, settings, locks: [], ...unread }, asBase };
}

interface BlobAtPath {
  readonly path: string;
  readonly blob: string;
}

function keyOf({ path, blob }: BlobAtPath): string {
  return `${blob} ${path}`;
}
