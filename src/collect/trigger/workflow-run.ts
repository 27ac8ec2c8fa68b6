import { apiErrorText } from '../../model/result.ts';
import type { PullRequest } from '../../model/target.ts';
import type { World } from '../../model/world.ts';
import type { CachedReads } from '../base/cache.ts';
import { at, numberAt, textAt } from './payload.ts';
import { type EventCommit, mergeGroupCommit, pullCommit, type Stopped } from './trigger.ts';

interface RunFacts {
  /** What started the run. */
  readonly event: string;
  readonly sha: string;
  readonly branch: string;
  /** `owner/name` of the head. */
  readonly repository: string;
  /** Numbers of the pull requests the payload names; always empty for forks. */
  readonly pulls: readonly number[];
}

/**
 * Returns the commit of a `workflow_run`: the one the run ran on, never GITHUB_SHA, which is the
 * default branch's. The payload names only pull requests of the same repository. A fork's pull request
 * is found by its head: `commits/{sha}/pulls` does not list the heads of forks (GitHub community
 * discussion 25220 and retransmission/retransmission issue 280, read 2026-11-22). A run of the merge
 * queue is about the queue's commit.
 */
export async function workflowRunCommit(
  world: World,
  reads: CachedReads,
  defaultBranch: string,
): Promise<EventCommit | Stopped> {
  const facts = await runFacts(world);
  if ('state' in facts) return facts;
  const { owner, name } = world.forge.repository;
  const foreign = facts.repository.toLowerCase() !== `${owner}/${name}`.toLowerCase();
  // A commit of the queue is not the head of a pull request: it gets a status, and no comment or document.
  if (!foreign && facts.event === 'merge_group') return mergeGroupCommit(facts, reads);
  const head = { state: 'commit', sha: facts.sha, branch: facts.branch, foreign } as const;
  if (!foreign && facts.branch === defaultBranch) {
    return { ...head, occasion: { kind: 'merged' }, notices: [] };
  }
  const found = await pullOfRun(facts, reads, foreign);
  if (typeof found === 'string') {
    return { ...head, occasion: { kind: 'pull-request' }, notices: [found] };
  }
  const { sha, branch } = facts;
  return { ...pullCommit(found), sha, branch, foreign };
}

async function runFacts(world: World): Promise<RunFacts | Stopped> {
  const run = at(world.event.payload, 'workflow_run');
  const sha = textAt(run, 'head_sha');
  const { owner, name } = world.forge.repository;
  if (sha !== undefined) {
    const listed = at(run, 'pull_requests');
    const pulls = Array.isArray(listed) ? listed : [];
    return {
      event: textAt(run, 'event') ?? '',
      sha,
      branch: textAt(run, 'head_branch') ?? '',
      // A deleted fork has no repository; it is still another repository.
      repository: textAt(run, 'head_repository', 'full_name') ?? '',
      pulls: pulls.filter(isHere(world)).flatMap((pull) => numberAt(pull, 'number') ?? []),
    };
  }
  const id = numberAt(run, 'id');
  if (id === undefined) {
    return { state: 'stopped', message: 'the event is workflow_run, but its payload names no run' };
  }
  const answer = await world.forge.run(id);
  if (!answer.ok) {
    const message = `run ${id} of ${owner}/${name} could not be read: ${apiErrorText(answer.error)}`;
    return { state: 'stopped', message };
  }
  const { event, headSha, headBranch, headRepository } = answer.value;
  return { event, sha: headSha, branch: headBranch, repository: headRepository, pulls: [] };
}

/** The payload can name pull requests of other repositories of the fork network, with their own numbers. */
function isHere({ event: { payload } }: World): (pull: unknown) => boolean {
  const here = numberAt(payload, 'repository', 'id');
  return (pull) => {
    const base = numberAt(pull, 'base', 'repo', 'id');
    return here === undefined || base === undefined || base === here;
  };
}

/** Returns the run's pull request, or why there is none. Several candidates are reported, never guessed. */
async function pullOfRun(
  facts: RunFacts,
  reads: CachedReads,
  foreign: boolean,
): Promise<PullRequest | string> {
  const [only, ...more] = facts.pulls;
  if (only !== undefined && more.length === 0) {
    const answer = await reads.pull(only);
    if (!answer.ok) {
      return `pull request #${only} could not be read: ${apiErrorText(answer.error)}`;
    }
    if (answer.value.headRef === facts.branch) return answer.value;
  }
  const [owner = ''] = facts.repository.split('/');
  const head = `${owner}:${facts.branch}`;
  const answer = await reads.pullsByHead(owner, facts.branch);
  if (!answer.ok) {
    return `pull requests of ${head} could not be listed: ${apiErrorText(answer.error)}`;
  }
  const matching = answer.value.filter(
    (pull) => pull.headSha === facts.sha && pull.fork === foreign,
  );
  const [match, ...others] = matching;
  if (match === undefined) return `no pull request has ${head} at ${facts.sha.slice(0, 7)} as head`;
  if (others.length === 0) return match;
  const numbers = matching.map((pull) => `#${pull.number}`).sort();
  return `several pull requests have ${head} as head (${numbers.join(', ')}); none was taken`;
}
