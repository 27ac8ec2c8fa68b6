import { MAX_EVIDENCE_BYTES, unpacked } from '../../lib/gzip.ts';
import { indexByPath } from '../../lib/memoize.ts';
import type { TreeEntry } from '../../model/forge.ts';
import { type ApiError, apiErrorText } from '../../model/result.ts';
import type { ComparedBase } from '../../model/schema.ts';
import type { CachedReads } from './cache.ts';
import type { CollectJob } from './collect-job.ts';

/** A text file of the repository at a commit. */
export type RepositoryText =
  | { readonly state: 'found'; readonly text: string; readonly entry: TreeEntry }
  | { readonly state: 'none' }
  | {
      readonly state: 'unreadable';
      readonly why: string;
      /** GitHub was asked and did not say what the file contains. */
      readonly unanswered?: true;
    };

/** Returns the state of a file whose request failed. */
function refused(error: ApiError): RepositoryText {
  const here = error.kind === 'not-here';
  return { state: 'unreadable', why: apiErrorText(error), ...(here ? {} : { unanswered: true }) };
}

const NO_TEXT: RepositoryText = { state: 'none' };

/** Maximum size of a file that people write: configs, plans, workflows. */
const MAX_BYTES = 1024 * 1024;

/** Reads one file by its path. Symbolic links and submodules are not followed. */
export async function readRepositoryText(
  reads: CachedReads,
  commit: string,
  path: string,
  maxBytes: number = MAX_BYTES,
): Promise<RepositoryText> {
  const tree = await reads.tree(commit);
  if (!tree.ok) return refused(tree.error);
  const entry = indexByPath(tree.value.entries).get(path);
  if (entry !== undefined) return readEntry(reads, entry, maxBytes);
  return tree.value.truncated
    ? { state: 'unreadable', why: 'the repository has too many files for GitHub to list them all' }
    : { state: 'none' };
}

/** Reads the text of a tree entry as UTF-8, without a byte order mark. */
export async function readEntry(
  reads: CachedReads,
  entry: TreeEntry,
  maxBytes: number = MAX_BYTES,
): Promise<RepositoryText> {
  if (!entry.mode.startsWith('100')) {
    return { state: 'unreadable', why: `it is ${modeName(entry.mode)} and not a file` };
  }
  if (entry.bytes > maxBytes) {
    return {
      state: 'unreadable',
      why: `it has ${entry.bytes} bytes; at most ${maxBytes} are read`,
    };
  }
  const blob = await reads.blob(entry.blob);
  if (!blob.ok) return refused(blob.error);
  if (!entry.path.endsWith('.gz')) {
    return { state: 'found', text: new TextDecoder().decode(blob.value), entry };
  }
  try {
    return { state: 'found', text: unpacked(blob.value, MAX_EVIDENCE_BYTES), entry };
  } catch (error) {
    return { state: 'unreadable', why: `it cannot be decompressed: ${messageOf(error)}` };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function modeName(mode: string): string {
  return mode === '120000' ? 'a symbolic link' : 'a submodule';
}

/** The text of a plan or registry, and the older text to compare it with. */
interface JudgedText {
  readonly commit: string;
  readonly text: RepositoryText;
  /** `none` also when there is no older commit. */
  readonly before: RepositoryText;
}

/** Returns whether the older text was read, for the evidence of the plan and the registry. */
export function comparedBase(before: RepositoryText, path: string): ComparedBase {
  switch (before.state) {
    case 'found':
      return { state: 'read' };
    case 'none':
      return { state: 'none', why: `the base has no ${path}` };
    case 'unreadable':
      return { state: 'unread', why: `${path} of the base could not be read: ${before.why}` };
  }
}

/**
 * Reads a plan or registry at the audited commit, so that a pull request can propose entries. For
 * forks, Dependabot, and `trust: base` it is read at the policy ref, so that nobody excuses their own
 * change. A proposal is compared with the policy ref; after the merge, which the policy ref already
 * contains, and in a checkout, which is its own policy, with the base.
 */
export async function readJudgedText(job: CollectJob, path: string): Promise<JudgedText> {
  const { target, config, reads } = job;
  const { audited, policy, base } = target.commits;
  if (!target.trusted || config.trust === 'base') {
    const text = await readRepositoryText(reads, policy, path);
    return { commit: policy, text, before: text };
  }
  const { kind } = target.occasion;
  const older = kind === 'merged' || kind === 'local' ? base : policy;
  const [text, before] = await Promise.all([
    readRepositoryText(reads, audited, path),
    older === undefined ? NO_TEXT : readRepositoryText(reads, older, path),
  ]);
  return { commit: audited, text, before };
}
