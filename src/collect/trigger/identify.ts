import type { Config } from '../../model/config.ts';
import type { Commit } from '../../model/forge.ts';
import { compareMilestones, sameSeries } from '../../model/milestone-id.ts';
import type { PullRequest, Target } from '../../model/target.ts';
import type { World } from '../../model/world.ts';
import { whyUnknownMilestone } from '../sources/milestone.ts';
import { readPreviousAudits } from '../sources/previous-audits.ts';
import { belowGenerated, policyCommit } from './generated-commits.ts';
import { type EvidenceCommits, evidenceCommits } from './merged-pull.ts';
import { chooseMilestone, type MilestoneChoice } from './milestone-choice.ts';
import { rangeStart, type Stopped, type Trigger } from './trigger.ts';

export interface Identified {
  readonly state: 'identified';
  readonly target: Target;
  readonly notices: readonly string[];
}

/** A hot fix or Dependabot: nothing names a milestone, and the config does not require one. */
export interface NoMilestone {
  readonly state: 'no-milestone';
  readonly sha: string;
  readonly why: string;
}

/** The id of an audit outside any milestone (`without-milestone: audit`); it is never committed. */
const OUTSIDE = { id: 'NONE', from: 'without-milestone: audit' };

/** Returns the commits and the milestone of the audit, once the config is known (design: section 4). */
export async function identify(
  world: World,
  trigger: Trigger,
  config: Config,
): Promise<Identified | NoMilestone | Stopped> {
  const below = await belowGenerated(trigger, config);
  const { audited } = below;
  const commits = await evidenceCommits(trigger, audited);
  const choice = chooseMilestone(await hintsOf(world, trigger, config, audited, commits));
  const settled = await settle(trigger, config, audited.sha, choice);
  if (settled.state !== 'settled') return settled;
  const { milestone, notices: said } = settled;
  const base = await baseCommit(trigger, audited, config, milestone.id, commits.pull);
  const target = targetOf(world, trigger, milestone, {
    audited: audited.sha,
    head: trigger.head.sha,
    sameTree: commits.sameTree,
    stale: commits.stale,
    generated: below.generated,
    ...(base === undefined ? {} : { base }),
    ...mergeOf(trigger, audited.sha, commits),
    policy: await policyCommit(trigger, below, config),
  });
  return {
    state: 'identified',
    target: {
      ...target,
      ...(commits.pull && { pull: commits.pull }),
      ...(commits.pullUnknown && { pullUnknown: commits.pullUnknown }),
    },
    notices: [...trigger.notices, ...below.notices, ...commits.notices, ...said],
  };
}

type Settled = {
  readonly state: 'settled';
  readonly milestone: Target['milestone'];
  readonly notices: readonly string[];
};

/** The milestone to audit, or why there is none; an ordered one that nothing knows is a typing error. */
async function settle(
  trigger: Trigger,
  config: Config,
  sha: string,
  choice: MilestoneChoice,
): Promise<Settled | NoMilestone | Stopped> {
  if (choice.state === 'impossible') return { state: 'stopped', sha, message: choice.why };
  if (choice.state === 'none') {
    return config.withoutMilestone === 'audit'
      ? { state: 'settled', milestone: OUTSIDE, notices: [] }
      : { state: 'no-milestone', sha, why: choice.why };
  }
  const { id, from, notices } = choice;
  const why = choice.alone
    ? await whyUnknownMilestone(trigger.reads, config, sha, choice)
    : undefined;
  if (why !== undefined) return { state: 'stopped', sha, message: why };
  return { state: 'settled', milestone: { id, from }, notices };
}

function targetOf(
  world: World,
  trigger: Trigger,
  milestone: Target['milestone'],
  commits: Target['commits'],
): Target {
  return {
    repository: world.forge.repository,
    occasion: trigger.occasion,
    event: world.event.name,
    milestone,
    branch: trigger.branch,
    trusted: trigger.trusted,
    commits,
    defaultBranch: trigger.defaultBranch,
    ...(world.event.serverUrl === '' ? {} : { serverUrl: world.event.serverUrl }),
  };
}

function mergeOf(
  trigger: Trigger,
  audited: string,
  { pull }: EvidenceCommits,
): { readonly merge?: string } {
  if (trigger.occasion.kind === 'merged') return { merge: audited };
  return pull?.mergeSha === undefined ? {} : { merge: pull.mergeSha };
}

async function hintsOf(
  world: World,
  trigger: Trigger,
  config: Config,
  audited: Commit,
  { pull }: EvidenceCommits,
) {
  const input = (world.inputs['milestone'] ?? '').trim();
  // The default branch is named after no milestone; the merged pull request's branch may be.
  const branch = trigger.occasion.kind === 'merged' ? undefined : trigger.branch;
  return {
    input: input === '' ? undefined : input,
    config: config.milestone.id,
    pattern: config.milestone.pattern,
    githubMilestone: trigger.milestoneTitle ?? pull?.milestone,
    branch: pull?.headRef ?? branch,
    pullTitle: pull?.title,
    subject: audited.message.split('\n')[0],
    tags: await tagsOf(world, trigger),
  };
}

/** Events about no commit look back at the newest tag; for a commit, a tag would answer for every hot fix. */
async function tagsOf(world: World, trigger: Trigger): Promise<readonly string[]> {
  if (!['milestone', 'schedule', 'workflow_dispatch', 'local'].includes(world.event.name))
    return [];
  const tags = await trigger.reads.tags('');
  return tags.ok ? tags.value.filter((tag) => /m\d/i.test(tag)) : [];
}

/**
 * The commit the audited one is compared with (design: section 4): of a pull request the merge base;
 * after a merge, and in a checkout that names no base, the audited commit of the previous
 * milestone's audit, else the merge base of the merged pull request, else the first parent.
 */
async function baseCommit(
  trigger: Trigger,
  audited: Commit,
  config: Config,
  milestone: string,
  pull: PullRequest | undefined,
): Promise<string | undefined> {
  const found = await candidate(trigger, audited, config, milestone, pull);
  return found === undefined || found === audited.sha ? audited.parents[0] : found;
}

async function candidate(
  trigger: Trigger,
  audited: Commit,
  config: Config,
  milestone: string,
  pull: PullRequest | undefined,
): Promise<string | undefined> {
  if (trigger.base !== undefined) return trigger.base;
  const { kind } = trigger.occasion;
  if (kind !== 'merged' && kind !== 'local')
    return mergeBase(trigger, rangeStart(trigger), audited.sha);
  const previous = await previousAudited(trigger, config, milestone);
  if (previous !== undefined || pull === undefined) return previous;
  return mergeBase(trigger, pull.baseSha, pull.headSha);
}

async function mergeBase(
  trigger: Trigger,
  base: string,
  head: string,
): Promise<string | undefined> {
  const compared = await trigger.reads.compare(base, head);
  return compared.ok ? compared.value.mergeBase : undefined;
}

/** An audited commit that history no longer knows (a rewritten branch) is no base. */
async function previousAudited(
  trigger: Trigger,
  config: Config,
  milestone: string,
): Promise<string | undefined> {
  // Only the audited commit is needed, so the audits are not verified.
  const { evidence } = await readPreviousAudits(trigger.reads, {
    policy: trigger.policy.sha,
    config,
    milestone,
  });
  if (evidence.state !== 'present') return undefined;
  const before = evidence.value.filter(
    (audit) =>
      sameSeries(audit.milestone, milestone) && compareMilestones(audit.milestone, milestone) < 0,
  );
  const sha = before.at(-1)?.audited;
  if (sha === undefined || !/^[0-9a-f]{40}$/.test(sha)) return undefined;
  const known = await trigger.reads.commit(sha);
  return known.ok ? sha : undefined;
}
