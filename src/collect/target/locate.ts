import type { Commit } from '../../model/forge.ts';
import type { World } from '../../model/world.ts';
import { type Reads, rememberReads } from '../asking/reads.ts';
import { troubleText } from '../asking/trouble-text.ts';
import { askEarly } from './ask-early.ts';
import { textAt } from './payload.ts';
import type { Nowhere, Place, Stopped } from './place.ts';
import { pointAt } from './point-at.ts';
import type { Pointed } from './pointed.ts';

/**
 * From the event to the commit it is about, its pull request and the ref the config is read at: all
 * that can be known before the config is.
 */
export async function locate(world: World): Promise<Place | Nowhere | Stopped> {
  const reads = rememberReads(world.forge);
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
    const message = `commit ${pointed.sha} could not be read: ${troubleText(head.trouble)}`;
    return { state: 'trouble', sha: pointed.sha, message };
  }
  if (policy !== undefined && !policy.ok) {
    const message = `the head of ${branch} could not be read: ${troubleText(policy.trouble)}`;
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
  known: Pick<Place, 'defaultBranch' | 'policy' | 'reads'>,
): Place {
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

async function defaultBranchOf(world: World, reads: Reads): Promise<string | Stopped> {
  const named = textAt(world.event.payload, 'repository', 'default_branch');
  if (named !== undefined) return named;
  const answer = await reads.defaultBranch();
  if (answer.ok) return answer.value;
  const message = `the repository could not be read: ${troubleText(answer.trouble)}`;
  return { state: 'trouble', message };
}
