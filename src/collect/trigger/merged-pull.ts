import { apiErrorText } from '../../model/api-error-text.ts';
import type { Commit } from '../../model/forge.ts';
import { ok, type Result } from '../../model/result.ts';
import type { PullRequest } from '../../model/target.ts';
import type { Trigger } from './trigger.ts';

/** Which other commits' runs belong to the audited commit, and the pull request that was merged into it. */
export interface EvidenceCommits {
  readonly pull?: PullRequest;
  /** Why the pull request is not known, where the question was not answered. */
  readonly pullUnknown?: string;
  readonly sameTree: readonly string[];
  readonly stale: readonly string[];
  readonly notices: readonly string[];
}

const ALONE: EvidenceCommits = { sameTree: [], stale: [], notices: [] };

/**
 * After a merge, the runs of the pull request's head are evidence when its tree is the audited one's
 * (so a squash merge keeps them); runs of another tree are shown as stale and prove nothing.
 */
export async function evidenceCommits(trigger: Trigger, audited: Commit): Promise<EvidenceCommits> {
  if (trigger.occasion.kind !== 'merged') {
    return trigger.pull === undefined ? ALONE : { ...ALONE, pull: trigger.pull };
  }
  const pull = await mergedPull(trigger, audited.sha);
  if (typeof pull === 'string') return { ...ALONE, notices: [pull], pullUnknown: pull };
  if (pull === undefined || pull.headSha === audited.sha) {
    return pull === undefined ? ALONE : { ...ALONE, pull };
  }
  const head = await headOf(trigger, pull);
  if (!head.ok) {
    const notice = `the head of pull request #${pull.number} could not be read, so its runs are no evidence: ${apiErrorText(head.error)}`;
    return { pull, sameTree: [], stale: [], notices: [notice] };
  }
  return head.value.tree === audited.tree
    ? { pull, sameTree: [pull.headSha], stale: [], notices: [] }
    : {
        pull,
        sameTree: [],
        stale: [pull.headSha],
        notices: [
          `the merge of pull request #${pull.number} changed the tree: the runs of its head ${pull.headSha.slice(0, 7)} prove nothing about ${audited.sha.slice(0, 7)}`,
        ],
      };
}

/** The commits of the pull request are asked for anyway, to find its merge base; its head is the last of them. */
async function headOf({ reads }: Trigger, pull: PullRequest): Promise<Result<Commit>> {
  const compared = await reads.compare(pull.baseSha, pull.headSha);
  const known = compared.ok
    ? compared.value.commits.find(({ sha }) => sha === pull.headSha)
    : undefined;
  return known === undefined ? reads.commit(pull.headSha) : ok(known);
}

async function mergedPull(
  trigger: Trigger,
  sha: string,
): Promise<PullRequest | string | undefined> {
  const pulls = await trigger.reads.pullsOfCommit(sha);
  if (!pulls.ok) {
    return `pull requests of ${sha.slice(0, 7)} could not be listed: ${apiErrorText(pulls.error)}`;
  }
  const merged = pulls.value.filter(
    (pull) => pull.state === 'merged' && pull.baseRef === trigger.branch,
  );
  const [exact] = merged.filter((pull) => pull.mergeSha === sha);
  if (exact !== undefined) return exact;
  const [only, ...more] = merged;
  if (more.length === 0) return only;
  const numbers = merged.map((pull) => `#${pull.number}`).sort();
  return `commit ${sha.slice(0, 7)} belongs to several pull requests (${numbers.join(', ')}); none was taken`;
}
