import type { EvidenceKind } from '../model/evidence-file.ts';
import type { ExpectedSource, SourceKind } from '../model/reports.ts';
import type { AnyRule } from '../model/rule.ts';

/** The evidence each kind of source feeds. */
const FEEDS: Readonly<Record<SourceKind | 'unknown', EvidenceKind | undefined>> = {
  tests: 'tests',
  coverage: 'coverage',
  findings: 'findings',
  sbom: 'inventory',
  benchmark: 'benchmarks',
  // Nothing that is declared is of an unknown kind.
  unknown: undefined,
};

/** Ids of the rules that rest on a source the config lists as required and that is not there. */
export function rulesLackingRequired(
  rules: readonly AnyRule[],
  sources: readonly ExpectedSource[],
): ReadonlySet<string> {
  const lacking = sources
    .filter((source) => source.required && source.state !== 'present')
    .map((source) => FEEDS[source.kind]);
  const touched = rules.filter((rule) =>
    [...rule.needs, ...rule.uses].some((kind) => lacking.includes(kind)),
  );
  return new Set(touched.map((rule) => rule.id));
}
