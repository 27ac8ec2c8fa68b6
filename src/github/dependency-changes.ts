import type { DependencyChange, DependencyChanges } from '../model/repository.ts';
import { err, ok, type Result } from '../model/result.ts';
import type { ApiRequest, ApiResponse, Client } from './client.ts';
import { fieldsOf, listOf, textOf, textOr } from './decode.ts';
import { PAGE_SIZE } from './pages.ts';

/** Maximum number of pages. A longer comparison is refused instead of read for minutes. */
const MAX_PAGES = 100;

type Vulnerability = DependencyChange['vulnerabilities'][number];

const SEVERITIES: Readonly<Record<string, Vulnerability['severity']>> = {
  critical: 'critical',
  high: 'high',
  moderate: 'medium',
  medium: 'medium',
  low: 'low',
};

interface Page {
  readonly changes: readonly DependencyChange[];
  /** Query of the next page, from the `Link` header. */
  readonly next: Readonly<Record<string, string>> | undefined;
  readonly warning: string;
}

/**
 * Returns the dependencies that a change adds and removes, from every page.
 *
 * A repository without the dependency graph, or private without Advanced Security, gets a 403. That
 * is `missing`, because no token permission fixes it (REST "Get a diff of the dependencies between
 * commits", read 2026-11-22). The header with warnings is that of actions/dependency-review-action
 * (#439, #626, read 2026-11-22).
 */
export async function compareDependencies(
  client: Client,
  base: string,
  head: string,
): Promise<Result<DependencyChanges>> {
  const route = 'GET /repos/{owner}/{repo}/dependency-graph/compare/{basehead}';
  const changes: DependencyChange[] = [];
  let query: Page['next'] = { per_page: String(PAGE_SIZE) };
  let warning = '';
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const params: ApiRequest['params'] = { ...query, basehead: `${base}...${head}` };
    const result: Result<Page> = await client.request(
      { route, params, permission: 'contents: read' },
      pageOf,
    );
    if (!result.ok) return missingIfDisabled(result);
    changes.push(...result.value.changes);
    warning = warning === '' ? result.value.warning : warning;
    query = result.value.next;
    if (query === undefined) {
      const sorted = changes.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
      return ok({ base, head, changes: sorted, ...(warning === '' ? {} : { warning }) });
    }
  }
  return err({ kind: 'cut', message: `${route}: more than ${MAX_PAGES} pages` });
}

function missingIfDisabled(result: Extract<Result<Page>, { ok: false }>): Result<never> {
  const { kind, message } = result.error;
  const refused = kind === 'forbidden' || kind === 'refused';
  const disabled = refused && /dependency (?:review|graph)/i.test(message);
  return disabled ? err({ kind: 'missing', message }) : err(result.error);
}

function keyOf({ manifest, name, version, change }: DependencyChange): string {
  return JSON.stringify([manifest, name, version, change]);
}

/** The API description has no paging parameters, so the next page is the one the response names. */
function pageOf(data: unknown, { headers }: ApiResponse): Page {
  const next = /<([^>]*)>;\s*rel="next"/.exec(String(headers['link'] ?? ''))?.[1];
  const warnings = String(headers['x-github-dependency-graph-snapshot-warnings'] ?? '');
  return {
    changes: listOf(data, 'the comparison').map(changeOf),
    next: next === undefined ? undefined : Object.fromEntries(new URL(next).searchParams),
    warning: Buffer.from(warnings, 'base64').toString('utf8').replace(/\s+/g, ' ').trim(),
  };
}

function changeOf(item: unknown): DependencyChange {
  const fields = fieldsOf(item, 'a changed dependency');
  const vulnerabilities = listOf(fields['vulnerabilities'] ?? [], 'vulnerabilities');
  return {
    // An unknown word counts as an addition, because only additions are judged.
    change: textOf(fields, 'change_type') === 'removed' ? 'removed' : 'added',
    name: textOf(fields, 'name'),
    version: textOr(fields, 'version', ''),
    ecosystem: textOr(fields, 'ecosystem', ''),
    manifest: textOr(fields, 'manifest', ''),
    vulnerabilities: vulnerabilities.map(vulnerabilityOf),
  };
}

function vulnerabilityOf(item: unknown): Vulnerability {
  const fields = fieldsOf(item, 'a vulnerability');
  const severity = SEVERITIES[textOr(fields, 'severity', '').toLowerCase()] ?? 'unknown';
  const id = textOf(fields, 'advisory_ghsa_id');
  return { id, severity, url: textOr(fields, 'advisory_url', '') };
}
