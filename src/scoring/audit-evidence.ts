import { percentOf } from '../analysis/coverage-reports.ts';
import type { DeferralCover } from '../analysis/deferrals.ts';
import { type CollectedTests, sumCounts } from '../analysis/test-reports.ts';
import { fileSource } from '../analysis/workflow-files.ts';
import { byCodeUnit } from '../lib/canonical-json.ts';
import { pathMatcher } from '../lib/glob.ts';
import type { Audit } from '../model/audit.ts';
import type {
  AuditCoverage,
  AuditEvidence,
  AuditTestGroup,
  AuditTests,
} from '../model/audit-evidence.ts';
import type { Config } from '../model/config.ts';
import type { Evidence } from '../model/evidence.ts';
import type { EvidenceFile } from '../model/evidence-file.ts';
import type { CollectedReport, CoverageReport, NamedCase } from '../model/reports.ts';
import type { Changes, Plan, RepositoryFiles } from '../model/repository.ts';
import type { Lockfile } from '../model/workflow.ts';
import { factsOf } from '../workflow/facts.ts';
import { auditArtifacts, ciFlow } from './audit-runs.ts';
import { evidenceOr, type LocateSource } from './evidence-values.ts';
import { workflowIntegrity } from './workflow-integrity.ts';

/** Returns section 4 of the document. Evidence that was not collected leaves its part empty. */
export function auditEvidence(
  file: EvidenceFile,
  counted: readonly CollectedTests[],
  cover: DeferralCover,
  locate: LocateSource,
): AuditEvidence {
  const { files, changes } = file.evidence;
  const read = files.state === 'present' ? files.value : undefined;
  return {
    flow: ciFlow(evidenceOr(file, 'runs', []), counted),
    tests: auditTests(counted, cover, locate),
    coverage: auditCoverage(evidenceOr(file, 'coverage', []), locate),
    changes: changes.state === 'present' ? auditChanges(changes.value, file.config.zones) : null,
    workflow_integrity:
      read === undefined
        ? []
        : workflowIntegrity(read, factsOf(read.workflows, read.settings, read.locks), locate),
    dependencies: read === undefined ? [] : dependencies(read, locate),
    artifacts: auditArtifacts(evidenceOr(file, 'artifacts', [])),
  };
}

function dependencies(files: RepositoryFiles, locate: LocateSource): AuditEvidence['dependencies'] {
  return files.locks.map((lock) => ({
    path: lock.path,
    tool: lock.tool,
    summary: summaryOf(lock),
    source: locate(fileSource(files, lock.path)),
  }));
}

function summaryOf(lock: Lockfile): string {
  const parts = [
    [lock.hashed, 'with hash'],
    [lock.exact, 'exact without hash'],
    [lock.floors, 'range'],
    [lock.unversioned, 'without version'],
    [lock.moving, 'from a mutable reference'],
  ] as const;
  const texts = parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  return texts.length === 0 ? 'no entries' : texts.join(', ');
}

/** Returns test results by matrix job and group; `null` when no report counts. */
function auditTests(
  counted: readonly CollectedTests[],
  cover: DeferralCover,
  locate: LocateSource,
): AuditTests | null {
  if (counted.length === 0) return null;
  const groups = counted.flatMap((one) => groupsOf(one, cover)).sort(inOrder);
  const [wrong, fine] = [
    groups.filter(needsAttention),
    groups.filter((one) => !needsAttention(one)),
  ];
  const kept = [...wrong.slice(0, MAX_WRONG_GROUPS), ...fine.slice(0, MAX_FINE_GROUPS)];
  const omitted = counted.reduce((sum, { report }) => sum + report.omitted.groups, 0);
  return {
    origin: counted.every(({ report }) => report.origin === 'log') ? 'log' : 'report',
    ...sumCounts(counted),
    groups: kept.sort(inOrder),
    omitted_groups: omitted + groups.length - kept.length,
    sources: counted.map(({ source }) => locate(source)),
  };
}

/** Maximum number of groups in the audit: the evidence has all of them, and the audit stays small. */
const MAX_WRONG_GROUPS = 100;
const MAX_FINE_GROUPS = 30;

function needsAttention({ failed, errored, flaky }: AuditTestGroup): boolean {
  return failed + errored + flaky > 0;
}

function groupsOf(
  { leg, report }: CollectedTests,
  cover: DeferralCover,
): readonly AuditTestGroup[] {
  return report.groups.map(({ group, counts }) => {
    const failing = report.cases.filter((one) => one.group === group && isFailing(one));
    return {
      group,
      leg,
      passed: counts.passed,
      failed: counts.failed,
      errored: counts.errored,
      skipped: counts.skipped,
      flaky: counts.flaky,
      deferred: failing.filter((one) => cover.test(one.id).length > 0).length,
      reason: sharedReason(failing),
    };
  });
}

function isFailing({ outcome }: NamedCase): boolean {
  return outcome === 'failed' || outcome === 'errored';
}

/** Returns the message that all failures of a group share, else its common start. */
function sharedReason(failing: readonly NamedCase[]): string {
  const [first = '', ...rest] = failing.map(({ message }) => message);
  const shared = rest.reduce(commonStart, first);
  if (rest.every((message) => message === first)) return first;
  // A few shared letters are no shared reason.
  const phrase = shared.replace(/[^\p{L}\p{N})\]"'`]+\S*$/u, '').trim();
  return phrase.length >= 12 ? `${phrase}…` : '';
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}

function inOrder(a: AuditTestGroup, b: AuditTestGroup): number {
  return byCodeUnit(a.leg, b.leg) || byCodeUnit(a.group, b.group);
}

/** Returns the coverage of each matrix job. */
function auditCoverage(
  reports: readonly CollectedReport<CoverageReport>[],
  locate: LocateSource,
): readonly AuditCoverage[] {
  return reports
    .map(({ leg, source, report }) => ({
      leg,
      origin: report.origin,
      format: report.format,
      lines: report.lines,
      branches: report.branches,
      percent: report.lines.total === 0 ? null : percentOf(report.lines),
      source: locate(source),
    }))
    .sort(
      (a, b) => byCodeUnit(a.leg, b.leg) || byCodeUnit(a.source.path ?? '', b.source.path ?? ''),
    );
}

/** Maximum number of files named per risk zone. */
const MAX_FILES = 20;

/** Returns how much changed and which risk zones it touches. */
function auditChanges(
  changes: Changes,
  zones: Config['zones'],
): NonNullable<AuditEvidence['changes']> {
  const sum = (pick: 'additions' | 'deletions'): number =>
    changes.files.reduce((total, file) => total + file[pick], 0);
  return {
    base: changes.base,
    head: changes.head,
    files: changes.files.length,
    additions: sum('additions'),
    deletions: sum('deletions'),
    truncated: changes.truncated,
    zones: zones.map(({ zone, globs }) => {
      const matches = pathMatcher(globs);
      const touched = changes.files
        .filter(
          (file) =>
            matches(file.path) || (file.previousPath !== undefined && matches(file.previousPath)),
        )
        .map((file) => file.path);
      return {
        zone,
        touched: touched.length > 0,
        files: touched.slice(0, MAX_FILES),
        omitted: Math.max(0, touched.length - MAX_FILES),
      };
    }),
  };
}

/** Returns what the team states: the objective of the plan, and its notes. */
export function auditStatements(
  { plan, notes }: Pick<EvidenceFile['evidence'], 'plan' | 'notes'>,
  locate: LocateSource,
): Pick<Audit, 'objective' | 'notes'> {
  const stated = plan.state === 'present' ? plan.value : undefined;
  const written = notes?.state === 'present' ? notes.value : undefined;
  const at = (file: Evidence<unknown>, path: string, line: number) =>
    locate({ ...(file.state === 'present' ? file.source : {}), what: path, path, line });
  return {
    objective:
      stated?.objective === undefined
        ? null
        : {
            text: stated.objective.text,
            source: at(plan, stated.path, stated.objective.line),
          },
    notes:
      written === undefined || notes === undefined
        ? null
        : {
            path: written.path,
            sections: written.sections.map(({ title, line, lines }) => ({
              title,
              lines,
              source: at(notes, written.path, line),
            })),
            omitted: written.omitted,
          },
  };
}

/** Returns the items of the plan, which are the criteria of the milestone. */
export function auditCriteria(plan: Evidence<Plan>, locate: LocateSource): Audit['criteria'] {
  if (plan.state !== 'present') return [];
  const { path, items } = plan.value;
  return items.map(({ text, done, line }) => ({
    text,
    met: done,
    source: locate({ ...plan.source, what: path, path, line }),
  }));
}
