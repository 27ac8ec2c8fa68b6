import type { Config } from '../../model/config.ts';
import type { Commit } from '../../model/forge.ts';
import { compareMilestones, sameSeries } from '../../model/milestone-id.ts';
import { type ApiError, orNone } from '../../model/result.ts';
import type { PullRequest, Target } from '../../model/target.ts';
import type { World } from '../../model/world.ts';
import { whyUnknownMilestone } from '../sources/milestone.ts';
import { readPreviousAudits } from '../sources/previous-audits.ts';
import {
  auditedCommit,
  type EvidenceCommits,
  evidenceCommits,
  policyCommit,
} from './audit-commits.ts';
import { chooseMilestone, type MilestoneChoice } from './milestone-choice.ts';
import { rangeStart, type Stopped, type Trigger, unanswered } from './trigger.ts';

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
  const below = await auditedCommit(trigger, config);
  if ('message' in below) return below;
  const { audited } = below;
  const commits = await evidenceCommits(trigger, audited);
  if ('message' in commits) return commits;
  const tags = await tagsOf(world, trigger);
  if ('message' in tags) return tags;
  const choice = chooseMilestone(hintsOf(world, trigger, config, audited, commits, tags));
  const chosen = await auditedMilestone(trigger, config, audited.sha, choice, commits);
  if (chosen.state !== 'chosen') return chosen;
  const { milestone } = chosen;
  const base = await baseCommit(trigger, audited, config, milestone.id, commits.pull);
  if (typeof base === 'object') return base;
  const policy = await policyCommit(trigger, below, config);
  if (typeof policy === 'object') return policy;
  const target = targetOf(world, trigger, milestone, {
    audited: audited.sha,
    head: trigger.head.sha,
    sameTree: commits.sameTree,
    stale: commits.stale,
    generated: below.generated,
    ...(base === undefined ? {} : { base }),
    ...mergeOf(trigger, audited.sha, commits),
    policy,
  });
  return {
    state: 'identified',
    target: {
      ...target,
      ...(commits.pull && { pull: commits.pull }),
      ...(commits.pullUnknown && { pullUnknown: commits.pullUnknown }),
    },
    notices: [...trigger.notices, ...below.notices, ...commits.notices, ...chosen.notices],
  };
}

interface ChosenMilestone {
  readonly state: 'chosen';
  readonly milestone: Target['milestone'];
  readonly notices: readonly string[];
}

/** Returns the milestone to audit, or why there is none. A required one that is unknown is a typing error. */
async function auditedMilestone(
  trigger: Trigger,
  config: Config,
  sha: string,
  choice: MilestoneChoice,
  { pullUnknown }: EvidenceCommits,
): Promise<ChosenMilestone | NoMilestone | Stopped> {
  if (choice.state === 'impossible') return { state: 'stopped', sha, message: choice.why };
  if (choice.state === 'none' && pullUnknown !== undefined) {
    const message = `the milestone is not clear: ${pullUnknown}; set the input "milestone"`;
    return { state: 'stopped', sha, message };
  }
  if (choice.state === 'none') {
    return config.withoutMilestone === 'audit'
      ? { state: 'chosen', milestone: OUTSIDE, notices: [] }
      : { state: 'no-milestone', sha, why: choice.why };
  }
  const { id, from, notices } = choice;
  const unknown = choice.alone
    ? await whyUnknownMilestone(trigger.reads, config, sha, choice)
    : undefined;
  if (unknown?.ok === false) {
    return unanswered(sha, `whether milestone ${id} exists could not be determined`, unknown.error);
  }
  if (unknown?.value !== undefined) return { state: 'stopped', sha, message: unknown.value };
  return { state: 'chosen', milestone: { id, from }, notices };
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

function hintsOf(
  world: World,
  trigger: Trigger,
  config: Config,
  audited: Commit,
  { pull }: EvidenceCommits,
  tags: readonly string[],
) {
  const input = (world.inputs['milestone'] ?? '').trim();
  // The default branch is not named after a milestone; the merged pull request's branch can be.
  const branch = trigger.occasion.kind === 'merged' ? undefined : trigger.branch;
  return {
    input: input === '' ? undefined : input,
    config: config.milestone.id,
    pattern: config.milestone.pattern,
    githubMilestone: trigger.milestoneTitle ?? pull?.milestone,
    branch: pull?.headRef ?? branch,
    pullTitle: pull?.title,
    subject: audited.message.split('\n')[0],
    tags,
  };
}

/** Only events without a commit use the newest tag: for a commit, the tag would name every hot fix. */
async function tagsOf(world: World, trigger: Trigger): Promise<readonly string[] | Stopped> {
  if (!['milestone', 'schedule', 'workflow_dispatch', 'local'].includes(world.event.name))
    return [];
  const tags = await trigger.reads.tags('');
  return tags.ok
    ? tags.value.filter((tag) => /m\d/i.test(tag))
    : unanswered(trigger.head.sha, 'the tags could not be listed', tags.error);
}

/**
 * Returns the commit to compare the audited one with (design: section 4): of a pull request the merge
 * base; after a merge, and in a checkout without a base, the audited commit of the previous
 * milestone's audit, else the merge base of the merged pull request, else the first parent.
 */
async function baseCommit(
  trigger: Trigger,
  audited: Commit,
  config: Config,
  milestone: string,
  pull: PullRequest | undefined,
): Promise<string | Stopped | undefined> {
  const found = await candidate(trigger, audited, config, milestone, pull);
  if (found === undefined && !isOfHistory(trigger)) {
    // A parent would be a commit of the change itself, which must not be its own measure.
    const into = pull?.baseRef ?? trigger.policy.branch;
    const message = `the change has no commit in common with ${into}; rebase it onto ${into}`;
    return { state: 'stopped', sha: audited.sha, message };
  }
  return found === undefined || found === audited.sha ? audited.parents[0] : found;
}

/** Whether the commit is on its branch already, or in a checkout, rather than proposed for a branch. */
function isOfHistory({ occasion: { kind } }: Trigger): boolean {
  return kind === 'merged' || kind === 'local';
}

async function candidate(
  trigger: Trigger,
  audited: Commit,
  config: Config,
  milestone: string,
  pull: PullRequest | undefined,
): Promise<string | Stopped | undefined> {
  if (trigger.base !== undefined) return trigger.base;
  if (!isOfHistory(trigger)) return mergeBase(trigger, rangeStart(trigger), audited.sha);
  const previous = await previousAudited(trigger, config, milestone);
  if (previous !== undefined || pull === undefined) return previous;
  return mergeBase(trigger, pull.baseSha, pull.headSha);
}

async function mergeBase(
  trigger: Trigger,
  base: string,
  head: string,
): Promise<string | Stopped | undefined> {
  const compared = orNone(await trigger.reads.compare(base, head), isUnrelated);
  return compared.ok
    ? compared.value?.mergeBase
    : unanswered(trigger.head.sha, 'the merge base could not be determined', compared.error);
}

/** GitHub responds 404 "No common ancestor" for histories that share no commit. */
function isUnrelated({ kind, message }: ApiError): boolean {
  return kind === 'not-here' || (kind === 'missing' && /no common ancestor/i.test(message));
}

/** Returns the commit that the previous milestone's audit audited, unless a rewritten branch lost it. */
async function previousAudited(
  trigger: Trigger,
  config: Config,
  milestone: string,
): Promise<string | Stopped | undefined> {
  // Only the audited commit is needed, so the audits are not verified.
  const { evidence, unanswered: refused } = await readPreviousAudits(trigger.reads, {
    policy: trigger.policy.sha,
    config,
    milestone,
  });
  if (refused !== undefined) return { state: 'stopped', sha: trigger.head.sha, message: refused };
  if (evidence.state !== 'present') return undefined;
  const before = evidence.value.filter(
    (audit) =>
      sameSeries(audit.milestone, milestone) && compareMilestones(audit.milestone, milestone) < 0,
  );
  const sha = before.at(-1)?.audited;
  if (sha === undefined || !/^[0-9a-f]{40}$/.test(sha)) return undefined;
  const known = orNone(await trigger.reads.commit(sha), isNoCommit);
  if (known.ok) return known.value === undefined ? undefined : sha;
  return unanswered(trigger.head.sha, `commit ${sha} could not be read`, known.error);
}

/** GitHub responds 422 "No commit found for SHA" for a commit that a rewritten branch lost. */
function isNoCommit({ kind, message }: ApiError): boolean {
  if (kind === 'missing' || kind === 'not-here') return true;
  return kind === 'invalid' && /no commit found/i.test(message);
}
