import type { Milestone } from '../model/forge.ts';
import type { Result } from '../model/result.ts';
import type { Client } from './client.ts';
import { type Fields, fieldsOf, maybeText, numberOf, numberOr, textOf, textOr } from './decode.ts';
import { askAllPages } from './pages.ts';

function milestoneOf(milestone: Fields): Milestone {
  return {
    number: numberOf(milestone, 'number'),
    title: textOf(milestone, 'title'),
    state: milestone['state'] === 'closed' ? 'closed' : 'open',
    description: textOr(milestone, 'description', ''),
    openIssues: numberOr(milestone, 'open_issues', 0),
    closedIssues: numberOr(milestone, 'closed_issues', 0),
    ...maybeText('dueOn', milestone, 'due_on'),
  };
}

/** GitHub's milestones, open and closed; the endpoint's own default leaves the closed ones out. */
export function listMilestones(client: Client): Promise<Result<readonly Milestone[]>> {
  const route = 'GET /repos/{owner}/{repo}/milestones';
  const question = { route, params: { state: 'all' }, permission: 'issues: read' };
  return askAllPages(client, question, 'answer', milestoneOf);
}

/** Sets a milestone's description, and nothing else of it. */
export function describeMilestone(
  client: Client,
  milestone: number,
  description: string,
): Promise<Result<Milestone>> {
  const route = 'PATCH /repos/{owner}/{repo}/milestones/{milestone_number}';
  const params = { milestone_number: milestone, description };
  return client.ask({ route, params, permission: 'issues: write' }, (reply) =>
    milestoneOf(fieldsOf(reply.data, 'the milestone')),
  );
}
