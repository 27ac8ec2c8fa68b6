import type { Forge, Milestone, MilestoneItem, MovedOut } from '../model/forge.ts';
import { err, ok } from '../model/result.ts';
import type { Client, Data } from './client.ts';
import { listOf } from './decode.ts';
import { PAGE_SIZE, requestAllPages } from './pages.ts';

const MILESTONES = '/repos/{owner}/{repo}/milestones';
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

type MilestonesApi = Pick<
  Forge,
  'milestones' | 'describeMilestone' | 'milestoneItems' | 'movedOut'
>;

/** Returns the reads and writes of milestones and what belongs to them. */
export function milestonesApi(client: Client): MilestonesApi {
  return {
    /** Open and closed; the endpoint's default is the open ones. */
    milestones: () => {
      const request = { route: `GET ${MILESTONES}`, params: { state: 'all' }, permission };
      return requestAllPages(client, request, milestoneOf);
    },
    describeMilestone: (milestone, description) => {
      const route = `PATCH ${MILESTONES}/{milestone_number}`;
      const params = { milestone_number: milestone, description };
      return client.request({ route, params, permission: 'issues: write' }, milestoneOf);
    },
    /** Issues and pull requests: in GitHub's API both are issues. */
    milestoneItems: async (milestone) => {
      const params = { milestone: String(milestone), state: 'all' };
      const request = { route: 'GET /repos/{owner}/{repo}/issues', params, permission };
      const items = await requestAllPages(client, request, itemOf);
      return items.ok ? ok([...items.value].sort((a, b) => a.number - b.number)) : items;
    },
    /**
     * Issues taken out of a milestone since a time, newest first.
     *
     * GitHub lists the events of the whole repository, newest first (REST "List issue events for a
     * repository" and "Issue event types", `demilestoned`, read 2026-11-22). When the last page read
     * is newer than that time, older events are unknown, and the result is an error.
     */
    movedOut: async (title, since) => {
      const route = 'GET /repos/{owner}/{repo}/issues/events';
      const moved: MovedOut[] = [];
      for (let page = 1; page <= MAX_EVENT_PAGES; page += 1) {
        const events = await client.request(
          { route, params: { per_page: PAGE_SIZE, page }, permission },
          (data) => listOf(data, 'the events') as readonly IssueEvent[],
        );
        if (!events.ok) return events;
        const recent = events.value.filter((event) => event.created_at >= since);
        moved.push(...recent.flatMap((event) => movedOutBy(event, title)));
        if (recent.length < PAGE_SIZE) return ok(moved);
      }
      const count = MAX_EVENT_PAGES * PAGE_SIZE;
      const message = `${route}: the ${count} newest events do not reach back to ${since}`;
      return err({ kind: 'cut', message });
    },
  };
}
