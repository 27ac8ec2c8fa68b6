import { shorten } from '../../lib/sanitize.ts';
import { artifactUrl, commitUrl, compareUrl, fileUrl, runUrl } from '../../lib/urls.ts';
import type { Audit, AuditProof } from '../../model/audit.ts';
import type { AuditArtifact } from '../../model/audit-evidence.ts';
import type { Source } from '../../model/evidence.ts';
import { code, type Inline, link, marked, separated, text } from '../markdown/tree.ts';

/** Maximum citations in one cell. The JSON has all of them. */
const MAX_CITATIONS = 3;

/** Returns a commit by its first seven digits, linked if the repository has a web address. */
export function commitLink({ repository_url: url }: Audit, sha: string): Inline {
  return linkIf(url && commitUrl(url, sha), code(shortSha(sha)));
}

/** Returns `base…head`, linked to the comparison. */
export function rangeLink({ repository_url: url }: Audit, base: string, head: string): Inline {
  return linkIf(url && compareUrl(url, base, head), code(`${shortSha(base)}…${shortSha(head)}`));
}

/** Returns the number of a run, linked to its page. */
export function runLink({ repository_url: url, runs }: Audit, id: number): Inline {
  const run = runs.find((one) => one.id === id);
  return linkIf(run?.url ?? (url && runUrl(url, id)), code(String(id)));
}

/** Returns the name of an artifact, linked to its download page. */
export function artifactLink(
  { repository_url: url }: Audit,
  { id, name, run_id }: AuditArtifact,
): Inline {
  return linkIf(url && artifactUrl(url, run_id, id), code(name));
}

function linkIf(url: string | undefined, shown: Inline): Inline {
  return url === undefined ? shown : link(url, shown);
}

function shortSha(sha: string): string {
  return sha.slice(0, 7);
}

/** Name of the registry in the recommendations of the rules. */
const REGISTRY = 'deferral registry';
/** Where it is when the config says nothing else. */
const DEFAULT_REGISTRY = 'docs/milestones/deferred.yml';

/**
 * Returns the registry at the audited commit, else its default path, under a name. A link to a deferral's
 * issue would notify people.
 */
export function registryLink(
  { repository_url: url, registry, commits }: Audit,
  name: Inline,
): Inline {
  if (registry === null) return [name, ' (', code(DEFAULT_REGISTRY), ')'];
  return linkIf(url && fileUrl(url, commits.audited, registry.path), name);
}

/** Returns the words of a recommendation, in which the registry is linked. */
export function linkingRegistry(audit: Audit, words: string): Inline {
  const [start = '', ...rest] = words.split(REGISTRY);
  if (rest.length === 0) return marked(words);
  return [marked(start), registryLink(audit, REGISTRY), marked(rest.join(REGISTRY))];
}

/** Returns the source of a value, linked to the exact place if it has an address. */
export function cite(source: Source | null): Inline {
  return source === null ? '' : linkIf(source.url, labelOf(source));
}

/**
 * Returns words of at most `max` code points, and the link to their source. Where the words name its file
 * and line, the link is there, so that the place is not said twice.
 */
export function linkedAt(
  words: string,
  source: Source | null,
  max: number,
): readonly [what: Inline, place: Inline] {
  const shown = shorten(words, max);
  const label = source !== null && isRepositoryFile(source) ? pathAndLine(source) : '';
  const [start = '', ...rest] = label === '' || !source?.url ? [] : shown.split(label);
  const [next = ''] = rest;
  // Part of a longer path, of another line, or of code.
  const isPart = /[\w./-]$/.test(start) || /^[\w/]/.test(next) || start.split('`').length % 2 === 0;
  if (rest.length === 0 || isPart) return [marked(shown), cite(source)];
  return [[marked(start), cite(source), marked(rest.join(label))], ''];
}

/** Returns the distinct sources that prove a finding, at most three, and the number of the others. */
export function citeAll(proof: readonly AuditProof[]): Inline {
  const sources = new Map(
    proof.map(({ source }) => [`${source.url} ${source.what} ${pathAndLine(source)}`, source]),
  );
  const shown = separated([...sources.values()].slice(0, MAX_CITATIONS).map(cite));
  const more = sources.size - MAX_CITATIONS;
  return more > 0 ? [shown, ` and ${more} more`] : shown;
}

/** Returns path and line for a file of the repository, else the source's name and the file in it. */
function labelOf(source: Source): Inline {
  const { path, what } = source;
  if (path === undefined) return text(what);
  const location = code(pathAndLine(source));
  return isRepositoryFile(source) || what === path ? location : [text(what), ': ', location];
}

function pathAndLine({ path = '', line }: Source): string {
  return line === undefined ? path : `${path}:${line}`;
}

function isRepositoryFile({ artifactId, runId, path }: Source): boolean {
  return path !== undefined && artifactId === undefined && runId === undefined;
}
