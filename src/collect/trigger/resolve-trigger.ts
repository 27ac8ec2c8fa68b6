import type { Commit } from '../../model/forge.ts';
import type { PullRequest } from '../../model/target.ts';
import type { World } from '../../model/world.ts';
import { type CachedReads, cacheReads } from '../base/cache.ts';
import { eventCommit } from './event-commit.ts';
import { textAt } from './payload.ts';
import { siblingsOf, tooMany } from './pulls-of-head.ts';
import {
  type EventCommit,
  pullCommit,
  requestCommit,
  type Skipped,
  type Stopped,
  type Trigger,
  unanswered,
} from './trigger.ts';

/**
 * Returns the commit an event is about, its pull request, and the ref where the config is read:
 * everything that does not depend on the config.
 */
export async function resolveTrigger(world: World): Promise<Trigger | Skipped | Stopped> {
  const reads = cacheReads(world.forge);
  const defaultBranch = await defaultBranchOf(world, reads);
  if (typeof defaultBranch !== 'string') return defaultBranch;
  const commit = await eventCommit(world, reads, defaultBranch);
  if (commit.state !== 'commit') return commit;
  const facts = await factsOf(commit, reads, defaultBranch);
  if ('message' in facts) return facts;
  const { head, ...known } = facts;
  const { pull } = commit;
  const crowd = pull && tooMany(head.sha, [pull, ...known.siblings]);
  if (crowd !== undefined) return crowd;
  return triggerOf(world, commit, head, { defaultBranch, reads, ...known });
}

/** Reads the commit, the policy ref and the other pull requests of the head, all at once. */
async function factsOf(
  commit: EventCommit,
  reads: CachedReads,
  defaultBranch: string,
): Promise<Pick<Trigger, 'head' | 'policy' | 'siblings'> | Stopped> {
  const { sha, occasion } = commit;
  const branch = commit.policyBranch ?? defaultBranch;
  // A local checkout is its own policy: the person who audits it can change it anyway.
  const policyHead = occasion.kind === 'local' ? undefined : reads.branchHead(branch);
  // The branch's head goes first: under a rate limit later requests wait, and the branch moves meanwhile.
  requestCommit(reads, sha);
  const [head, policy, siblings] = await Promise.all([
    reads.commit(sha),
    policyHead,
    commit.siblings ?? (isOpenPull(commit) ? siblingsOf(reads, commit.pull) : []),
    // The merged pull request is identified later; its request starts here.
    occasion.kind === 'merged' ? reads.pullsOfCommit(sha) : undefined,
  ]);
  if (!head.ok) return unanswered(sha, `commit ${sha} could not be read`, head.error);
  if (policy?.ok === false) {
    return unanswered(sha, `the head of ${branch} could not be read`, policy.error);
  }
  if ('state' in siblings) return siblings;
  return {
    head: head.value,
    policy: { branch, sha: policy?.value ?? head.value.sha },
    siblings,
  };
}

function isOpenPull(commit: EventCommit): commit is EventCommit & { readonly pull: PullRequest } {
  return commit.occasion.kind === 'pull-request' && commit.pull?.state === 'open';
}

/**
 * Returns the triggers of the other pull requests of the head. Each is audited under its own base:
 * that branch has its config and decides what changed.
 */
export function siblingTriggers(
  world: World,
  trigger: Trigger,
): Promise<readonly (Trigger | Stopped)[]> {
  const { reads, head, branch } = trigger;
  return Promise.all(
    trigger.siblings.map(async (pull) => {
      const policy = await reads.branchHead(pull.baseRef);
      if (!policy.ok) {
        return unanswered(head.sha, `the head of ${pull.baseRef} could not be read`, policy.error);
      }
      return triggerOf(world, { ...pullCommit(pull), branch }, head, {
        defaultBranch: trigger.defaultBranch,
        policy: { branch: pull.baseRef, sha: policy.value },
        siblings: [],
        reads,
      });
    }),
  );
}

function triggerOf(
  world: World,
  commit: EventCommit,
  head: Commit,
  known: Pick<Trigger, 'defaultBranch' | 'policy' | 'siblings' | 'reads'>,
): Trigger {
  const { occasion, branch, pull, base, milestoneTitle, notices } = commit;
  return {
    state: 'trigger',
    occasion,
    head,
    branch,
    ...(pull === undefined ? {} : { pull }),
    trusted: !commit.foreign && !isDependabot(world, commit),
    ...known,
    ...(base === undefined ? {} : { base }),
    ...(milestoneTitle === undefined ? {} : { milestoneTitle }),
    notices,
  };
}

function isDependabot(world: World, commit: EventCommit): boolean {
  const author = commit.pull?.author ?? world.event.actor;
  return commit.occasion.kind === 'pull-request' && author === 'dependabot[bot]';
}

async function defaultBranchOf(world: World, reads: CachedReads): Promise<string | Stopped> {
  const named = textAt(world.event.payload, 'repository', 'default_branch');
  if (named !== undefined) return named;
  const answer = await reads.defaultBranch();
  if (answer.ok) return answer.value;
  return unanswered(undefined, 'the repository could not be read', answer.error);
}
