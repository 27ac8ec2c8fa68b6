import { blobId } from '../lib/blob-id.ts';
import { indexByPath } from '../lib/memoize.ts';
import type { Audit } from '../model/audit.ts';
import type { FileAddition, Tree, WrittenCommit } from '../model/forge.ts';
import { type ApiError, err, ok, type Result } from '../model/result.ts';
import { isSameAudit, type NewerAudit, newerAudit } from './newer-audit.ts';
import type { PublishJob } from './publisher.ts';

/** How committing files to a branch ended. */
export type CommitResult =
  | { readonly kind: 'committed'; readonly commit: WrittenCommit }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'newer'; readonly of: NewerAudit }
  | { readonly kind: 'unsafe'; readonly why: string }
  | { readonly kind: 'no-branch' }
  | { readonly kind: 'error'; readonly error: ApiError };

/**
 * Returns the files to write on a branch with this tree. Some are derived from existing files; when
 * one of those was not answered for, nothing is written, because a part would replace the whole.
 */
export type FilesOn = (tree: Tree) => Promise<Result<readonly FileAddition[]>>;

/** A branch's tree and the files that differ there, or why they cannot be determined. */
type Inspection =
  | {
      readonly kind: 'inspected';
      readonly head: string;
      readonly tree: Tree;
      readonly additions: readonly FileAddition[];
    }
  | CommitResult;

/**
 * Maximum attempts after lost races. Each loss means that another commit landed, so this many audits
 * can write to one branch at the same time and all of them finish.
 */
const MAX_ATTEMPTS = 12;

/** Git modes that are not plain files. */
const LINK_MODES: Readonly<Record<string, string>> = {
  '120000': 'a symbolic link',
  '160000': 'a submodule',
};

/**
 * Commits the files in one commit on the head that was inspected, the first time on the one that collecting
 * read: GitHub refuses a commit on any head but the newest.
 *
 * Writes nothing when all bytes are equal, and never over a newer audit: that is decided on the newest head.
 * When another commit lands in between, the new head is inspected.
 */
export async function commitFiles(
  job: PublishJob,
  branch: string,
  filesOn: FilesOn,
): Promise<CommitResult> {
  const known = job.knownHead?.branch === branch ? job.knownHead.sha : undefined;
  if (known === undefined) return commitOnNewest(job, branch, filesOn);
  const result = await attempt(job, branch, filesOn, ok(known));
  if (result.kind === 'committed') return result;
  if (isLost(result)) logLoss(job, branch);
  return commitOnNewest(job, branch, filesOn, { head: known, result });
}

/** `before` is the result on a head that may be the newest. */
async function commitOnNewest(
  job: PublishJob,
  branch: string,
  filesOn: FilesOn,
  before?: { readonly head: string; readonly result: CommitResult },
): Promise<CommitResult> {
  for (let losses = 0; ; losses += 1) {
    if (losses > 0) await job.clock.sleep(pauseAfter(job, losses));
    const head = await job.forge.branchHead(branch);
    const isKnown = head.ok && head.value === before?.head && before.result.kind !== 'error';
    const result = isKnown ? before.result : await attempt(job, branch, filesOn, head);
    if (!isLost(result) || losses + 1 >= MAX_ATTEMPTS) return result;
    logLoss(job, branch);
  }
}

function isLost(result: CommitResult): boolean {
  return result.kind === 'error' && result.error.kind === 'conflict';
}

function logLoss({ log }: PublishJob, branch: string): void {
  log.info(`${branch} moved on meanwhile; building the commit again on its new head`);
}

/** Returns milliseconds that depend on the run, so that two audits do not meet in the same race again. */
function pauseAfter(job: PublishJob, losses: number): number {
  return losses * (100 + (job.event.runId % 13) * 25);
}

async function attempt(
  job: PublishJob,
  branch: string,
  filesOn: FilesOn,
  head: Result<string>,
): Promise<CommitResult> {
  const inspected = await inspect(job, branch, filesOn, head);
  if (inspected.kind !== 'inspected') return inspected;
  const { head: expectedHead, tree, additions } = inspected;
  if (additions.length === 0) return { kind: 'unchanged' };
  const newer = await newerAudit(job, tree);
  if (!newer.ok) return { kind: 'error', error: newer.error };
  if (newer.value !== undefined) return { kind: 'newer', of: newer.value };
  const message = auditCommitMessage(job.audit);
  const write = { branch, expectedHead, ...message, additions, deletions: [] };
  const commentsOf = job.reads?.pull;
  const commit = await job.forge.createCommit({ ...write, ...(commentsOf && { commentsOf }) });
  if (!commit.ok) return { kind: 'error', error: commit.error };
  job.reads?.found(commit.value.comments);
  return { kind: 'committed', commit: commit.value };
}

async function inspect(
  job: PublishJob,
  branch: string,
  filesOn: FilesOn,
  head: Result<string>,
): Promise<Inspection> {
  if (!head.ok) {
    return head.error.kind === 'missing'
      ? { kind: 'no-branch' }
      : { kind: 'error', error: head.error };
  }
  const tree = await job.forge.tree(head.value);
  if (!tree.ok) return { kind: 'error', error: tree.error };
  const made = await filesOn(tree.value);
  if (!made.ok) return { kind: 'error', error: made.error };
  const files = made.value;
  const hidden = beyondCut(tree.value, branch, files);
  if (hidden !== undefined) return { kind: 'error', error: hidden };
  const unsafe = files.map(({ path }) => unsafePath(tree.value, path)).find((why) => why);
  if (unsafe !== undefined) return { kind: 'unsafe', why: unsafe };
  const known = indexByPath(tree.value.entries);
  const changed = files.filter(({ path, content }) => known.get(path)?.blob !== blobId(content));
  const same = await isSameAudit(job, tree.value, changed);
  if (!same.ok) return { kind: 'error', error: same.error };
  const additions = same.value ? [] : changed;
  return { kind: 'inspected', head: head.value, tree: tree.value, additions };
}

/** Returns an error when a file may exist beyond the cut of a list: it may be a newer audit. */
function beyondCut(
  tree: Tree,
  branch: string,
  files: readonly FileAddition[],
): ApiError | undefined {
  if (!tree.truncated) return undefined;
  const listed = indexByPath(tree.entries);
  const path = files.find((file) => !listed.has(file.path))?.path;
  if (path === undefined) return undefined;
  const message = `${branch} has more files than GitHub lists, and ${path} may be one of them; set \`docs: branch:NAME\` to commit to a branch of its own`;
  return { kind: 'cut', message };
}

/** Returns whether a branch already has exactly these files. A missing branch has none. */
export async function hasFiles(
  job: PublishJob,
  branch: string,
  filesOn: FilesOn,
): Promise<Result<boolean>> {
  const inspected = await inspect(job, branch, filesOn, await job.forge.branchHead(branch));
  if (inspected.kind === 'error') return err(inspected.error);
  return ok(inspected.kind === 'inspected' && inspected.additions.length === 0);
}

/**
 * Returns why a file must not be written at a path: the file or a parent folder is a link, or a
 * parent folder is a file. Undefined when the path is safe.
 */
export function unsafePath(tree: Tree, path: string): string | undefined {
  const entries = indexByPath(tree.entries);
  const segments = path.split('/');
  const prefixes = segments.map((_, at) => segments.slice(0, at + 1).join('/'));
  const found = prefixes
    .map((prefix) => entries.get(prefix))
    .find((entry) => entry !== undefined && (entry.mode in LINK_MODES || entry.path !== path));
  return found && `\`${found.path}\` is ${LINK_MODES[found.mode] ?? 'a file'}`;
}

/**
 * Returns the message of an audit's commit. The trailer tells the audit's own commits from others.
 *
 * It contains no title, branch, or name from outside: closing keywords in a message that reaches the
 * default branch close issues (docs.github.com, "Linking a pull request to an issue", read
 * 2026-11-22).
 */
export function auditCommitMessage({ milestone, commits }: Audit): {
  readonly headline: string;
  readonly body: string;
} {
  return {
    headline: `docs(audit): milestone audit of ${milestone}`,
    body: `Computed from the evidence of commit ${commits.audited}.\n\nMilestone-Audit: ${milestone}`,
  };
}
