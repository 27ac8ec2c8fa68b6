import type { Section } from '../format/section.ts';
import { auditOutcome } from './audit-outcome.ts';
import { categoryScores, scoringRubric } from './category-scores.ts';
import { deferredIssues } from './deferred-issues.ts';
import { evidence } from './evidence.ts';
import { executiveSummary } from './executive-summary.ts';
import { flakeLog } from './flake-log.ts';
import { invariantCompliance } from './invariant-compliance.ts';
import { machineReadable } from './machine-readable.ts';
import { notEvaluated } from './not-evaluated.ts';
import { recommendations } from './recommendations.ts';
import { scoreTrend } from './score-trend.ts';

/** The sections of the document in order: seven numbered ones, then the appendices. */
export const SECTIONS: readonly Section[] = [
  executiveSummary,
  scoringRubric,
  categoryScores,
  evidence,
  invariantCompliance,
  recommendations,
  auditOutcome,
  deferredIssues,
  scoreTrend,
  flakeLog,
  notEvaluated,
  machineReadable,
];
