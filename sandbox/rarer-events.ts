import { queuePull } from './queue-pull.ts';
import { type EventOptions, onBranch, pullOf, subject, type Told } from './told-event.ts';
import { commentJson } from './views/check.ts';
import { simpleCommitJson } from './views/commit.ts';
import { issueJson, milestoneJson } from './views/pull.ts';
import type { Json, View } from './views/view.ts';

/** The merge queue asks for checks of the commit that the merge would make. */
export function mergeGroup(view: View, options: EventOptions): Told {
  const { world } = view;
  const pull = pullOf(world, options.pull);
  const { sha, branch } = queuePull(world, pull);
  return {
    sha,
    ref: `refs/heads/${branch}`,
    payload: {
      action: 'checks_requested',
      merge_group: {
        head_sha: sha,
        head_ref: `refs/heads/${branch}`,
        base_sha: pull.baseSha,
        base_ref: `refs/heads/${pull.baseRef}`,
        head_commit: simpleCommitJson(world.repo.store.mustCommit(sha)),
      },
    },
    standing: {
      event: 'merge_group',
      headRepo: world.repo,
      headBranch: branch,
      headSha: sha,
      pull: null,
      title: subject(world, sha),
    },
  };
}

export function schedule({ world }: View): Told {
  return {
    ...onBranch(world, 'schedule', world.repo.defaultBranch),
    payload: { schedule: '30 5 * * 1', workflow: world.audit.workflow },
  };
}

/** Somebody closes a milestone. */
export function milestone(view: View, options: EventOptions): Told {
  const { world } = view;
  const found = world.milestones.find(
    ({ number }) => options.milestone === undefined || number === options.milestone,
  );
  if (!found) throw new Error(`the story has no milestone ${options.milestone ?? ''}`);
  const now = world.clock.tick();
  Object.assign(found, { state: 'closed', closedAt: now, updatedAt: now });
  return {
    ...onBranch(world, 'milestone', world.repo.defaultBranch),
    payload: { action: 'closed', milestone: milestoneJson(view, found) },
  };
}

/** Webhooks tell of reactions where the API leaves them out; nobody has reacted here. */
function unmoved(said: Json): Json {
  const kinds = ['+1', '-1', 'confused', 'eyes', 'heart', 'hooray', 'laugh', 'rocket'];
  const none = Object.fromEntries(kinds.map((kind) => [kind, 0]));
  return { ...said, reactions: { url: `${said['url']}/reactions`, total_count: 0, ...none } };
}

/** Somebody says something under a pull request; the run stands on the default branch. */
export function issueComment(view: View, options: EventOptions): Told {
  const { world } = view;
  const pull = pullOf(world, options.pull);
  const said = options.comment ?? { body: '/audit', author: pull.author, association: 'MEMBER' };
  const now = world.clock.tick();
  const comment = {
    id: world.nextId(),
    issue: pull.number,
    body: said.body,
    author: said.author,
    createdAt: now,
    updatedAt: now,
  };
  world.comments.push(comment);
  return {
    ...onBranch(world, 'issue_comment', world.repo.defaultBranch),
    payload: {
      action: 'created',
      issue: unmoved(issueJson(view, pull)),
      comment: { ...unmoved(commentJson(view, comment)), author_association: said.association },
    },
  };
}
