import type { Chapter } from './format/section.ts';
import { auditOutcome } from './sections/audit-outcome.ts';
import { categoryScores } from './sections/category-scores.ts';
import { deferredIssues } from './sections/deferred-issues.ts';
import { evidence } from './sections/evidence.ts';
import { executiveSummary } from './sections/executive-summary.ts';
import { flakeLog } from './sections/flake-log.ts';
import { invariantCompliance } from './sections/invariant-compliance.ts';
import { machineReadable } from './sections/machine-readable.ts';
import { notEvaluated } from './sections/not-evaluated.ts';
import { recommendations } from './sections/recommendations.ts';
import { scoreTrend } from './sections/score-trend.ts';
import { scoringRubric } from './sections/scoring-rubric.ts';

/** The document's order: seven numbered sections, then the appendices. */
export const CHAPTERS: readonly Chapter[] = [
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
