import type { Tree, WrittenCommit } from '../model/forge.ts';
import type { Receipt } from '../model/world.ts';
import { fileUrl } from './addresses.ts';
import { type Commission, commitFiles, type FilesOn, holdsFiles } from './commit-files.ts';
import { auditCommitMessage } from './commit-message.ts';
import { documentFiles } from './document-files.ts';
import { type DocumentPlace, documentPlace } from './document-place.ts';
import { closeSuperseded, publishByPullRequest } from './document-pull-request.ts';
import type { Publisher, PublishJob } from './publisher.ts';
import { failed, receiptOf, skipped } from './receipts.ts';

const publisher = 'document';

/** What a branch begins with. */
const NO_TREE: Tree = { sha: '', entries: [], truncated: false };

function noteOf({ verified, byRest }: WrittenCommit): string {
  const signed = verified ? 'signed by GitHub' : 'GitHub did not verify the signature';
  return byRest === true
    ? `${signed}; written by REST, this server has no \`createCommitOnBranch\``
    : signed;
}

/** What a commit's end means for the document on a branch. */
function settle(job: PublishJob, branch: string, result: Commission): Receipt {
  const url = fileUrl(job.event, job.target.repository, branch, job.audit.paths.document);
  switch (result.kind) {
    case 'committed': {
      const { sha } = result.commit;
      return { publisher, state: 'published', url, sha, note: noteOf(result.commit) };
    }
    case 'unchanged':
      return { publisher, state: 'unchanged', url };
    case 'newer':
      return {
        publisher,
        state: 'skipped',
        why: `${branch} already holds a newer audit of this milestone`,
        ...(result.of === 'same-commit' ? { newer: true } : {}),
      };
    case 'unsafe':
      return failed(publisher, `nothing is written through a link: ${result.why} on ${branch}`);
    case 'no-branch':
      return failed(publisher, `there is no branch ${branch}`);
    case 'trouble':
      return receiptOf(publisher, result.trouble);
    default:
      return result satisfies never;
  }
}

async function byPullRequest(job: PublishJob, files: FilesOn, because: string): Promise<Receipt> {
  const { defaultBranch } = job.target;
  if (await holdsFiles(job, defaultBranch, files)) {
    await closeSuperseded(job);
    return settle(job, defaultBranch, { kind: 'unchanged' });
  }
  return publishByPullRequest(job, files, because, (result) => settle(job, defaultBranch, result));
}

/** Commits directly unless the branch's rules say beforehand, or GitHub says then, that it can't be. */
async function onBranch(
  job: PublishJob,
  place: DocumentPlace & { readonly kind: 'branch' },
  files: FilesOn,
): Promise<Receipt> {
  const { branch, otherwise } = place;
  if (otherwise === 'pull-request') {
    const rules = await job.forge.branchRules(branch);
    const push = rules.ok ? rules.value.forbidsPush : { forbidden: false as const };
    if (push.forbidden) return byPullRequest(job, files, push.why);
  }
  const result = await commitFiles(job, branch, files);
  // Classic protection can't be read with a workflow's token; it shows only when the push is refused.
  const refused = result.kind === 'trouble' && result.trouble.kind === 'invalid';
  if (refused && otherwise === 'pull-request') {
    return byPullRequest(job, files, `the push to ${branch} was refused`);
  }
  if (result.kind === 'committed' && otherwise === 'pull-request') await closeSuperseded(job);
  return settle(job, branch, result);
}

/** A branch of the documents' own is begun without history when it is missing. */
async function onOwnBranch(job: PublishJob, branch: string, files: FilesOn): Promise<Receipt> {
  const result = await commitFiles(job, branch, files);
  if (result.kind !== 'no-branch') return settle(job, branch, result);
  const { headline, body } = auditCommitMessage(job.audit);
  const root = await job.forge.createRootCommit(
    branch,
    `${headline}\n\n${body}`,
    await files(NO_TREE),
  );
  if (root.ok) return settle(job, branch, { kind: 'committed', commit: root.value });
  // Another audit began the branch meanwhile.
  if (root.error.kind === 'conflict') {
    return settle(job, branch, await commitFiles(job, branch, files));
  }
  return receiptOf(publisher, root.error);
}

/** Document, JSON and evidence in one commit, where the `docs` mode and the branch's rules let them go. */
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
