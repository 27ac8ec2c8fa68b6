import { plural } from '../lib/plural.ts';
import { wordFor } from '../model/current-attempt.ts';
import type { Evidence } from '../model/evidence.ts';
import type { RepositoryFiles } from '../model/evidence-file.ts';
import type { FindingsReport, Finding as ScanFinding } from '../model/findings-report.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { CollectedReport } from '../model/test-report.ts';
import type { Proof } from '../model/verdict.ts';
import { gatesOfStep, type StepGate } from '../workflow/gates/gates.ts';
import type { DeferralCover } from './deferrals.ts';
import { type RanStep, ranSteps, workflowsOf } from './ran-steps.ts';
import { runSource } from './runs.ts';
import { filesProof } from './workflow-files.ts';

const SECRETS = /gitleaks|trufflehog|detect-secrets|ggshield|git-secrets|secret/i;

export type ScanKind = 'vulnerabilities' | 'secrets';
export type CollectedScan = CollectedReport<FindingsReport>;

/** Scans of one kind: what was written to scan, what ran, and what was found. */
export interface ScanStanding {
  /** Whether a workflow has a step that scans. */
  readonly written: boolean;
  readonly ran: readonly RanStep[];
  /** At least one scan ran that can fail its run. */
  readonly blocking: boolean;
  readonly reports: readonly CollectedScan[];
  readonly critical: Weighed;
  readonly high: Weighed;
}

/** Findings of one severity. A finding without a name, left out by a cap, is deferred by nobody. */
export interface Weighed {
  readonly all: number;
  readonly undeferred: number;
  readonly first: { readonly finding: ScanFinding; readonly in: CollectedScan } | undefined;
  readonly deferrals: readonly string[];
}

export function scanStanding(
  kind: ScanKind,
  files: RepositoryFiles,
  runs: readonly WorkflowRun[],
  findings: Evidence<readonly CollectedScan[]>,
  cover: DeferralCover,
): ScanStanding {
  const isScan = (gate: StepGate): boolean =>
    gate.target === 'scan' && SECRETS.test(gate.tool) === (kind === 'secrets');
  const ran = ranSteps(files, runs, ({ step }) => gatesOfStep(step).some(isScan)).filter(
    ({ outcome }) => outcome === 'passed' || outcome === 'failed',
  );
  const reports =
    findings.state === 'present'
      ? findings.value.filter(({ report }) => (report.kind === 'secrets') === (kind === 'secrets'))
      : [];
  const steps = workflowsOf(files).flatMap(({ jobs }) => jobs.flatMap((job) => job.steps));
  return {
    written: steps.some((step) => gatesOfStep(step).some(isScan)),
    ran,
    blocking: ran.some(({ mute }) => mute === ''),
    reports,
    critical: weigh(reports, ['critical'], cover),
    // What has no severity may be anything: it counts as high.
    high: weigh(reports, ['high', 'unknown'], cover),
  };
}

function weigh(
  reports: readonly CollectedScan[],
  severities: readonly ScanFinding['severity'][],
  cover: DeferralCover,
): Weighed {
  const named = reports.flatMap((scan) =>
    scan.report.findings
      .filter(({ severity }) => severities.includes(severity))
      .map((finding) => ({ finding, in: scan, deferrals: cover.threshold(finding.id) })),
  );
  const all = reports
    .flatMap(({ report }) => severities.map((severity) => report.counts[severity]))
    .reduce((sum, count) => sum + count, 0);
  const open = named.filter(({ deferrals }) => deferrals.length === 0);
  const excused = named.length - open.length;
  return {
    all,
    undeferred: Math.max(all - excused, open.length),
    first: open[0],
    deferrals: named.flatMap(({ deferrals }) => deferrals),
  };
}

/** Cites reports and steps of a scan; the workflow files where there is neither. */
export function scanProof(
  { reports, ran }: ScanStanding,
  files: RepositoryFiles,
): readonly Proof[] {
  const found = reports.map(({ report, source }) => {
    const all = Object.values(report.counts).reduce((sum, count) => sum + count, 0);
    return { text: `${report.tool}: ${plural(all, 'finding')}`, source };
  });
  const steps = ran.map(({ run, attempt, job, step, mute }) => ({
    text: `step ${step.name}: ${wordFor(step.progress)}${mute === '' ? '' : `, muted by ${mute}`}`,
    source: runSource(run, attempt, job, step),
  }));
  const proof = [...found, ...steps];
  return proof.length > 0 ? proof : filesProof(files, 'no step scans');
}
