import type { Tree, WrittenCommit } from '../model/forge.ts';
import type { Receipt } from '../model/world.ts';
import {
  auditCommitMessage,
  type CommitResult,
  commitFiles,
  type FilesOn,
  hasFiles,
} from './commit-files.ts';
import { documentFiles } from './document-files.ts';
import { type DocumentPlace, documentPlace } from './document-place.ts';
import { closeSuperseded, findOpen, publishByPullRequest } from './document-pull-request.ts';
import { fileUrl } from './links.ts';
import { failed, type Publisher, type PublishJob, receiptOf, skipped } from './publisher.ts';

const publisher = 'document';

const EMPTY_TREE: Tree = { sha: '', entries: [], truncated: false };

/** Commits document, JSON and evidence where the `docs` mode and the branch's rules allow it. */
export const documentPublisher: Publisher = {
  name: publisher,
  async publish(job) {
    const place = documentPlace(job);
    switch (place.kind) {
      case 'nowhere':
        return skipped(publisher, place.why);
      case 'branch':
        return onBranch(job, place, documentFiles(job));
      case 'own-branch':
        return onOwnBranch(job, place.branch, documentFiles(job));
      case 'pull-request':
        return byPullRequest(job, documentFiles(job), place.because);
      default:
        return place satisfies never;
    }
  },
};

/** Commits directly, unless the branch's rules or GitHub's response forbid it. */
async function onBranch(
  job: PublishJob,
  place: DocumentPlace & { readonly kind: 'branch' },
  files: FilesOn,
): Promise<Receipt> {
  const { branch, otherwise } = place;
  if (otherwise === 'pull-request') {
    const rules = await job.forge.branchRules(branch);
    // A token that may bypass a rule would push although the team requires a pull request.
    if (!rules.ok) return receiptOf(publisher, rules.error);
    const { forbidsPush } = rules.value;
    if (forbidsPush.forbidden) return byPullRequest(job, files, forbidsPush.why);
  }
  // Read meanwhile: only what is found is closed, after the commit.
  const open = otherwise === 'pull-request' ? findOpen(job) : undefined;
  const result = await commitFiles(job, branch, files);
  // A workflow's token cannot read classic protection; it shows only when the push is refused.
  if (isRefusedPush(result) && otherwise === 'pull-request') {
    return byPullRequest(job, files, `the push to ${branch} was refused`);
  }
  if (result.kind === 'committed' && open !== undefined) await closeSuperseded(job, open);
  return toReceipt(job, branch, result);
}

function isRefusedPush(result: CommitResult): boolean {
  if (result.kind !== 'error') return false;
  const { error } = result;
  return error.kind === 'invalid' || (error.kind === 'refused' && error.reason === 'ruleset');
}

/** Commits to a branch for documents only. A missing one is created without history. */
async function onOwnBranch(job: PublishJob, branch: string, files: FilesOn): Promise<Receipt> {
  const result = await commitFiles(job, branch, files);
  if (result.kind !== 'no-branch') return toReceipt(job, branch, result);
  const { headline, body } = auditCommitMessage(job.audit);
  const message = `${headline}\n\n${body}`;
  const first = await files(EMPTY_TREE);
  if (!first.ok) return receiptOf(publisher, first.error);
  const root = await job.forge.createRootCommit(branch, message, first.value);
  if (root.ok) return toReceipt(job, branch, { kind: 'committed', commit: root.value });
  if (root.error.kind !== 'conflict') return receiptOf(publisher, root.error);
  // Another audit created the branch in between, unless it still does not exist.
  const again = await commitFiles(job, branch, files);
  return again.kind === 'no-branch'
    ? receiptOf(publisher, root.error)
    : toReceipt(job, branch, again);
}

async function byPullRequest(job: PublishJob, files: FilesOn, because: string): Promise<Receipt> {
  const { defaultBranch } = job.target;
  const merged = await hasFiles(job, defaultBranch, files);
  if (!merged.ok) return receiptOf(publisher, merged.error);
  if (merged.value) {
    await closeSuperseded(job);
    return toReceipt(job, defaultBranch, { kind: 'unchanged' });
  }
  return publishByPullRequest(job, files, because, (result) =>
    toReceipt(job, defaultBranch, result),
  );
}

function toReceipt(job: PublishJob, branch: string, result: CommitResult): Receipt {
  const url = fileUrl(job.event, job.target.repository, branch, job.audit.paths.document);
  switch (result.kind) {
    case 'committed': {
      const { sha } = result.commit;
      return { publisher, state: 'published', url, sha, note: noteOf(result.commit) };
    }
    case 'unchanged':
      return { publisher, state: 'unchanged', url };
    case 'newer':
      if (typeof result.of === 'object') job.log.warning(result.of.why);
      return {
        publisher,
        state: 'skipped',
        why: `${branch} already has a newer or better audit of this milestone`,
        ...(result.of === 'other-commit' ? {} : { newer: true }),
        ...(typeof result.of === 'object' ? { better: result.of.verdict } : {}),
      };
    case 'unsafe':
      return failed(publisher, `nothing is written through a link: ${result.why} on ${branch}`);
    case 'no-branch':
      return failed(
        publisher,
        `there is no branch ${branch}; restore it, or set \`docs\` to another place`,
      );
    case 'error':
      return receiptOf(publisher, result.error);
    default:
      return result satisfies never;
  }
}

function noteOf({ verified, byRest }: WrittenCommit): string {
  const signed = verified ? 'signed by GitHub' : 'GitHub did not verify the signature';
  return byRest === true
    ? `${signed}; written by REST, this server has no \`createCommitOnBranch\``
    : signed;
}
