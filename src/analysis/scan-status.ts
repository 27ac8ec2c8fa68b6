import { plural } from '../lib/format.ts';
import { progressText } from '../model/current-attempt.ts';
import type { Evidence } from '../model/evidence.ts';
import type { CollectedReport, FindingsReport, ScanFinding } from '../model/reports.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Proof } from '../model/verdict.ts';
import { gatesOfStep, type StepGate } from '../workflow/gates/gates.ts';
import type { DeferralCover } from './deferrals.ts';
import { type RanStep, ranSteps, runSource } from './runs.ts';
import { filesProof, readableWorkflows } from './workflow-files.ts';

const SECRETS = /gitleaks|trufflehog|detect-secrets|ggshield|git-secrets|secret/i;

type ScanKind = 'vulnerabilities' | 'secrets';
type CollectedScan = CollectedReport<FindingsReport>;

/** Scans of one kind: the steps that scan, and what their reports found. */
export interface ScanStatus {
  /** Whether a workflow has a step of this kind. */
  readonly written: boolean;
  readonly ran: readonly RanStep[];
  /** Whether at least one scan ran that can fail its run. */
  readonly blocking: boolean;
  readonly reports: readonly CollectedScan[];
  readonly critical: SeverityCount;
  readonly high: SeverityCount;
}

/** Number of findings of a severity. A finding whose name was cut off cannot be deferred. */
interface SeverityCount {
  readonly total: number;
  readonly undeferred: number;
  readonly example: { readonly finding: ScanFinding; readonly in: CollectedScan } | undefined;
  readonly deferrals: readonly string[];
}

export function scanStatus(
  kind: ScanKind,
  files: RepositoryFiles,
  runs: readonly WorkflowRun[],
  findings: Evidence<readonly CollectedScan[]>,
  cover: DeferralCover,
): ScanStatus {
  const isScan = (gate: StepGate): boolean =>
    gate.target === 'scan' && SECRETS.test(gate.tool) === (kind === 'secrets');
  const ran = ranSteps(files, runs, ({ step }) => gatesOfStep(step).some(isScan)).filter(
    ({ outcome }) => outcome === 'passed' || outcome === 'failed',
  );
  const reports =
    findings.state === 'present'
      ? findings.value.filter(({ report }) => (report.kind === 'secrets') === (kind === 'secrets'))
      : [];
  const steps = readableWorkflows(files).flatMap(({ jobs }) => jobs.flatMap((job) => job.steps));
  return {
    written: steps.some((step) => gatesOfStep(step).some(isScan)),
    ran,
    blocking: ran.some(({ ignoredBy }) => ignoredBy === ''),
    reports,
    critical: countSeverities(reports, ['critical'], cover),
    // A finding without a severity counts as high.
    high: countSeverities(reports, ['high', 'unknown'], cover),
  };
}

function countSeverities(
  reports: readonly CollectedScan[],
  severities: readonly ScanFinding['severity'][],
  cover: DeferralCover,
): SeverityCount {
  const named = reports.flatMap((scan) =>
    scan.report.findings
      .filter(({ severity }) => severities.includes(severity))
      .map((finding) => ({ finding, in: scan, deferrals: cover.threshold(finding.id) })),
  );
  const total = reports
    .flatMap(({ report }) => severities.map((severity) => report.counts[severity]))
    .reduce((sum, count) => sum + count, 0);
  const open = named.filter(({ deferrals }) => deferrals.length === 0);
  const deferred = named.length - open.length;
  return {
    total,
    undeferred: Math.max(total - deferred, open.length),
    example: open[0],
    deferrals: named.flatMap(({ deferrals }) => deferrals),
  };
}

/** Returns the reports and steps of a scan as proof; the workflow files when there are neither. */
export function scanProof({ reports, ran }: ScanStatus, files: RepositoryFiles): readonly Proof[] {
  const found = reports.map(({ report, source }) => {
    const all = Object.values(report.counts).reduce((sum, count) => sum + count, 0);
    return { text: `${report.tool}: ${plural(all, 'finding')}`, source };
  });
  const steps = ran.map(({ run, attempt, job, step, ignoredBy }) => ({
    text: `step ${step.name}: ${progressText(step.progress)}${ignoredBy === '' ? '' : `, muted by ${ignoredBy}`}`,
    source: runSource(run, attempt, job, step),
  }));
  const proof = [...found, ...steps];
  return proof.length > 0 ? proof : filesProof(files, 'no step scans');
}
