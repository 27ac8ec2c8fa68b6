import type { Evidence } from '../model/evidence.ts';
import type { ExpectedSource, SourceKind } from '../model/reports.ts';
import type { Finding } from '../model/verdict.ts';
import { allOpen } from './fold.ts';

/** Returns a finding for evidence that does not answer the question. */
export function unknown(why: string): Finding {
  return allOpen([{ kind: 'runs', what: 'evidence of the rule', why }]);
}

/** The runner opens the rule when a source is missing. */
export function requireSources(
  _kind: SourceKind,
  _sources: Evidence<readonly ExpectedSource[]>,
  finding: Finding,
): Finding {
  return finding;
}
