import type { Chapter } from '../format/section.ts';
import { invariants } from './invariants.ts';
import { qualityGates } from './quality-gates.ts';

export const invariantCompliance: Chapter = {
  id: 'invariant-compliance',
  heading: () => '5. Invariant Compliance',
  keep: 'always',
  body: () => [],
  parts: [invariants, qualityGates],
};
