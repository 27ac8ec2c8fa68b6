import type { Section } from '../format/section.ts';
import { baselineControls } from './baseline-controls.ts';
import { ruleBreakdown } from './category-scores.ts';
import { deferredIssues } from './deferred-issues.ts';
import { deltaMap } from './delta-map.ts';
import { flakeLog } from './flake-log.ts';
import { qualityGates } from './invariant-compliance.ts';
import { machineReadable } from './machine-readable.ts';
import { coverage, dependencies, durations, workflowIntegrity } from './measured-facts.ts';
import { notEvaluated } from './not-evaluated.ts';
import { issueDetails } from './recommendations.ts';
import { runsAndArtifacts } from './runs-and-artifacts.ts';
import { scoreTrend } from './score-trend.ts';
import { testGroups } from './test-results.ts';

/** Everything that the seven sections are based on, with the source of every number. */
export const appendix: Section = {
  id: 'appendix',
  heading: () => 'Evidence appendix',
  keep: 'always',
  body: () => [],
  subsections: [
    ruleBreakdown,
    qualityGates,
    notEvaluated,
    issueDetails,
    testGroups,
    runsAndArtifacts,
    durations,
    coverage,
    deltaMap,
    workflowIntegrity,
    dependencies,
    deferredIssues,
    flakeLog,
    scoreTrend,
    baselineControls,
    machineReadable,
  ],
};
