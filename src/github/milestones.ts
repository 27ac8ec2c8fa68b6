import type { Milestone, MilestoneItem, MovedOut } from '../model/milestone-on-forge.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { Client, Data } from './client.ts';
import { listOf } from './decode.ts';
import { PAGE_SIZE, requestAllPages } from './pages.ts';

const permission = 'issues: read';

/** Maximum pages of events: the last weeks of a busy repository, not its full history. */
const MAX_EVENT_PAGES = 5;

function milestoneOf(milestone: Data<'issues', 'getMilestone'>): Milestone {
  return {
    number: milestone.number,
    title: milestone.title,
    state: milestone.state === 'closed' ? 'closed' : 'open',
    description: milestone.description ?? '',
    openIssues: milestone.open_issues,
    closedIssues: milestone.closed_issues,
    ...(milestone.due_on ? { dueOn: milestone.due_on } : {}),
  };
}

/** Returns GitHub's milestones, open and closed; the endpoint's default is the open ones. */
export function listMilestones(client: Client): Promise<Result<readonly Milestone[]>> {
  const route = 'GET /repos/{owner}/{repo}/milestones';
  return requestAllPages(client, { route, params: { state: 'all' }, permission }, milestoneOf);
}

/** Sets a milestone's description, and nothing else. */
export function describeMilestone(
  client: Client,
  milestone: number,
  description: string,
): Promise<Result<Milestone>> {
  const route = 'PATCH /repos/{owner}/{repo}/milestones/{milestone_number}';
  const params = { milestone_number: milestone, description };
  return client.request({ route, params, permission: 'issues: write' }, milestoneOf);
}

function itemOf(item: Data<'issues', 'listForRepo'>[number]): MilestoneItem {
  const pull = item.pull_request;
  const closed = item.state === 'closed' ? 'closed' : 'open';
  return {
    kind: pull == null ? 'issue' : 'pull',
    number: item.number,
    title: item.title,
    url: item.html_url,
    state: pull?.merged_at ? 'merged' : closed,
    author: item.user?.login ?? '',
  };
}

/** Returns the issues and pull requests of a milestone. In GitHub's API both are issues. */
export async function listMilestoneItems(
  client: Client,
  milestone: number,
): Promise<Result<readonly MilestoneItem[]>> {
  const route = 'GET /repos/{owner}/{repo}/issues';
  const params = { milestone: String(milestone), state: 'all' };
  const items = await requestAllPages(client, { route, params, permission }, itemOf);
  return items.ok ? ok([...items.value].sort((a, b) => a.number - b.number)) : items;
}

type IssueEvent = Data<'issues', 'listEventsForRepo'>[number];

/** Returns the issue that the event takes out of the milestone, if it does. */
function movedOutBy(
  { event, issue, created_at: at, ...more }: IssueEvent,
  title: string,
): readonly MovedOut[] {
  const milestone = 'milestone' in more ? more.milestone : undefined;
  const left = event === 'demilestoned' && milestone?.title === title;
  if (!left || issue == null || issue.pull_request != null) return [];
  return [{ number: issue.number, title: issue.title, url: issue.html_url, at }];
}

/**
 * Returns the issues taken out of a milestone since a time, newest first.
 *
 * GitHub lists the events of the whole repository, newest first (REST "List issue events for a
 * repository" and "Issue event types", `demilestoned`, read 2026-11-22). When the last page read is
 * newer than that time, older events are unknown, and the result is an error.
 */
export async function listMovedOut(
  client: Client,
  title: string,
  since: string,
): Promise<Result<readonly MovedOut[]>> {
  const route = 'GET /repos/{owner}/{repo}/issues/events';
  const moved: MovedOut[] = [];
  for (let page = 1; page <= MAX_EVENT_PAGES; page += 1) {
    const params = { per_page: PAGE_SIZE, page };
    const events = await client.request(
      { route, params, permission },
      (data) => listOf(data, 'the events') as readonly IssueEvent[],
    );
    if (!events.ok) return events;
    const recent = events.value.filter((event) => event.created_at >= since);
    moved.push(...recent.flatMap((event) => movedOutBy(event, title)));
    if (recent.length < PAGE_SIZE) return ok(moved);
  }
  const message = `more than ${MAX_EVENT_PAGES * PAGE_SIZE} things happened to issues since ${since}`;
  return err({ kind: 'limited', message });
}
