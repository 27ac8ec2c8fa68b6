import type { Section } from '../format/section.ts';
import { appendix } from './appendix.ts';
import { auditOutcome } from './audit-outcome.ts';
import { categoryScores, scoringRubric } from './category-scores.ts';
import { evidence } from './evidence.ts';
import { executiveSummary } from './executive-summary.ts';
import { invariantCompliance } from './invariant-compliance.ts';
import { recommendations } from './recommendations.ts';

/** The sections of the document in order: seven numbered ones that a reader needs, then the evidence. */
export const SECTIONS: readonly Section[] = [
  executiveSummary,
  scoringRubric,
  categoryScores,
  evidence,
  invariantCompliance,
  recommendations,
  auditOutcome,
  appendix,
];
