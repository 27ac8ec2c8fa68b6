import { apiErrorText } from '../../model/api-error-text.ts';
import type { Commit } from '../../model/forge.ts';
import type { World } from '../../model/world.ts';
import { type CachedReads, cacheReads } from '../base/cache.ts';
import { askEarly } from './ask-early.ts';
import { pointAt } from './event-commit.ts';
import { textAt } from './payload.ts';
import type { Pointed, Skipped, Stopped, Trigger } from './trigger.ts';

/**
 * From the event to the commit it is about, its pull request and the ref the config is read at: all
 * that can be known before the config is.
 */
export async function resolveTrigger(world: World): Promise<Trigger | Skipped | Stopped> {
  const reads = cacheReads(world.forge);
  const defaultBranch = await defaultBranchOf(world, reads);
  if (typeof defaultBranch !== 'string') return defaultBranch;
  const pointed = await pointAt(world, reads, defaultBranch);
  if (pointed.state !== 'pointed') return pointed;
  const branch = pointed.policyBranch ?? defaultBranch;
  // A local checkout is its own policy: whoever audits it may change it anyway.
  const policyHead = pointed.occasion.kind === 'local' ? undefined : reads.branchHead(branch);
  askEarly(world, reads, pointed, policyHead);
  const [head, policy] = await Promise.all([reads.commit(pointed.sha), policyHead]);
  if (!head.ok) {
    const message = `commit ${pointed.sha} could not be read: ${apiErrorText(head.error)}`;
    return { state: 'trouble', sha: pointed.sha, message };
  }
  if (policy !== undefined && !policy.ok) {
    const message = `the head of ${branch} could not be read: ${apiErrorText(policy.error)}`;
    return { state: 'trouble', sha: pointed.sha, message };
  }
  return placeOf(world, pointed, head.value, {
    defaultBranch,
    policy: { branch, sha: policy?.value ?? head.value.sha },
    reads,
  });
}

function placeOf(
  world: World,
  pointed: Pointed,
  head: Commit,
  known: Pick<Trigger, 'defaultBranch' | 'policy' | 'reads'>,
): Trigger {
  const { occasion, branch, pull, base, milestoneTitle, notices } = pointed;
  return {
    state: 'place',
    occasion,
    head,
    branch,
    ...(pull === undefined ? {} : { pull }),
    trusted: !pointed.foreign && !isDependabot(world, pointed),
    ...known,
    ...(base === undefined ? {} : { base }),
    ...(milestoneTitle === undefined ? {} : { milestoneTitle }),
    notices,
  };
}

function isDependabot(world: World, pointed: Pointed): boolean {
  const author = pointed.pull?.author ?? world.event.actor;
  return pointed.occasion.kind === 'pull-request' && author === 'dependabot[bot]';
}

async function defaultBranchOf(world: World, reads: CachedReads): Promise<string | Stopped> {
  const named = textAt(world.event.payload, 'repository', 'default_branch');
  if (named !== undefined) return named;
  const answer = await reads.defaultBranch();
  if (answer.ok) return answer.value;
  const message = `the repository could not be read: ${apiErrorText(answer.error)}`;
  return { state: 'trouble', message };
}
