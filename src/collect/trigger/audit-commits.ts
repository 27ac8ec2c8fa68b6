import { type AuditLocations, isGeneratedPath } from '../../model/audit-paths.ts';
import type { Commit } from '../../model/forge.ts';
import { ok, type Result } from '../../model/result.ts';
import type { PullRequest } from '../../model/target.ts';
import type { CachedReads } from '../base/cache.ts';
import { rangeStart, type Stopped, type Trigger, unanswered } from './trigger.ts';

/** The commits whose runs belong to the audited commit, and the pull request that was merged into it. */
export interface EvidenceCommits {
  readonly pull?: PullRequest;
  /** Why the pull request is not clear: the commit belongs to several. */
  readonly pullUnknown?: string;
  readonly sameTree: readonly string[];
  readonly stale: readonly string[];
  readonly notices: readonly string[];
}

const NO_OTHERS: EvidenceCommits = { sameTree: [], stale: [], notices: [] };

/**
 * Returns the commits whose runs are evidence. After a merge, the runs of the pull request's head are
 * evidence when both commits have the same tree, as after a squash merge. Runs of another tree are
 * shown as stale and prove nothing.
 */
export async function evidenceCommits(
  trigger: Trigger,
  audited: Commit,
): Promise<EvidenceCommits | Stopped> {
  if (trigger.occasion.kind !== 'merged') {
    return trigger.pull === undefined ? NO_OTHERS : { ...NO_OTHERS, pull: trigger.pull };
  }
  const pull = await mergedPull(trigger, audited.sha);
  if (typeof pull === 'string') return { ...NO_OTHERS, notices: [pull], pullUnknown: pull };
  if (pull === undefined) return NO_OTHERS;
  if ('message' in pull || pull.headSha !== audited.sha)
    return commitsOfMerge(trigger, audited, pull);
  return { ...NO_OTHERS, pull };
}

/** Compares the tree of a merged pull request's head with that of the merge. */
async function commitsOfMerge(
  trigger: Trigger,
  audited: Commit,
  pull: PullRequest | Stopped,
): Promise<EvidenceCommits | Stopped> {
  if ('message' in pull) return pull;
  const head = await headOf(trigger, pull);
  if (!head.ok) {
    const what = `the head of pull request #${pull.number} could not be read`;
    return unanswered(audited.sha, what, head.error);
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

/** Returns the head. It is in the comparison that gives the merge base, so it rarely costs a request. */
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
): Promise<PullRequest | Stopped | string | undefined> {
  const pulls = await trigger.reads.pullsOfCommit(sha);
  if (!pulls.ok) {
    return unanswered(sha, `pull requests of ${sha.slice(0, 7)} could not be listed`, pulls.error);
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

export interface AuditedCommit {
  readonly audited: Commit;
  /** Newest first. */
  readonly generated: readonly string[];
  /** What a shallow clone lacks. */
  readonly notices: readonly string[];
}

/** Maximum number of audit commits in a row that are skipped. */
const MAX_GENERATED = 20;

/**
 * Returns the newest commit that is not the audit's own. Commits that change only files the audit
 * generates are skipped, so that the audit of an audit commit is the audit of the code below it. An
 * empty commit is not skipped.
 */
export async function auditedCommit(
  trigger: Trigger,
  places: AuditLocations,
): Promise<AuditedCommit | Stopped> {
  const { reads, head } = trigger;
  const generated: string[] = [];
  let audited = head;
  if (await rangeIsClean(trigger, places)) return { audited, generated, notices: [] };
  while (generated.length < MAX_GENERATED) {
    const below = await parentIfGenerated(reads, audited, places);
    if (typeof below === 'string') return { audited, generated, notices: [below] };
    if (below === undefined) break;
    if ('state' in below) return below;
    generated.push(audited.sha);
    audited = below;
  }
  return { audited, generated, notices: [] };
}

/** Returns whether the pull request changes no file of an audit. Its comparison is needed anyway. */
async function rangeIsClean(trigger: Trigger, places: AuditLocations): Promise<boolean> {
  if (trigger.occasion.kind !== 'pull-request') return false;
  const range = await trigger.reads.compare(rangeStart(trigger), trigger.head.sha);
  if (!range.ok || range.value.truncated) return false;
  return range.value.files.every((file) => !isGeneratedPath(file.path, places));
}

async function parentIfGenerated(
  reads: CachedReads,
  commit: Commit,
  places: AuditLocations,
): Promise<Commit | Stopped | string | undefined> {
  const [parent] = commit.parents;
  if (parent === undefined) return undefined;
  const own = await reads.compare(parent, commit.sha);
  if (!own.ok) {
    const what = `the files of commit ${commit.sha.slice(0, 7)} could not be read`;
    if (own.error.kind === 'not-here') return `${what}: ${own.error.message}`;
    return unanswered(commit.sha, what, own.error);
  }
  const { files, truncated } = own.value;
  if (truncated || files.length === 0) return undefined;
  if (!files.every((file) => touchesOnlyGenerated(file, places))) return undefined;
  const below = await reads.commit(parent);
  if (below.ok) return below.value;
  const what = `commit ${parent.slice(0, 7)} could not be read`;
  if (below.error.kind === 'not-here') return `${what}: ${below.error.message}`;
  return unanswered(commit.sha, what, below.error);
}

/** Returns whether a change affects only generated files. A rename affects the old path too. */
function touchesOnlyGenerated(
  file: { readonly path: string; readonly previousPath?: string },
  places: AuditLocations,
): boolean {
  return (
    isGeneratedPath(file.path, places) &&
    (file.previousPath === undefined || isGeneratedPath(file.previousPath, places))
  );
}

/**
 * Returns the policy commit that the audit states. The audit's own newer commits are left out: they
 * change no policy, and stating them would change the bytes of the next audit, which would then
 * commit again, without end.
 */
export async function policyCommit(
  { head, occasion, policy, reads }: Trigger,
  { audited }: AuditedCommit,
  places: AuditLocations,
): Promise<string | Stopped> {
  if (policy.sha === head.sha) return audited.sha;
  if (occasion.kind !== 'merged') return policy.sha;
  const since = await reads.compare(head.sha, policy.sha);
  if (!since.ok) {
    const what = `the commits of ${policy.branch} above ${head.sha.slice(0, 7)} could not be read`;
    return unanswered(audited.sha, what, since.error);
  }
  if (since.value.truncated || since.value.files.length === 0) return policy.sha;
  const own = since.value.files.every((file) => touchesOnlyGenerated(file, places));
  return own ? audited.sha : policy.sha;
}
