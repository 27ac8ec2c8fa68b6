import type { PullRequest } from '../../model/target.ts';
import type { World } from '../../model/world.ts';
import type { CachedReads } from '../base/cache.ts';
import { at, numberAt, textAt } from './payload.ts';
import { pullsOfHead } from './pulls-of-head.ts';
import {
  type EventCommit,
  mergeGroupCommit,
  pullCommit,
  requestCommit,
  type Stopped,
  unanswered,
} from './trigger.ts';

interface RunFacts {
  /** What started the run. */
  readonly event: string;
  readonly sha: string;
  readonly branch: string;
  /** `owner/name` of the head. */
  readonly repository: string;
}

/**
 * Returns the commit of a `workflow_run`: the one the run ran on, never GITHUB_SHA, which is the
 * default branch's. The payload names only pull requests of the same repository, so they are found by
 * their head: `commits/{sha}/pulls` does not list the heads of forks (GitHub community discussion
 * 25220 and retransmission/retransmission issue 280, read 2026-11-22). A run of the merge queue is
 * about the queue's commit.
 */
export async function workflowRunCommit(
  world: World,
  reads: CachedReads,
  defaultBranch: string,
): Promise<EventCommit | Stopped> {
  const facts = await runFacts(world);
  if ('state' in facts) return facts;
  // Requested while the pull request is looked for. Most go into the default branch.
  requestCommit(reads, facts.sha);
  void reads.branchHead(defaultBranch);
  const { owner, name } = world.forge.repository;
  const foreign = facts.repository.toLowerCase() !== `${owner}/${name}`.toLowerCase();
  // A commit of the queue is not the head of a pull request: it gets a status, and no comment or document.
  if (!foreign && facts.event === 'merge_group') return mergeGroupCommit(facts, reads);
  const head = { state: 'commit', sha: facts.sha, branch: facts.branch, foreign } as const;
  if (!foreign && facts.branch === defaultBranch) {
    return { ...head, occasion: { kind: 'merged' }, notices: [] };
  }
  const found = await pullsOfRun(facts, reads, foreign);
  if ('state' in found) return found;
  const [first, ...siblings] = found;
  if (first === undefined) {
    const notice = `no pull request has ${headOf(facts)} as head`;
    return { ...head, occasion: { kind: 'pull-request' }, notices: [notice] };
  }
  const { sha, branch } = facts;
  return { ...pullCommit(first), siblings, sha, branch, foreign };
}

function headOf({ repository, branch, sha }: RunFacts): string {
  return `${repository.split('/')[0]}:${branch} at ${sha.slice(0, 7)}`;
}

async function runFacts(world: World): Promise<RunFacts | Stopped> {
  const run = at(world.event.payload, 'workflow_run');
  const sha = textAt(run, 'head_sha');
  const { owner, name } = world.forge.repository;
  if (sha !== undefined) {
    return {
      event: textAt(run, 'event') ?? '',
      sha,
      branch: textAt(run, 'head_branch') ?? '',
      // A deleted fork has no repository; it is still another repository.
      repository: textAt(run, 'head_repository', 'full_name') ?? '',
    };
  }
  const id = numberAt(run, 'id');
  if (id === undefined) {
    return { state: 'stopped', message: 'the event is workflow_run, but its payload names no run' };
  }
  const answer = await world.forge.run(id);
  if (!answer.ok) {
    return unanswered(undefined, `run ${id} of ${owner}/${name} could not be read`, answer.error);
  }
  const { event, headSha, headBranch, headRepository } = answer.value;
  return { event, sha: headSha, branch: headBranch, repository: headRepository };
}

/** Events of which a pull request is the cause, so that one exists. */
const PULL_EVENTS = ['pull_request', 'pull_request_target', 'pull_request_review'];

/**
 * Returns the run's pull requests, the first by number first; none for a push to a branch without
 * one. When the pull request has moved on, it is returned all the same: the audit is superseded.
 */
async function pullsOfRun(
  facts: RunFacts,
  reads: CachedReads,
  foreign: boolean,
): Promise<readonly PullRequest[] | Stopped> {
  const { repository, branch, sha, event } = facts;
  const [owner = ''] = repository.split('/');
  const stopped = (message: string): Stopped => ({ state: 'stopped', sha, message });
  if (owner === '') {
    return stopped(
      `the repository of the head ${sha.slice(0, 7)} is deleted, so its pull request cannot be found; comment \`/audit\` on it`,
    );
  }
  const answer = await reads.pullsByHead(owner, branch);
  if (!answer.ok) {
    return unanswered(sha, `pull requests of ${owner}:${branch} could not be listed`, answer.error);
  }
  const ours = answer.value.filter((pull) => pull.fork === foreign);
  const here = pullsOfHead(ours, sha);
  if (here.length > 0) return here;
  const movedOn = ours.filter(({ state }) => state === 'open').slice(0, 1);
  if (movedOn.length > 0 || !PULL_EVENTS.includes(event)) return movedOn;
  return stopped(
    `a pull request started the run, and none has ${headOf(facts)} as head; audit it with \`/audit\` or a new commit`,
  );
}
