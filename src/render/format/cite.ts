import type { AuditProof } from '../../model/audit.ts';
import type { Source } from '../../model/evidence.ts';
import { code, type Inline, link, text } from '../markdown/inline.ts';

/** Citations in one cell; the JSON has all of them. */
const MAX_CITATIONS = 3;

/** Where a value was read, as a link to the very place when it has an address. */
export function cite(source: Source | null): Inline {
  if (source === null) return '';
  return source.url === undefined ? labelOf(source) : link(source.url, labelOf(source));
}

/** The places that prove a finding, each once. */
export function citeAll(proof: readonly AuditProof[]): Inline {
  const places = new Map(
    proof.map(({ source }) => [`${source.url} ${plainLabel(source)}`, source]),
  );
  const shown = [...places.values()].slice(0, MAX_CITATIONS);
  const more = places.size - shown.length;
  const cited = shown.flatMap((source, at): Inline[] =>
    at === 0 ? [cite(source)] : [', ', cite(source)],
  );
  return more === 0 ? cited : [...cited, ` and ${more} more`];
}

/** A file of the repository by path and line; anything else by its name, with the file inside it. */
function labelOf(source: Source): Inline {
  const { path, what } = source;
  if (path === undefined) return text(what);
  const at = code(plainPath(source));
  return isRepositoryFile(source) || what === path ? at : [text(what), ': ', at];
}

function plainLabel(source: Source): string {
  return `${source.what} ${plainPath(source)}`;
}

function plainPath({ path = '', line }: Source): string {
  return line === undefined ? path : `${path}:${line}`;
}

function isRepositoryFile({ artifactId, runId, path }: Source): boolean {
  return path !== undefined && artifactId === undefined && runId === undefined;
}
