import type { Evidence } from '../model/evidence.ts';
import type { EvidenceByKind, EvidenceFile } from '../model/evidence-file.ts';

/** The value of present evidence, else the empty one: what is missing is said by the rules that need it. */
export function evidenceOr<K extends keyof EvidenceByKind>(
  bundle: EvidenceFile,
  kind: K,
  empty: EvidenceByKind[K],
): EvidenceByKind[K] {
  const evidence = bundle.evidence[kind] as Evidence<EvidenceByKind[K]>;
  return evidence.state === 'present' ? evidence.value : empty;
}
