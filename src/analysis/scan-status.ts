import { plural } from '../lib/format.ts';
import { progressText } from '../model/current-attempt.ts';
import type { Evidence } from '../model/evidence.ts';
import type { CollectedReport, FindingsReport, ScanFinding } from '../model/reports.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { Gaps, Item, Judged } from '../model/rule.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Flaw, Level, Open, Proof } from '../model/verdict.ts';
import type { Workflow } from '../model/workflow.ts';
import { gatesOfStep, type StepGate } from '../workflow/gates/gates.ts';
import { readableWorkflows } from '../workflow/scripts/follow-scripts.ts';
import { type Because, failedStep } from './causes.ts';
import type { DeferralCover } from './deferrals.ts';
import { severityOf } from './runner.ts';
import { missingRun, type RanStep, ranSteps, runSource } from './runs.ts';
import { filesProof } from './workflow-files.ts';

const SECRETS = /gitleaks|trufflehog|detect-secrets|ggshield|git-secrets|secret/i;

/** States of a scan and of its findings, worst first. `scanned`: by a step that cannot fail its run. */
export const SCAN_STATES = [
  'no-scan',
  'critical',
  'high',
  'deferred',
  'scanned',
  'blocking',
] as const;
export type ScanState = (typeof SCAN_STATES)[number];

type CollectedScan = CollectedReport<FindingsReport>;
type Severity = ScanFinding['severity'];

/** What a rule about one kind of scan counts, and its words. */
export interface ScanRule {
  readonly kind: 'vulnerabilities' | 'secrets';
  /** What the scan looks for, in words: `vulnerabilities`. */
  readonly looksFor: string;
  /** Returns a command that scans and fails. */
  readonly command: (workflows: readonly Workflow[]) => string | undefined;
  /** The state of a finding without a deferral; `undefined` when it does not count. */
  readonly stateOf: (severity: Severity) => 'critical' | 'high' | undefined;
  readonly describe: (counts: Readonly<Record<Severity, number>>) => string;
}

export interface ScanEvidence {
  readonly files: RepositoryFiles;
  readonly runs: readonly WorkflowRun[];
  readonly findings: Evidence<readonly CollectedScan[]>;
}

/** What is known of the scans of one kind. */
interface Scans {
  readonly workflows: readonly Workflow[];
  /** Scanning steps in the workflow files that can be read. */
  readonly written: number;
  readonly ran: readonly RanStep[];
  readonly reports: readonly CollectedScan[];
  /** Steps that can fail their run; open when a file or a run is missing and no step is known. */
  readonly blocking: boolean | readonly Open[];
}

/** Returns what the scans of one kind found, and whether one of them can fail its run. */
export function judgeScans(
  rule: ScanRule,
  { files, runs, findings }: ScanEvidence,
  cover: DeferralCover,
  gaps: Gaps<'runs' | 'files' | 'findings'>,
  lostCover: readonly Open[] = [],
): Judged<ScanState> {
  if (files.workflows.length === 0) {
    const none = `there is no workflow file at ${files.commit.slice(0, 12)}`;
    return { items: [], measured: '', none };
  }
  const isScan = (gate: StepGate): boolean =>
    gate.target === 'scan' && SECRETS.test(gate.tool) === (rule.kind === 'secrets');
  const workflows = readableWorkflows(files);
  const steps = workflows.flatMap(({ jobs }) => jobs.flatMap((job) => job.steps));
  const ran = ranSteps(files, runs, ({ step }) => gatesOfStep(step).some(isScan)).filter(
    ({ outcome }) => outcome === 'passed' || outcome === 'failed',
  );
  const scans: Scans = {
    workflows,
    written: steps.filter((step) => gatesOfStep(step).some(isScan)).length,
    ran,
    reports: (findings.state === 'present' ? findings.value : []).filter(
      ({ report }) => (report.kind === 'secrets') === (rule.kind === 'secrets'),
    ),
    blocking: blockingOf(ran, [...gaps('runs'), ...missingRun(runs)], gaps('files')),
  };
  return {
    items: [
      ...findingItems(rule, scans, cover).map((item) => perhapsCovered(item, lostCover)),
      ...[...gaps('findings'), ...scans.reports.flatMap(missedBy)].map((open) => anyFinding(open)),
      ...(scans.reports.length > 0 ? unexplainedSteps(scans) : []).map((open) => anyFinding(open)),
      ...(scans.reports.length > 0 ? stepItems(rule, scans) : withoutReport(rule, scans, gaps)),
    ],
    measured: describe(rule, scans, cover),
    proof: scanProof(scans, files),
  };
}

/** A step of a called workflow may be another one while a file cannot be read. */
function blockingOf(
  ran: readonly RanStep[],
  lostRuns: readonly Open[],
  lostFiles: readonly Open[],
): Scans['blocking'] {
  const lost = [...lostFiles, ...lostRuns];
  const sure = ran.filter(
    ({ run, written }) => lostFiles.length === 0 || written.workflow.path === run.path,
  );
  if (sure.some(({ ignoredBy }) => ignoredBy === '')) return true;
  return lost.length === 0 ? false : lost;
}

/** Returns why a scan may have missed findings: the scanner says that it failed, or skipped something. */
function missedBy({ report: { tool, incomplete = [] }, source }: CollectedScan): readonly Open[] {
  return incomplete.map((why) => {
    return { kind: 'findings', what: `findings of ${tool}`, why: why.replace(/\.$/, ''), source };
  });
}

/** Returns the scanning steps that failed in runs whose reports have no finding: perhaps the scan did. */
function unexplainedSteps({ ran, reports }: Scans): readonly Open[] {
  const explained = new Set(
    reports
      .filter(({ report }) => Object.values(report.counts).some((count) => count > 0))
      .map(({ source }) => source.runId),
  );
  return ran
    .filter(({ outcome, run }) => outcome === 'failed' && !explained.has(run.id))
    .map(({ run, attempt, job, step }) => {
      const what = `findings of step ${step.name}`;
      const why = 'it failed, and no report of its run has a finding';
      return { kind: 'findings', what, why, source: runSource(run, attempt, job, step) };
    });
}

function anyFinding(open: Open): Item<ScanState> {
  return { worst: 'critical', best: 'none', times: 'any', open };
}

/** Without a report nothing shows what a scan found; without a scanning step nothing was scanned. */
function withoutReport(
  rule: ScanRule,
  scans: Scans,
  gaps: Gaps<'files' | 'findings'>,
): readonly Item<ScanState>[] {
  const { looksFor } = rule;
  if (scans.written > 0) {
    const what = `report of the scan for ${looksFor}`;
    const why = 'a step scans, and its run has no report of it: upload its JSON or SARIF';
    return [anyFinding({ kind: 'findings', what, why }), ...stepItems(rule, scans)];
  }
  const lost = [...gaps('findings'), ...gaps('files')];
  if (lost.length > 0) {
    const noScan = lost.map((open): Item<ScanState> => {
      return { worst: 'no-scan', best: 'none', open };
    });
    return [...noScan, ...stepItems(rule, scans)];
  }
  const observation = `No step scans for ${looksFor}.`;
  const example = rule.command(scans.workflows);
  const such = example === undefined ? '' : `, such as \`${example}\`,`;
  const flaw = (most: Level): Flaw => ({
    key: 'no-scan',
    severity: severityOf(most),
    observation,
    lacking: true,
    advice: `Add a step that scans for ${looksFor}${such} and fails the run; write its JSON or SARIF to a file and upload it.`,
  });
  return [{ worst: 'no-scan', best: 'no-scan', flaw }];
}

function stepItems(
  { looksFor }: ScanRule,
  { blocking, reports }: Scans,
): readonly Item<ScanState>[] {
  if (blocking === true) return [{ worst: 'blocking', best: 'blocking' }];
  if (blocking !== false) {
    return blocking.map((open) => ({ worst: 'scanned', best: 'blocking', open }));
  }
  const [first] = reports;
  const flaw = (most: Level): Flaw => ({
    key: 'informative',
    severity: severityOf(most),
    observation: `The scan for ${looksFor} cannot fail a run: no scanning step ran whose failure counts.`,
    ...(first === undefined ? {} : { source: first.source }),
  });
  return [{ worst: 'scanned', best: 'scanned', flaw }];
}

/** One item for each finding that counts, by id, and one for those whose names were cut off. */
function findingItems(
  rule: ScanRule,
  { reports, ran }: Scans,
  cover: DeferralCover,
): readonly Item<ScanState>[] {
  const step = ran.find(({ outcome }) => outcome === 'failed');
  const failed = step ? { cause: failedStep(step.run.path, step.job.name, step.step.name) } : {};
  return reports.flatMap(({ report, source }) => {
    const named = report.findings.flatMap((finding): Item<ScanState>[] => {
      const state = rule.stateOf(finding.severity);
      if (state === undefined) return [];
      const by = cover.threshold(finding.id);
      return [
        {
          worst: state,
          best: state,
          ...(by.length === 0 ? {} : { excused: { as: 'deferred', by } }),
          flaw: (most) => findingFlaw(finding, by, most, source, failed),
        },
      ];
    });
    const states = (['critical', 'high'] as const).flatMap((state) => {
      const severities = Object.entries(report.counts).filter(
        ([severity]) => rule.stateOf(severity as Severity) === state,
      );
      const total = severities.reduce((sum, [, count]) => sum + count, 0);
      const unnamed = total - named.filter(({ worst }) => worst === state).length;
      return unnamed > 0 ? [unnamedItem(report, state, unnamed, { cover, source })] : [];
    });
    return [...named, ...states];
  });
}

/** A statement that could not be read may cover a finding that nothing else covers. */
function perhapsCovered(item: Item<ScanState>, [lost]: readonly Open[]): Item<ScanState> {
  const covered = item.excused !== undefined || item.open !== undefined;
  return covered || lost === undefined ? item : { ...item, best: 'deferred', open: lost };
}

/** A live deferral may cover a finding whose name was cut off. */
function unnamedItem(
  { tool }: FindingsReport,
  state: 'critical' | 'high',
  times: number,
  { cover, source }: Pick<CollectedScan, 'source'> & { readonly cover: DeferralCover },
): Item<ScanState> {
  const findings = plural(times, `${state} finding`);
  const flaw = (most: Level): Flaw => ({
    key: `unnamed:${tool}`,
    severity: severityOf(most),
    observation: `${tool} reports ${findings} without a name.`,
    source,
  });
  if (!cover.hasThresholds) return { worst: state, best: state, times, flaw };
  const open: Open = {
    kind: 'findings',
    what: `names of ${findings} of ${tool}`,
    why: 'the report does not name them, so a deferral may cover them',
    source,
  };
  return { worst: state, best: 'deferred', times, flaw, open };
}

function findingFlaw(
  { id, severity, subject, message }: ScanFinding,
  by: readonly string[],
  most: Level,
  source: CollectedScan['source'],
  failed: Because,
): Flaw {
  const deferred = by.length === 0 ? '' : `, deferred by ${by.join(', ')}`;
  return {
    key: `finding:${id}`,
    severity: severityOf(most),
    observation: `${id} (${severity}) in ${subject}${deferred}: ${message}`,
    source,
    ...(by.length === 0 ? failed : { deferrals: by }),
  };
}

function describe(rule: ScanRule, scans: Scans, cover: DeferralCover): string {
  const { reports, blocking, written } = scans;
  if (reports.length === 0) return written > 0 ? 'no scan report' : 'no scan found';
  const counts = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };
  for (const { report } of reports) {
    for (const severity of Object.keys(counts) as Severity[]) {
      counts[severity] += report.counts[severity];
    }
  }
  const deferred = reports
    .flatMap(({ report }) => report.findings)
    .filter(({ id, severity }) => rule.stateOf(severity) && cover.threshold(id).length > 0).length;
  const word = { true: 'blocking ', false: 'non-blocking ' }[String(blocking)] ?? '';
  return `${word}scan: ${rule.describe(counts)}${deferred > 0 ? ` (${deferred} deferred)` : ''}`;
}

/** Returns the reports and steps of a scan as proof; the workflow files when there are neither. */
function scanProof({ reports, ran }: Scans, files: RepositoryFiles): readonly Proof[] {
  const found = reports.map(({ report, source }) => {
    const all = Object.values(report.counts).reduce((sum, count) => sum + count, 0);
    return { text: `${report.tool}: ${plural(all, 'finding')}`, source };
  });
  const steps = ran.map(({ run, attempt, job, step, ignoredBy }) => ({
    text: `step ${step.name}: ${progressText(step.progress)}${ignoredBy === '' ? '' : `, failure ignored by ${ignoredBy}`}`,
    source: runSource(run, attempt, job, step),
  }));
  const proof = [...found, ...steps];
  return proof.length > 0 ? proof : filesProof(files, 'no step scans');
}
