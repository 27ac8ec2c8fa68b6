import type { Config } from '../../model/config.ts';
import type { Commit } from '../../model/forge.ts';
import type { Target } from '../../model/target.ts';
import type { World } from '../../model/world.ts';
import { whyUnknownMilestone } from '../sources/known-milestone.ts';
import { baseCommit } from './base-commit.ts';
import { belowGenerated } from './below-generated.ts';
import { type EvidenceCommits, evidenceCommits } from './merged-pull.ts';
import { chooseMilestone, type MilestoneChoice } from './milestone-choice.ts';
import { policyCommit } from './policy-commit.ts';
import type { Stopped, Trigger } from './trigger.ts';

export type Identified =
  | { readonly state: 'target'; readonly target: Target; readonly notices: readonly string[] }
  /** A hot fix or Dependabot: nothing names a milestone, and the config does not ask for one. */
  | { readonly state: 'no-milestone'; readonly sha: string; readonly why: string }
  | Stopped;

/** The id of an audit outside any milestone (`without-milestone: audit`); it is never committed. */
const OUTSIDE = { id: 'NONE', from: 'without-milestone: audit' };

/** Which commit, which milestone, which runs (design: section 4), once the config is known. */
export async function identify(world: World, place: Trigger, config: Config): Promise<Identified> {
  const below = await belowGenerated(place, config);
  const { audited } = below;
  const commits = await evidenceCommits(place, audited);
  const choice = chooseMilestone(await hintsOf(world, place, config, audited, commits));
  const settled = await settle(place, config, audited.sha, choice);
  if (settled.state !== 'settled') return settled;
  const { milestone, notices: said } = settled;
  const base = await baseCommit(place, audited, config, milestone.id, commits.pull);
  const target = targetOf(world, place, milestone, {
    audited: audited.sha,
    head: place.head.sha,
    sameTree: commits.sameTree,
    stale: commits.stale,
    generated: below.generated,
    ...(base === undefined ? {} : { base }),
    ...mergeOf(place, audited.sha, commits),
    policy: await policyCommit(place, below, config),
  });
  return {
    state: 'target',
    target: {
      ...target,
      ...(commits.pull && { pull: commits.pull }),
      ...(commits.pullUnknown && { pullUnknown: commits.pullUnknown }),
    },
    notices: [...place.notices, ...below.notices, ...commits.notices, ...said],
  };
}

type Settled = {
  readonly state: 'settled';
  readonly milestone: Target['milestone'];
  readonly notices: readonly string[];
};

/** The milestone to audit, or why there is none; an ordered one that nothing knows is a typing error. */
async function settle(
  place: Trigger,
  config: Config,
  sha: string,
  choice: MilestoneChoice,
): Promise<Settled | Exclude<Identified, { readonly state: 'target' }>> {
  if (choice.state === 'impossible') return { state: 'trouble', sha, message: choice.why };
  if (choice.state === 'none') {
    return config.withoutMilestone === 'audit'
      ? { state: 'settled', milestone: OUTSIDE, notices: [] }
      : { state: 'no-milestone', sha, why: choice.why };
  }
  const { id, from, notices } = choice;
  const why = choice.alone
    ? await whyUnknownMilestone(place.reads, config, sha, choice)
    : undefined;
  if (why !== undefined) return { state: 'trouble', sha, message: why };
  return { state: 'settled', milestone: { id, from }, notices };
}

function targetOf(
  world: World,
  place: Trigger,
  milestone: Target['milestone'],
  commits: Target['commits'],
): Target {
  return {
    repository: world.forge.repository,
    occasion: place.occasion,
    event: world.event.name,
    milestone,
    branch: place.branch,
    trusted: place.trusted,
    commits,
    defaultBranch: place.defaultBranch,
    ...(world.event.serverUrl === '' ? {} : { serverUrl: world.event.serverUrl }),
  };
}

function mergeOf(
  place: Trigger,
  audited: string,
  { pull }: EvidenceCommits,
): { readonly merge?: string } {
  if (place.occasion.kind === 'merged') return { merge: audited };
  return pull?.mergeSha === undefined ? {} : { merge: pull.mergeSha };
}

async function hintsOf(
  world: World,
  place: Trigger,
  config: Config,
  audited: Commit,
  { pull }: EvidenceCommits,
) {
  const input = (world.inputs['milestone'] ?? '').trim();
  // The default branch is named after no milestone; the merged pull request's branch may be.
  const branch = place.occasion.kind === 'merged' ? undefined : place.branch;
  return {
    input: input === '' ? undefined : input,
    config: config.milestone.id,
    pattern: config.milestone.pattern,
    githubMilestone: place.milestoneTitle ?? pull?.milestone,
    branch: pull?.headRef ?? branch,
    pullTitle: pull?.title,
    subject: audited.message.split('\n')[0],
    tags: await tagsOf(world, place),
  };
}

/** Events about no commit look back at the newest tag; for a commit, a tag would answer for every hot fix. */
async function tagsOf(world: World, place: Trigger): Promise<readonly string[]> {
  if (!['milestone', 'schedule', 'workflow_dispatch', 'local'].includes(world.event.name))
    return [];
  const tags = await place.reads.tags('');
  return tags.ok ? tags.value.filter((tag) => /m\d/i.test(tag)) : [];
}
