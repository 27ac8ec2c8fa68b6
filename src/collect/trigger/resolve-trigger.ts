import type { Commit } from '../../model/forge.ts';
import { apiErrorText } from '../../model/result.ts';
import type { World } from '../../model/world.ts';
import { type CachedReads, cacheReads } from '../base/cache.ts';
import { eventCommit } from './event-commit.ts';
import { textAt } from './payload.ts';
import type { EventCommit, Skipped, Stopped, Trigger } from './trigger.ts';

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
  const branch = commit.policyBranch ?? defaultBranch;
  // A local checkout is its own policy: the person who audits it can change it anyway.
  const policyHead = commit.occasion.kind === 'local' ? undefined : reads.branchHead(branch);
  const [head, policy] = await Promise.all([
    reads.commit(commit.sha),
    policyHead,
    // The merged pull request is identified later; its request starts here.
    commit.occasion.kind === 'merged' ? reads.pullsOfCommit(commit.sha) : undefined,
  ]);
  if (!head.ok) {
    const message = `commit ${commit.sha} could not be read: ${apiErrorText(head.error)}`;
    return { state: 'stopped', sha: commit.sha, message };
  }
  if (policy !== undefined && !policy.ok) {
    const message = `the head of ${branch} could not be read: ${apiErrorText(policy.error)}`;
    return { state: 'stopped', sha: commit.sha, message };
  }
  return triggerOf(world, commit, head.value, {
    defaultBranch,
    policy: { branch, sha: policy?.value ?? head.value.sha },
    reads,
  });
}

function triggerOf(
  world: World,
  commit: EventCommit,
  head: Commit,
  known: Pick<Trigger, 'defaultBranch' | 'policy' | 'reads'>,
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
  const message = `the repository could not be read: ${apiErrorText(answer.error)}`;
  return { state: 'stopped', message };
}
