import {
  type Call,
  invalid,
  mustText,
  notFound,
  numberParam,
  ok,
  type Route,
  textField,
} from '../http.ts';
import { checkComment } from '../limits.ts';
import { paged } from '../paging.ts';
import { commentJson } from '../views/check.ts';
import { issueEventJson, issueJson, milestoneJson } from '../views/pull.ts';
import type { Comment, Issue, Milestone, Pull } from '../world.ts';

const base = '/repos/{owner}/{repo}';
const READ = 'issues=read; pull_requests=read';
const WRITE = 'issues=write; pull_requests=write';

const everyIssue = (call: Call): (Issue | Pull)[] => [...call.world.pulls, ...call.world.issues];

function issueOf(call: Call): Issue | Pull {
  const number = numberParam(call, 'issue_number');
  const found = everyIssue(call).find((one) => one.number === number);
  if (!found) throw notFound();
  return found;
}

function commentOf(call: Call): Comment {
  const id = numberParam(call, 'comment_id');
  const found = call.world.comments.find((one) => one.id === id);
  if (!found) throw notFound();
  return found;
}

function createComment(call: Call) {
  const issue = issueOf(call).number;
  const body = mustText(call, 'body');
  checkComment(body);
  const now = call.world.clock.tick();
  const comment: Comment = {
    id: call.world.nextId(),
    issue,
    body,
    author: call.token.login,
    createdAt: now,
    updatedAt: now,
  };
  call.world.comments.push(comment);
  return ok(commentJson(call.view, comment), 201);
}

function updateComment(call: Call) {
  const comment = commentOf(call);
  const body = mustText(call, 'body');
  checkComment(body);
  comment.body = body;
  comment.updatedAt = call.world.clock.tick();
  return ok(commentJson(call.view, comment));
}

function listComments(call: Call) {
  const { number } = issueOf(call);
  const found = call.world.comments
    .filter((one) => one.issue === number)
    .sort((a, b) => a.id - b.id);
  return paged(call, found, (comment) => commentJson(call.view, comment));
}

export const commentRoutes: readonly Route[] = [
  {
    operation: 'issues/list-comments',
    method: 'GET',
    path: `${base}/issues/{issue_number}/comments`,
    needs: READ,
    handle: listComments,
  },
  {
    operation: 'issues/create-comment',
    method: 'POST',
    path: `${base}/issues/{issue_number}/comments`,
    needs: WRITE,
    handle: createComment,
  },
  {
    operation: 'issues/get-comment',
    method: 'GET',
    path: `${base}/issues/comments/{comment_id}`,
    needs: READ,
    handle: (call) => ok(commentJson(call.view, commentOf(call))),
  },
  {
    operation: 'issues/update-comment',
    method: 'PATCH',
    path: `${base}/issues/comments/{comment_id}`,
    needs: WRITE,
    handle: updateComment,
  },
  {
    operation: 'issues/delete-comment',
    method: 'DELETE',
    path: `${base}/issues/comments/{comment_id}`,
    needs: WRITE,
    handle: (call) => {
      call.world.comments.splice(call.world.comments.indexOf(commentOf(call)), 1);
      return { status: 204 };
    },
  },
];

function milestoneOf(call: Call): Milestone {
  const number = numberParam(call, 'milestone_number');
  const found = call.world.milestones.find((one) => one.number === number);
  if (!found) throw notFound();
  return found;
}

const inState = (call: Call, state: string): boolean => {
  const wanted = call.query.get('state') ?? 'open';
  return wanted === 'all' || wanted === state;
};

function updateMilestone(call: Call) {
  const milestone = milestoneOf(call);
  const state = textField(call, 'state') ?? milestone.state;
  if (state !== 'open' && state !== 'closed') throw invalid('Validation Failed', []);
  const now = call.world.clock.tick();
  milestone.title = textField(call, 'title') ?? milestone.title;
  milestone.description = textField(call, 'description') ?? milestone.description;
  milestone.updatedAt = now;
  milestone.closedAt = state === 'closed' ? (milestone.closedAt ?? now) : null;
  milestone.state = state;
  return ok(milestoneJson(call.view, milestone));
}

function listIssues(call: Call) {
  const milestone = call.query.get('milestone') ?? '*';
  const wanted = (one: Issue | Pull): boolean => {
    if (milestone === 'none') return one.milestone === null;
    return milestone === '*' || String(one.milestone) === milestone;
  };
  const found = everyIssue(call)
    .filter((one) => inState(call, one.state) && wanted(one) && labeled(call, one))
    .sort((a, b) => b.number - a.number);
  return paged(call, found, (issue) => issueJson(call.view, issue));
}

/** Does the issue have every label that was asked for? */
function labeled(call: Call, one: Issue | Pull): boolean {
  const asked = (call.query.get('labels') ?? '').split(',').filter((label) => label !== '');
  const labels = 'labels' in one ? (one.labels ?? []) : [];
  return asked.every((label) => labels.includes(label));
}

function createIssue(call: Call) {
  const body = textField(call, 'body') ?? '';
  checkComment(body);
  const given = call.body['labels'];
  const issue: Issue = {
    number: Math.max(0, ...everyIssue(call).map((one) => one.number)) + 1,
    title: mustText(call, 'title'),
    body,
    author: call.token.login,
    state: 'open',
    createdAt: call.world.clock.tick(),
    closedAt: null,
    milestone: null,
    labels: Array.isArray(given) ? given.map(String) : [],
  };
  call.world.issues.push(issue);
  return ok(issueJson(call.view, issue), 201);
}

function updateIssue(call: Call) {
  const issue = issueOf(call);
  const state = textField(call, 'state') ?? issue.state;
  if (state !== 'open' && state !== 'closed') throw invalid('Validation Failed', []);
  const body = textField(call, 'body') ?? issue.body;
  checkComment(body ?? '');
  issue.title = textField(call, 'title') ?? issue.title;
  issue.body = body;
  const now = call.world.clock.tick();
  issue.closedAt = state === 'closed' ? (issue.closedAt ?? now) : null;
  issue.state = state;
  return ok(issueJson(call.view, issue));
}

/** Events of the repository's issues and pull requests, newest first. */
function listEvents(call: Call) {
  const newest = [...call.world.issueEvents].reverse();
  return paged(call, newest, (event) => issueEventJson(call.view, event));
}

export const issueRoutes: readonly Route[] = [
  {
    operation: 'issues/list-events-for-repo',
    method: 'GET',
    path: `${base}/issues/events`,
    needs: READ,
    handle: listEvents,
  },
  {
    operation: 'issues/list-for-repo',
    method: 'GET',
    path: `${base}/issues`,
    needs: READ,
    handle: listIssues,
  },
  {
    operation: 'issues/create',
    method: 'POST',
    path: `${base}/issues`,
    needs: 'issues=write',
    handle: createIssue,
  },
  {
    operation: 'issues/update',
    method: 'PATCH',
    path: `${base}/issues/{issue_number}`,
    needs: WRITE,
    handle: updateIssue,
  },
  {
    operation: 'issues/get',
    method: 'GET',
    path: `${base}/issues/{issue_number}`,
    needs: READ,
    handle: (call) => ok(issueJson(call.view, issueOf(call))),
  },
  {
    operation: 'issues/list-milestones',
    method: 'GET',
    path: `${base}/milestones`,
    needs: READ,
    handle: (call) =>
      paged(
        call,
        call.world.milestones.filter((one) => inState(call, one.state)),
        (milestone) => milestoneJson(call.view, milestone),
      ),
  },
  {
    operation: 'issues/get-milestone',
    method: 'GET',
    path: `${base}/milestones/{milestone_number}`,
    needs: READ,
    handle: (call) => ok(milestoneJson(call.view, milestoneOf(call))),
  },
  {
    operation: 'issues/update-milestone',
    method: 'PATCH',
    path: `${base}/milestones/{milestone_number}`,
    needs: WRITE,
    handle: updateMilestone,
  },
];
