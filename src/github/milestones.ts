import type { Milestone, MilestoneItem, MovedOut } from '../model/milestone-on-forge.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { Client } from './client.ts';
import {
  type Fields,
  fieldsIn,
  fieldsOf,
  listOf,
  maybeText,
  numberOf,
  numberOr,
  textOf,
  textOr,
} from './decode.ts';
import { askAllPages } from './pages.ts';

function itemOf(item: Fields): MilestoneItem {
  const pull = fieldsIn(item, 'pull_request');
  const merged = typeof pull['merged_at'] === 'string';
  const closed = item['state'] === 'closed' ? 'closed' : 'open';
  return {
    kind: item['pull_request'] == null ? 'issue' : 'pull',
    number: numberOf(item, 'number'),
    title: textOr(item, 'title', ''),
    url: textOr(item, 'html_url', ''),
    state: merged ? 'merged' : closed,
    author: textOr(fieldsIn(item, 'user'), 'login', ''),
  };
}

/** What belongs to a milestone; to GitHub a pull request is an issue too. */
export async function listMilestoneItems(
  client: Client,
  milestone: number,
): Promise<Result<readonly MilestoneItem[]>> {
  const route = 'GET /repos/{owner}/{repo}/issues';
  const params = { milestone: String(milestone), state: 'all' };
  const items = await askAllPages(
    client,
    { route, params, permission: 'issues: read' },
    'answer',
    itemOf,
  );
  return items.ok ? ok([...items.value].sort((a, b) => a.number - b.number)) : items;
}

const PAGE = 100;

/** Pages of events that are read: the last weeks of a busy repository, not its whole life. */
const MAX_PAGES = 5;

interface Happened {
  readonly at: string;
  readonly moved?: MovedOut;
}

function happenedOf(event: Fields, title: string): Happened {
  const at = textOr(event, 'created_at', '');
  const left = event['event'] === 'demilestoned' && fieldsIn(event, 'milestone')['title'] === title;
  const issue = fieldsIn(event, 'issue');
  if (!left || issue['pull_request'] != null) return { at };
  const url = textOr(issue, 'html_url', '');
  return {
    at,
    moved: { number: numberOf(issue, 'number'), title: textOr(issue, 'title', ''), url, at },
  };
}

/**
 * Issues taken out of a milestone since a moment, the newest first, from the events of the whole
 * repository, which come newest first (docs.github.com, REST "List issue events for a repository" and
 * "Issue event types", `demilestoned`, read 2026-11-22). When even the last page read is younger
 * than that moment, what lies behind it is not known, and the question is refused.
 */
export async function listMovedOut(
  client: Client,
  title: string,
  since: string,
): Promise<Result<readonly MovedOut[]>> {
  const route = 'GET /repos/{owner}/{repo}/issues/events';
  const moved: MovedOut[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const params = { per_page: PAGE, page };
    const events = await client.request({ route, params, permission: 'issues: read' }, (reply) =>
      listOf(reply.data, 'the events').map((one) => happenedOf(fieldsOf(one, 'an event'), title)),
    );
    if (!events.ok) return events;
    const recent = events.value.filter(({ at }) => at >= since);
    moved.push(...recent.flatMap((one) => one.moved ?? []));
    if (recent.length < PAGE) return ok(moved);
  }
  const message = `more than ${MAX_PAGES * PAGE} things happened to issues since ${since}`;
  return err({ kind: 'limited', message });
}

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
  return client.request({ route, params, permission: 'issues: write' }, (reply) =>
    milestoneOf(fieldsOf(reply.data, 'the milestone')),
  );
}
