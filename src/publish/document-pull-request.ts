import type { WrittenCommit } from '../model/forge.ts';
import { type ApiError, apiErrorText, ok, type Result } from '../model/result.ts';
import type { PullRequest } from '../model/target.ts';
import type { Receipt } from '../model/world.ts';
import { type CommitResult, commitFiles, type FilesOn } from './commit-files.ts';
import { type PublishJob, receiptOf } from './publisher.ts';

const publisher = 'document';

/** Returns the branch: one per milestone, so that the next audit updates the same pull request. */
function auditBranch({ audit, config }: PublishJob): string {
  return `milestone-audit/${audit.milestone}${config.auditKey === '' ? '' : `-${config.auditKey}`}`;
}

/** Returns the audit's own open pull request, if there is one. */
export async function findOpen(job: PublishJob): Promise<Result<PullRequest | undefined>> {
  const pulls = await job.forge.pullsByHead(job.target.repository.owner, auditBranch(job));
  if (!pulls.ok) return pulls;
  const isOpen = ({ state, fork, baseRef }: PullRequest) =>
    state === 'open' && !fork && baseRef === job.target.defaultBranch;
  return ok(pulls.value.find(isOpen));
}

/**
 * Creates or resets the branch at the default branch's head. A branch left over from a merged or
 * closed pull request would conflict with what was merged.
 */
async function startBranch(job: PublishJob, branch: string): Promise<Result<void>> {
  const base = await job.forge.branchHead(job.target.defaultBranch);
  if (!base.ok) return base;
  const made = await job.forge.createBranch(branch, base.value);
  if (made.ok || made.error.kind !== 'conflict') return made;
  const reset = await job.forge.resetBranch(branch, base.value);
  // Without the branch, the conflict was another one, and its error says which.
  const isThere = /already exists/i.test(made.error.message);
  return reset.ok || isThere || !isNoBranch(reset.error) ? reset : made;
}

/**
 * GitHub responds 422 "Reference does not exist" to an update of a branch that does not exist, and 404 to one
 * without the permission too.
 */
function isNoBranch({ kind, message }: ApiError): boolean {
  return kind === 'missing' || /reference does not exist/i.test(message);
}

async function commitToOwnBranch(
  job: PublishJob,
  branch: string,
  files: FilesOn,
): Promise<CommitResult> {
  const open = await findOpen(job);
  if (!open.ok) return { kind: 'error', error: open.error };
  if (open.value === undefined) {
    const started = await startBranch(job, branch);
    if (!started.ok) return { kind: 'error', error: started.error };
  }
  return commitFiles(job, branch, files);
}

/**
 * Closes the audit's own pull request once the default branch has the audit. An error changes
 * nothing about the document, so it is only logged.
 */
export async function closeSuperseded(
  job: PublishJob,
  found: ReturnType<typeof findOpen> = findOpen(job),
): Promise<void> {
  const open = await found;
  if (!open.ok) job.log.warning(`audit pull requests not closed: ${apiErrorText(open.error)}`);
  if (!open.ok || open.value === undefined) return;
  const { number } = open.value;
  job.reads?.forget();
  const closed = await job.forge.closePull(number);
  const why = closed.ok ? 'closed, its audit is on the default branch' : apiErrorText(closed.error);
  job.log.info(`pull request #${number}: ${why}`);
}

async function open(
  job: PublishJob,
  branch: string,
  because: string,
  commit: WrittenCommit | undefined,
): Promise<Receipt> {
  const { milestone, commits } = job.audit;
  job.reads?.forget();
  const pull = await job.forge.openPull(
    branch,
    job.target.defaultBranch,
    `Milestone audit of ${milestone}`,
    `The milestone audit of ${milestone}, computed from the evidence of commit ${commits.audited}.\n\nIt comes as a pull request because ${because}.`,
  );
  if (!pull.ok) return receiptOf(publisher, pull.error);
  const { url } = pull.value;
  const note = `pull request #${pull.value.number}, because ${because}`;
  return commit === undefined
    ? { publisher, state: 'unchanged', url, note }
    : { publisher, state: 'published', url, sha: commit.sha, note };
}

/** Commits to the audit's own branch, and opens a pull request unless one is open. */
export async function publishByPullRequest(
  job: PublishJob,
  files: FilesOn,
  because: string,
  toReceipt: (result: CommitResult) => Receipt,
): Promise<Receipt> {
  const branch = auditBranch(job);
  const result = await commitToOwnBranch(job, branch, files);
  switch (result.kind) {
    case 'committed':
      return open(job, branch, because, result.commit);
    case 'unchanged':
      return open(job, branch, because, undefined);
    case 'newer':
    case 'unsafe':
    case 'no-branch':
    case 'error':
      return toReceipt(result);
    default:
      return result satisfies never;
  }
}
