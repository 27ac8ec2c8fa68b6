import type { Evidence } from '../../model/evidence.ts';
import type { ExpectedSource, SourceKind } from '../../model/reports.ts';
import type { Finding } from '../../model/verdict.ts';
import { unknown } from './finding.ts';

/**
 * Keeps a finding only when every expected source of the kind was read: what the others say may not
 * stand for the missing one. A 0 stays a 0, since more evidence cannot make it better. Sources of an
 * older attempt or other code (`stale`) lack only when the config asks for them. When nobody can say
 * what was expected, nobody can say that it is all there.
 */
export function requireSources(
  kind: SourceKind,
  sources: Evidence<readonly ExpectedSource[]>,
  finding: Finding,
): Finding {
  if (finding.state === 'level' && finding.level === 0) return finding;
  const why = missingSource(kind, sources);
  return why === undefined ? finding : unknown(why);
}

/** Why what was read of a kind may not be all that there is; `undefined` when it is all. */
export function missingSource(
  kind: SourceKind,
  sources: Evidence<readonly ExpectedSource[]>,
): string | undefined {
  if (sources.state !== 'present') return sources.why;
  const lacking = sources.value.find(
    (source) =>
      isOf(kind, source) &&
      source.state !== 'present' &&
      (source.declared ? source.required : source.state !== 'stale'),
  );
  return lacking === undefined ? undefined : `${lacking.what} is ${lacking.state}: ${lacking.why}`;
}

/** What broke before anything told its kind may have been of any. */
function isOf(kind: SourceKind, { kind: own, state }: ExpectedSource): boolean {
  return own === kind || (own === 'unknown' && state === 'unreadable');
}
