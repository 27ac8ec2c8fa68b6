import { memoize } from '../lib/memoize.ts';
import type { Source } from '../model/evidence.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { Item } from '../model/rule.ts';
import type { Open } from '../model/verdict.ts';
import type { Concern, Workflow, WorkflowFile } from '../model/workflow.ts';
import { isActionFile } from '../workflow/parse/file-names.ts';
import { type AcceptedKeys, type PlacedUnread, unreadOf } from '../workflow/unread.ts';

/**
 * Returns one item for each workflow file that cannot be read, with the worst and the best that any
 * number of things in it could be.
 */
export function unreadableItems<S extends string>(
  files: RepositoryFiles,
  { worst, best }: Pick<Item<S>, 'worst' | 'best'>,
): readonly Item<S>[] {
  return files.workflows.flatMap((file) =>
    file.state === 'unreadable'
      ? [{ worst, best, times: 'any' as const, open: openFile(files, file) }]
      : [],
  );
}

/**
 * Returns one item for each file that cannot be read and each part that is not understood and could
 * hide something of the concern. `accepted` are the keys that the config declares irrelevant. What runs
 * in a reusable workflow of another repository is not ours, as with an action.
 */
export function unreadItems<S extends string>(
  files: RepositoryFiles,
  concern: Concern,
  bounds: Pick<Item<S>, 'worst' | 'best'>,
  accepted: AcceptedKeys | undefined,
): readonly Item<S>[] {
  const parts = unreadOf(concern, files.workflows, accepted).filter(({ foreign }) => !foreign);
  return [
    ...unreadableItems(files, bounds),
    ...parts.map((part): Item<S> => ({ ...bounds, times: 'any', open: openPart(files, part) })),
  ];
}

/** Names the job of a workflow in a sentence; an action has only the jobs of its callers. */
export function jobIn(path: string, job: string): string {
  return isActionFile(path) ? 'the action' : `job ${job}`;
}

/** Returns what is missing because of a part of a workflow file that is not understood. */
export function openPart(files: RepositoryFiles, { path, line, what, why }: PlacedUnread): Open {
  const source = fileSource(files, path, line);
  return { kind: 'files', what: `${path}:${line} ${what}`, why: `${path}:${line} ${why}`, source };
}

/**
 * Returns the first workflow file that cannot be read, for a workflow or action that only others start
 * and none that can be read calls: the file may call it. Undefined when all files can be read.
 */
export function openCallers(files: RepositoryFiles, workflow: Workflow): Open | undefined {
  const alone = workflow.triggers.some(({ event }) => event !== 'workflow_call');
  const file = files.workflows.find((one) => one.state === 'unreadable');
  return alone || file?.state !== 'unreadable' ? undefined : openFile(files, file);
}

function openFile(
  files: RepositoryFiles,
  { path, line, why }: Extract<WorkflowFile, { readonly state: 'unreadable' }>,
): Open {
  const source = fileSource(files, path, line);
  return { kind: 'files', what: path, why: `${path}:${line} cannot be read: ${why}`, source };
}

/** Returns the settings files that exist and were not read, for rules that read settings. */
export function unreadSettings(
  kind: 'files' | 'baseFiles',
  files: RepositoryFiles,
): readonly Open[] {
  return (files.unread ?? []).map(({ path, why }) => ({
    kind,
    what: path,
    why: `${path} was not read: ${why}`,
    source: fileSource(files, path),
  }));
}

/** Returns why a file does not answer a question: it was not read, it is not there, or it does not say. */
export function whySilent({ unread = [], settings, locks }: RepositoryFiles, path: string): string {
  const skipped = unread.find((one) => one.path === path || one.path === '*');
  if (skipped !== undefined) return `${path} was not read: ${skipped.why}`;
  const known = [...settings, ...locks].some((one) => one.path === path);
  return known ? `${path} does not state it` : `${path} was not found at this commit`;
}

/** Returns the source for a repository file and line. */
export function fileSource(files: RepositoryFiles, path: string, line?: number): Source {
  const blob = blobsOf(files).get(path);
  return { ...pathSource(path, files.commit, line), ...(blob === undefined ? {} : { blob }) };
}

/** Returns the source for a path and line at a commit. */
export function pathSource(path: string, commit: string, line?: number): Source {
  return { what: path, path, commit, ...(line === undefined ? {} : { line }) };
}

const blobsOf = memoize(
  ({ workflows, settings, locks }: RepositoryFiles) =>
    new Map([...locks, ...settings, ...workflows].map(({ path, blob }) => [path, blob])),
);

/** Returns the workflow files as proof, for findings about what they do not contain. */
export function filesProof(
  files: RepositoryFiles,
  text: string,
): readonly { readonly text: string; readonly source: Source }[] {
  return files.workflows.map(({ path }) => ({
    text: `${path}: ${text}`,
    source: fileSource(files, path),
  }));
}
