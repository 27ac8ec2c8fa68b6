import { commitsBetween, mergeBase } from '../git-graph.ts';
import type { Issue, IssueEvent, Milestone, Pull, Repo } from '../world.ts';
import { diffJson } from './commit.ts';
import { repoJson } from './repository.ts';
import { userJson } from './user.ts';
import { apiOf, htmlOf, type Json, nodeId, type View } from './view.ts';

/** The commit a pull request's changes are counted from. */
export function pullBase(repo: Repo, pull: Pull): string {
  return mergeBase(repo.store, pull.baseSha, pull.headSha) ?? pull.baseSha;
}

export const pullCommits = (pull: Pull) =>
  commitsBetween(pull.headRepo.store, pull.baseSha, pull.headSha);

export function pullFiles(view: View, pull: Pull): Json[] {
  const { repo } = view.world;
  const base = repo.store.mustCommit(pullBase(repo, pull));
  return diffJson(view, repo, base.tree, repo.store.mustCommit(pull.headSha));
}

function sideJson(view: View, repo: Repo, ref: string, sha: string): Json {
  const user = view.world.users.has(repo.owner) ? repo.owner : view.world.repo.owner;
  return {
    label: `${repo.owner}:${ref}`,
    ref,
    sha,
    user: userJson(view, user),
    repo: repoJson(view, repo),
  };
}

/** `pull-request-simple` */
export function simplePullJson(view: View, pull: Pull): Json {
  const { repo } = view.world;
  const api = apiOf(view, repo);
  const url = `${api}/pulls/${pull.number}`;
  const issue = `${api}/issues/${pull.number}`;
  const html = `${htmlOf(view, repo)}/pull/${pull.number}`;
  const milestone = view.world.milestones.find((one) => one.number === pull.milestone);
  const urls = {
    html_url: html,
    issue_url: issue,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: `${api}/statuses/${pull.headSha}`,
  };
  const links = Object.entries(urls).map(([key, href]) => [key.replace('_url', ''), { href }]);
  return {
    url,
    id: pull.number + 500_000,
    node_id: nodeId('PullRequest', pull.number),
    ...urls,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: userJson(view, pull.author),
    body: pull.body,
    labels: [],
    milestone: milestone ? milestoneJson(view, milestone) : null,
    active_lock_reason: null,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: sideJson(view, pull.headRepo, pull.headRef, pull.headSha),
    base: sideJson(view, repo, pull.baseRef, pull.baseSha),
    _links: { self: { href: url }, ...Object.fromEntries(links) },
    author_association: 'MEMBER',
    auto_merge: null,
    draft: pull.draft,
  };
}

/** `pull-request` */
export function pullJson(view: View, pull: Pull): Json {
  const files = pullFiles(view, pull);
  const sum = (key: 'additions' | 'deletions') =>
    files.reduce((total, file) => total + Number(file[key]), 0);
  const comments = view.world.comments.filter((one) => one.issue === pull.number).length;
  const conflicts = pull.state === 'open' && pull.mergeCommitSha === null;
  return {
    ...simplePullJson(view, pull),
    merged: pull.mergedAt !== null,
    mergeable: pull.state === 'open' ? !conflicts : null,
    rebaseable: pull.state === 'open' ? !conflicts : null,
    mergeable_state: pull.state === 'closed' ? 'unknown' : conflicts ? 'dirty' : 'clean',
    merged_by: pull.mergedBy === null ? null : userJson(view, pull.mergedBy),
    comments,
    review_comments: 0,
    maintainer_can_modify: pull.headRepo !== view.world.repo,
    commits: pullCommits(pull).length,
    additions: sum('additions'),
    deletions: sum('deletions'),
    changed_files: files.length,
  };
}

/** `milestone` */
export function milestoneJson(view: View, milestone: Milestone): Json {
  const { world } = view;
  const url = `${apiOf(view, world.repo)}/milestones/${milestone.number}`;
  const inside = [...world.pulls, ...world.issues].filter(
    (one) => one.milestone === milestone.number,
  );
  return {
    url,
    html_url: `${htmlOf(view, world.repo)}/milestone/${milestone.number}`,
    labels_url: `${url}/labels`,
    id: milestone.number + 600_000,
    node_id: nodeId('Milestone', milestone.number),
    number: milestone.number,
    title: milestone.title,
    description: milestone.description,
    creator: userJson(view, world.repo.owner),
    open_issues: inside.filter((one) => one.state === 'open').length,
    closed_issues: inside.filter((one) => one.state === 'closed').length,
    state: milestone.state,
    created_at: milestone.createdAt,
    updated_at: milestone.updatedAt,
    due_on: null,
    closed_at: milestone.closedAt,
  };
}

/** `issue`, of which a pull request is one kind */
export function issueJson(view: View, issue: Issue | Pull): Json {
  const { repo } = view.world;
  const api = apiOf(view, repo);
  const url = `${api}/issues/${issue.number}`;
  const isPull = 'headSha' in issue;
  const html = `${htmlOf(view, repo)}/${isPull ? 'pull' : 'issues'}/${issue.number}`;
  const milestone = view.world.milestones.find((one) => one.number === issue.milestone);
  const pullPart = {
    draft: isPull && issue.draft,
    pull_request: {
      url: `${api}/pulls/${issue.number}`,
      html_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      merged_at: isPull ? issue.mergedAt : null,
    },
  };
  return {
    id: issue.number + 700_000,
    node_id: nodeId('Issue', issue.number),
    url,
    repository_url: api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: html,
    number: issue.number,
    state: issue.state,
    title: issue.title,
    body: issue.body,
    user: userJson(view, issue.author),
    labels: (isPull ? [] : (issue.labels ?? [])).map((name) => ({ name })),
    assignee: null,
    assignees: [],
    milestone: milestone ? milestoneJson(view, milestone) : null,
    locked: false,
    active_lock_reason: null,
    comments: view.world.comments.filter((one) => one.issue === issue.number).length,
    created_at: issue.createdAt,
    updated_at: issue.closedAt ?? issue.createdAt,
    closed_at: issue.closedAt,
    author_association: 'MEMBER',
    ...(isPull ? pullPart : {}),
  };
}

/** `issue-event`, with the issue it happened to */
export function issueEventJson(view: View, event: IssueEvent): Json {
  const { world } = view;
  const issue = [...world.pulls, ...world.issues].find(({ number }) => number === event.issue);
  return {
    id: event.id,
    node_id: nodeId('IssueEvent', event.id),
    url: `${apiOf(view, world.repo)}/issues/events/${event.id}`,
    actor: userJson(view, event.actor),
    event: event.event,
    commit_id: null,
    commit_url: null,
    created_at: event.at,
    milestone: { title: event.milestone },
    issue: issue === undefined ? null : issueJson(view, issue),
    performed_via_github_app: null,
  };
}
