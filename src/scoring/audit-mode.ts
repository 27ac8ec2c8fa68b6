import type { Mode } from '../model/audit.ts';
import type { EvidenceSet } from '../model/evidence-file.ts';

/** Baseline for the first audit; else recovery when the base's CI was red; else delta (design: section 4). */
export function auditMode({ previous, baseCi }: Pick<EvidenceSet, 'previous' | 'baseCi'>): Mode {
  if (previous.state !== 'present' || previous.value.length === 0) return 'baseline';
  return baseCi.state === 'present' && baseCi.value === 'red' ? 'recovery' : 'delta';
}
