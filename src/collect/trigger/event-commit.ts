import type { World } from '../../model/world.ts';
import type { CachedReads } from '../base/cache.ts';
import { at, numberAt, payloadPull, textAt } from './payload.ts';
import { pullsOfHead } from './pulls-of-head.ts';
import {
  type EventCommit,
  mergeGroupCommit,
  pullCommit,
  type Skipped,
  type Stopped,
  unanswered,
} from './trigger.ts';
import { workflowRunCommit } from './workflow-run.ts';

/** The comment of a maintainer that audits a pull request again. */
const COMMAND = '/audit';

/**
 * Authors whose command counts: anybody can comment on a public repository, and the audit runs with
 * the repository's own token (docs.github.com, GraphQL `CommentAuthorAssociation`, read 2026-11-22).
 */
const MAINTAINERS = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);

/** Returns why a comment is not the command; undefined when it is. The command is its whole first line. */
function whyNoCommand(payload: unknown): string | undefined {
  if (textAt(payload, 'action') !== 'created') return 'the comment is not a new one';
  const [first = ''] = (textAt(payload, 'comment', 'body') ?? '').split(/\r?\n/);
  if (first.trim() !== COMMAND) return `the comment does not say \`${COMMAND}\``;
  const association = textAt(payload, 'comment', 'author_association') ?? 'NONE';
  return MAINTAINERS.has(association)
    ? undefined
    : `\`${COMMAND}\` is for owners, members and collaborators; its author is none of them`;
}

type Result = EventCommit | Skipped | Stopped;

/**
 * Returns the commit to audit for an event (design: section 4): the head of a pull request and never
 * its test merge commit, the commit of a `workflow_run`, the pushed commit, and the head of the
 * default branch for events without a commit. Source: GitHub docs, "Events that trigger workflows",
 * read 2026-11-22.
 */
export function eventCommit(
  world: World,
  reads: CachedReads,
  defaultBranch: string,
): Promise<Result> {
  switch (world.event.name) {
    case 'pull_request':
    case 'pull_request_target':
    case 'pull_request_review':
      return ofPullEvent(world, reads);
    case 'issue_comment':
      return ofComment(world, reads);
    case 'workflow_run':
      return workflowRunCommit(world, reads, defaultBranch);
    case 'merge_group':
      return ofMergeGroup(world, reads);
    case 'push':
      return ofPush(world, reads, defaultBranch);
    case 'milestone':
    case 'schedule':
    case 'workflow_dispatch':
      return ofDefaultBranch(world, reads, defaultBranch);
    default:
      return ofCommit(world, reads, world.event.sha, defaultBranch);
  }
}

async function ofPullEvent(world: World, reads: CachedReads): Promise<Result> {
  const { payload } = world.event;
  const pull = payloadPull(at(payload, 'pull_request'));
  if (pull !== undefined) return pullCommit(pull);
  const number = numberAt(payload, 'number') ?? numberAt(payload, 'pull_request', 'number');
  return number === undefined
    ? { state: 'stopped', message: 'the payload of the event names no pull request' }
    : ofPullNumber(number, reads);
}

async function ofPullNumber(number: number, reads: CachedReads): Promise<Result> {
  const answer = await reads.pull(number);
  return answer.ok
    ? pullCommit(answer.value)
    : unanswered(undefined, `pull request #${number} could not be read`, answer.error);
}

async function ofComment(world: World, reads: CachedReads): Promise<Result> {
  const { payload } = world.event;
  const number = numberAt(payload, 'issue', 'number');
  if (number === undefined || at(payload, 'issue', 'pull_request') === undefined) {
    return { state: 'skipped', why: 'the comment is not on a pull request' };
  }
  const why = whyNoCommand(payload);
  if (why !== undefined) return { state: 'skipped', why };
  return ofPullNumber(number, reads);
}

function ofMergeGroup(world: World, reads: CachedReads): Promise<Result> {
  const group = at(world.event.payload, 'merge_group');
  const base = textAt(group, 'base_sha');
  const baseRef = textAt(group, 'base_ref');
  const facts = {
    sha: textAt(group, 'head_sha') ?? world.event.sha,
    branch: branchOf(textAt(group, 'head_ref') ?? world.event.ref),
    ...(base === undefined ? {} : { base }),
    ...(baseRef === undefined ? {} : { baseRef: branchOf(baseRef) }),
  };
  return mergeGroupCommit(facts, reads);
}

async function ofPush(world: World, reads: CachedReads, defaultBranch: string): Promise<Result> {
  const after = textAt(world.event.payload, 'after') ?? world.event.sha;
  if (/^0+$/.test(after)) {
    return { state: 'skipped', why: `the push deleted ${world.event.ref}` };
  }
  // For an annotated tag `after` is the tag object; GITHUB_SHA is the commit.
  const sha = world.event.ref.startsWith('refs/tags/') ? world.event.sha : after;
  return ofCommit(world, reads, sha, defaultBranch);
}

async function ofDefaultBranch(
  world: World,
  reads: CachedReads,
  defaultBranch: string,
): Promise<Result> {
  const head = await reads.branchHead(defaultBranch);
  if (!head.ok) {
    return unanswered(undefined, `the head of ${defaultBranch} could not be read`, head.error);
  }
  const milestoneTitle = textAt(world.event.payload, 'milestone', 'title');
  return {
    state: 'commit',
    sha: head.value,
    branch: defaultBranch,
    occasion: { kind: 'merged' },
    foreign: false,
    ...(milestoneTitle === undefined ? {} : { milestoneTitle }),
    notices: [],
  };
}

/** Returns a commit of this repository: merged on the default branch, else with its open pull request. */
async function ofCommit(
  world: World,
  reads: CachedReads,
  sha: string,
  defaultBranch: string,
): Promise<Result> {
  const { ref, name } = world.event;
  const here = { state: 'commit', sha, branch: branchOf(ref), foreign: false } as const;
  if (name === 'local') {
    const base = textAt(world.event.payload, 'base');
    return {
      ...here,
      occasion: { kind: 'local' },
      ...(base === undefined ? {} : { base }),
      notices: [],
    };
  }
  if (ref === `refs/heads/${defaultBranch}`) {
    return { ...here, occasion: { kind: 'merged' }, notices: [] };
  }
  const pulls = await reads.pullsOfCommit(sha);
  if (!pulls.ok) {
    return unanswered(sha, `pull requests of ${sha.slice(0, 7)} could not be listed`, pulls.error);
  }
  const [first, ...siblings] = pullsOfHead(pulls.value, sha);
  return first === undefined
    ? { ...here, occasion: { kind: 'pull-request' }, notices: [] }
    : { ...pullCommit(first), siblings };
}

function branchOf(ref: string): string {
  return ref.replace(/^refs\/(heads|tags)\//, '');
}
