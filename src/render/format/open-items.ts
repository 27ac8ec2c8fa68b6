import type { Audit, AuditGate, AuditRule } from '../../model/audit.ts';
import { blockingGates, failedIds } from './gate-states.ts';

/** One value that could not be verified. */
export type OpenItem = AuditRule['open'][number];
/** A source of evidence that the config names or an earlier audit had. */
export type LostSource = Audit['sources'][number];

/** Returns what is missing for the conditions of a gate that cannot be decided. */
export function openItems({ rules }: Audit, gate: AuditGate): readonly OpenItem[] {
  const ids = failedIds(gate, null);
  return rules.filter(({ id }) => ids.includes(id)).flatMap(({ open }) => open);
}

/** Returns the required sources that were not found or not read. */
export function lostSources({ sources }: Audit): readonly LostSource[] {
  return sources.filter(({ required, state }) => required && state !== 'present');
}

/** The kinds of reports as sources name them, by the kind of evidence that rules ask for. */
const SOURCE_KINDS: Readonly<Record<string, string>> = {
  tests: 'tests',
  coverage: 'coverage',
  findings: 'findings',
  inventory: 'sbom',
};

/** Reports whether a repository may have no such evidence at all: nothing of it was found, and none is awaited. */
export function isLacking({ kind, source, wait }: OpenItem): boolean {
  const has = kind === 'dependencies' || kind in SOURCE_KINDS;
  return has && source === undefined && wait === undefined;
}

/** Returns the lost source because of which something is open: it says why there is no report. */
export function sourceOf(lost: readonly LostSource[], open: OpenItem): LostSource | undefined {
  return lost.find(
    ({ expected, kind }) =>
      open.what === expected || (isLacking(open) && SOURCE_KINDS[open.kind] === kind),
  );
}

/** Returns the names of everything that is missing for the gates that cannot be decided, each once. */
export function missingNames(audit: Audit): readonly string[] {
  const lost = lostSources(audit);
  const open = blockingGates(audit, 'not-evaluated').flatMap((gate) => openItems(audit, gate));
  const others = open.filter((one) => sourceOf(lost, one) === undefined);
  const named = lost.map(({ expected }) => `“${expected}”`);
  return [...new Set([...named, ...others.map(({ what }) => what)])];
}
