import type { DependencyChange, DependencyChanges } from '../model/further-evidence.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { ApiRequest, ApiResponse, Client } from './client.ts';
import { type Fields, fieldsOf, listOf, textOf, textOr } from './decode.ts';
import { pageSize } from './pages.ts';

/** A comparison of more pages is refused rather than read for minutes. */
const maxPages = 100;

type Vulnerability = DependencyChange['vulnerabilities'][number];

const SEVERITIES: Readonly<Record<string, Vulnerability['severity']>> = {
  critical: 'critical',
  high: 'high',
  moderate: 'medium',
  medium: 'medium',
  low: 'low',
};

function vulnerabilityOf(item: unknown): Vulnerability {
  const fields = fieldsOf(item, 'a vulnerability');
  const severity = SEVERITIES[textOr(fields, 'severity', '').toLowerCase()] ?? 'unknown';
  const id = textOf(fields, 'advisory_ghsa_id');
  return { id, severity, url: textOr(fields, 'advisory_url', '') };
}

function changeOf(item: unknown): DependencyChange {
  const fields = fieldsOf(item, 'a changed dependency');
  return {
    change: changeKind(fields),
    name: textOf(fields, 'name'),
    version: textOr(fields, 'version', ''),
    ecosystem: textOr(fields, 'ecosystem', ''),
    manifest: textOr(fields, 'manifest', ''),
    vulnerabilities: listOf(fields['vulnerabilities'] ?? [], 'vulnerabilities').map(
      vulnerabilityOf,
    ),
  };
}

/** A word that is not known counts as an addition: only those are judged. */
function changeKind(fields: Fields): DependencyChange['change'] {
  return textOf(fields, 'change_type') === 'removed' ? 'removed' : 'added';
}

interface Page {
  readonly changes: readonly DependencyChange[];
  /** Query of the next page, as the `Link` header gives it. */
  readonly next: Readonly<Record<string, string>> | undefined;
  readonly warning: string;
}

/** The description names no paging parameters, so the next page is asked for just as the answer says. */
function pageOf(reply: ApiResponse): Page {
  const next = /<([^>]*)>;\s*rel="next"/.exec(String(reply.headers['link'] ?? ''))?.[1];
  const said = String(reply.headers['x-github-dependency-graph-snapshot-warnings'] ?? '');
  return {
    changes: listOf(reply.data, 'the comparison').map(changeOf),
    next: next === undefined ? undefined : Object.fromEntries(new URL(next).searchParams),
    warning: Buffer.from(said, 'base64').toString('utf8').replace(/\s+/g, ' ').trim(),
  };
}

/**
 * What a change adds to and removes from the dependencies, every page of it.
 *
 * A repository without the dependency graph, or private and without Advanced Security, is answered
 * with 403; that is `missing`, because no permission of a token mends it (REST "Get a diff of the
 * dependencies between commits", read 2026-11-22). The header with warnings is known from
 * actions/dependency-review-action (#439, #626, read 2026-11-22).
 */
export async function compareDependencies(
  client: Client,
  base: string,
  head: string,
): Promise<Result<DependencyChanges>> {
  const route = 'GET /repos/{owner}/{repo}/dependency-graph/compare/{basehead}';
  const changes: DependencyChange[] = [];
  let query: Page['next'] = { per_page: String(pageSize) };
  let warning = '';
  for (let page = 1; page <= maxPages; page += 1) {
    const params: ApiRequest['params'] = { ...query, basehead: `${base}...${head}` };
    const answer: Result<Page> = await client.request(
      { route, params, permission: 'contents: read' },
      pageOf,
    );
    if (!answer.ok) return unsupported(answer);
    changes.push(...answer.value.changes);
    warning = warning === '' ? answer.value.warning : warning;
    query = answer.value.next;
    if (query === undefined) {
      const sorted = changes.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
      return ok({ base, head, changes: sorted, ...(warning === '' ? {} : { warning }) });
    }
  }
  return err({ kind: 'invalid', message: `${route}: more than ${maxPages} pages` });
}

function keyOf({ manifest, name, version, change }: DependencyChange): string {
  return JSON.stringify([manifest, name, version, change]);
}

function unsupported<T>(answer: Extract<Result<T>, { ok: false }>): Result<never> {
  const { kind, message } = answer.error;
  const off = kind === 'forbidden' && /dependency (?:review|graph)/i.test(message);
  return off ? err({ kind: 'missing', message }) : err(answer.error);
}
