import type { Bundle, EvidenceByKind } from '../model/bundle.ts';
import type { Evidence } from '../model/evidence.ts';

/** The value of present evidence, else the empty one: what is missing is said by the rules that need it. */
export function collected<K extends keyof EvidenceByKind>(
  bundle: Bundle,
  kind: K,
  empty: EvidenceByKind[K],
): EvidenceByKind[K] {
  const evidence = bundle.evidence[kind] as Evidence<EvidenceByKind[K]>;
  return evidence.state === 'present' ? evidence.value : empty;
}
