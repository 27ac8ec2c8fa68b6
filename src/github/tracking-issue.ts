import { err, ok, type Result } from '../model/result.ts';
import { type Client, type ClientOptions, clientOf } from './client.ts';
import { type Fields, listOf, numberOf, textOf, textOr } from './decode.ts';
import { requestAllPages } from './pages.ts';

/** Finds the issue again. Only people who may triage can add a label, so nobody else can offer an issue for overwriting. */
const LABEL = 'milestone-audit-rollup';

const permission = 'issues: write';
const ISSUES = '/repos/{owner}/{repo}/issues';

export interface TrackingIssue {
  readonly title: string;
  readonly body: string;
  /** Whether there is anything to do: the issue is open exactly then. */
  readonly open: boolean;
}

/** What happened to the issue, with its page; `none` when there was nothing to say. */
export type IssueReceipt =
  | { readonly state: 'opened' | 'updated' | 'closed' | 'unchanged'; readonly url: string }
  | { readonly state: 'none' };

/** Opens, updates, or closes the one issue of a roll-up. The same content changes nothing. */
export async function publishTrackingIssue(
  options: ClientOptions,
  issue: TrackingIssue,
): Promise<Result<IssueReceipt>> {
  const client = clientOf(options);
  const listed = await requestAllPages(
    client,
    { route: `GET ${ISSUES}`, params: { state: 'all', labels: LABEL }, permission },
    (item: Fields) => item,
  );
  if (!listed.ok) return listed;
  const found = listed.value
    .filter((item) => item['pull_request'] == null)
    .sort((a, b) => numberOf(a, 'number') - numberOf(b, 'number'))[0];
  if (found !== undefined) return update(client, found, issue);
  if (!issue.open) return ok({ state: 'none' });
  const { title, body } = issue;
  const request = { params: { title, body, labels: [LABEL] }, permission, once: true };
  const made = await client.request({ ...request, route: `POST ${ISSUES}` }, (item: Fields) => ({
    url: textOf(item, 'html_url'),
    labels: listOf(item['labels'], 'labels').length,
  }));
  if (!made.ok) return made;
  // GitHub ignores labels from a token that may not set them; the next roll-up would open a second issue.
  if (made.value.labels > 0) return ok({ state: 'opened', url: made.value.url });
  const message = `POST ${ISSUES}: the issue ${made.value.url} has no label ${LABEL}, which finds it again`;
  return err({ kind: 'forbidden', permission, message });
}

async function update(
  client: Client,
  found: Fields,
  { title, body, open }: TrackingIssue,
): Promise<Result<IssueReceipt>> {
  const url = textOf(found, 'html_url');
  const wasOpen = textOf(found, 'state') === 'open';
  const same = textOr(found, 'body', '').replaceAll('\r\n', '\n').trim() === body.trim();
  if (same && wasOpen === open) return ok({ state: 'unchanged', url });
  const state = open ? 'open' : 'closed';
  const params = { issue_number: numberOf(found, 'number'), title, body, state };
  const route = `PATCH ${ISSUES}/{issue_number}`;
  const changed = await client.request({ route, params, permission }, () => url);
  if (!changed.ok) return changed;
  const word = wasOpen && !open ? 'closed' : !wasOpen && open ? 'opened' : 'updated';
  return ok({ state: word, url });
}
