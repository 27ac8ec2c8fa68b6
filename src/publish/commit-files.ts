import type { FileAddition, Tree, WrittenCommit } from '../model/forge.ts';
import type { ApiError, Result } from '../model/result.ts';
import { blobId } from './blob-id.ts';
import { auditCommitMessage } from './commit-message.ts';
import { type NewerAudit, newerAudit } from './newer-audit.ts';
import type { PublishJob } from './publisher.ts';
import { holdsSameAudit } from './same-audit.ts';
import { unsafePath } from './unsafe-path.ts';

/** How bringing a branch's files up to date ended. */
export type Commission =
  | { readonly kind: 'committed'; readonly commit: WrittenCommit }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'newer'; readonly of: NewerAudit }
  | { readonly kind: 'unsafe'; readonly why: string }
  | { readonly kind: 'no-branch' }
  | { readonly kind: 'trouble'; readonly trouble: ApiError };

/**
 * Lost races before giving up. Each loss means that somebody else's commit landed, so this many
 * audits can write to one branch at once and all of them end.
 */
const maxAttempts = 12;

function changedIn(tree: Tree, files: readonly FileAddition[]): readonly FileAddition[] {
  const blobs = new Map(tree.entries.map(({ path, blob }) => [path, blob]));
  return files.filter(({ path, text }) => blobs.get(path) !== blobId(text));
}

function trouble(answer: Result<unknown> & { readonly ok: false }): Commission {
  return { kind: 'trouble', trouble: answer.error };
}

/** The files as they should be on a branch whose tree is this: some are made from what lies there. */
export type FilesOn = (tree: Tree) => Promise<readonly FileAddition[]>;

/** A branch's tree and what of our files differs there, or what stands in the way of looking. */
type Look =
  | {
      readonly ok: true;
      readonly head: string;
      readonly tree: Tree;
      readonly additions: readonly FileAddition[];
    }
  | { readonly ok: false; readonly result: Commission };

async function look(job: PublishJob, branch: string, filesOn: FilesOn): Promise<Look> {
  const head = await job.forge.branchHead(branch);
  if (!head.ok) {
    const gone = head.error.kind === 'missing';
    return { ok: false, result: gone ? { kind: 'no-branch' } : trouble(head) };
  }
  const tree = await job.forge.tree(head.value);
  if (!tree.ok) return { ok: false, result: trouble(tree) };
  const files = await filesOn(tree.value);
  const unsafe = files.map(({ path }) => unsafePath(tree.value, path)).find((why) => why);
  if (unsafe !== undefined) return { ok: false, result: { kind: 'unsafe', why: unsafe } };
  const changed = changedIn(tree.value, files);
  const additions = (await holdsSameAudit(job, tree.value, changed)) ? [] : changed;
  return { ok: true, head: head.value, tree: tree.value, additions };
}

/** Whether a branch holds these very bytes already. */
export async function holdsFiles(
  job: PublishJob,
  branch: string,
  filesOn: FilesOn,
): Promise<boolean> {
  const seen = await look(job, branch, filesOn);
  return seen.ok && seen.additions.length === 0;
}

async function attempt(job: PublishJob, branch: string, filesOn: FilesOn): Promise<Commission> {
  const seen = await look(job, branch, filesOn);
  if (!seen.ok) return seen.result;
  const { head: expectedHead, tree, additions } = seen;
  if (additions.length === 0) return { kind: 'unchanged' };
  const newer = await newerAudit(job, tree);
  if (!newer.ok) return trouble(newer);
  if (newer.value !== undefined) return { kind: 'newer', of: newer.value };
  const message = auditCommitMessage(job.audit);
  const write = { branch, expectedHead, ...message, additions, deletions: [] };
  const commit = await job.forge.createCommit(write);
  return commit.ok ? { kind: 'committed', commit: commit.value } : trouble(commit);
}

/** Audits that lost the same race must not meet again: each waits by its own run's number. */
function pauseAfter(job: PublishJob, losses: number): number {
  return losses * (100 + (job.event.runId % 13) * 25);
}

/**
 * Brings files of a branch up to date in one commit, on the head that was looked at.
 *
 * Nothing is written when all bytes are the same, nor over a newer audit. When somebody else commits
 * in between, everything is looked at again on the new head.
 */
export async function commitFiles(
  job: PublishJob,
  branch: string,
  filesOn: FilesOn,
): Promise<Commission> {
  for (let losses = 0; ; losses += 1) {
    if (losses > 0) await job.clock.sleep(pauseAfter(job, losses));
    const result = await attempt(job, branch, filesOn);
    const lost = result.kind === 'trouble' && result.trouble.kind === 'conflict';
    if (!lost || losses + 1 >= maxAttempts) return result;
    job.log.info(`${branch} moved on meanwhile; building the commit again on its new head`);
  }
}
