import { currentAttempt, jobOutcome } from '../../src/model/current-attempt.ts';
import {
  type Evidence,
  missing,
  type Present,
  present,
  unreadable,
} from '../../src/model/evidence.ts';
import type { EvidenceKind, EvidenceSet, EvidenceValues } from '../../src/model/evidence-file.ts';
import type { ExpectedSource, SourceKind } from '../../src/model/reports.ts';
import type { RepositoryFiles } from '../../src/model/repository.ts';
import type { Attempt, WorkflowRun } from '../../src/model/run.ts';
import type { WorkflowFile } from '../../src/model/workflow.ts';

/*
 * What a collector can lose, always with the trace that it leaves: less evidence, and never other
 * evidence. `pick` selects one of several parts.
 */

/** Returns the evidence without a part of it; `undefined` when it has no such part. */
export type Loss = (evidence: EvidenceSet, pick: number) => EvidenceSet | undefined;

/** Returns the evidence with another value of a kind that is present. */
function changed<K extends EvidenceKind>(
  kind: K,
  change: (value: EvidenceValues[K], pick: number) => EvidenceValues[K] | undefined,
): Loss {
  return (evidence, pick) => {
    const found = evidence[kind] as Evidence<EvidenceValues[K]> | undefined;
    if (found?.state !== 'present') return undefined;
    const value = change(found.value, pick);
    return value === undefined ? undefined : { ...evidence, [kind]: { ...found, value } };
  };
}

/** Returns the list with one of the wanted items replaced, or removed when there is no other. */
function without<T>(
  list: readonly T[],
  pick: number,
  change: (one: T) => T | undefined = () => undefined,
  wanted: (one: T) => boolean = () => true,
): readonly T[] | undefined {
  const places = list.flatMap((one, at) => (wanted(one) ? [at] : []));
  const place = places[pick % places.length];
  if (place === undefined) return undefined;
  return list.flatMap((one, at) => (at === place ? (change(one) ?? []) : [one]));
}

const LOST = 'it was lost';

/** Removes one item of a list, which then says that a part of it could not be read. */
function partOf<
  K extends 'previous' | 'artifacts' | 'baseTests' | 'baseCoverage' | 'baseInventory',
>(kind: K): Loss {
  return (evidence, pick) => {
    const found = evidence[kind] as Present<readonly unknown[]> | undefined;
    if (found?.state !== 'present') return undefined;
    const value = without(found.value, pick);
    const unread = [...(found.unread ?? []), { what: 'a part of it', why: LOST }];
    return value === undefined ? undefined : { ...evidence, [kind]: { ...found, value, unread } };
  };
}

type Attempts = WorkflowRun['attempts'];

function attempts(run: WorkflowRun, change: (attempt: Attempt) => Attempt): WorkflowRun {
  return { ...run, attempts: run.attempts.map(change) as unknown as Attempts };
}

const RAN = ['success', 'failure', 'timed_out'];

function hasRan({ progress, jobs }: Attempt): boolean {
  return progress.state === 'ended' && RAN.includes(progress.conclusion) && jobs.length > 0;
}

const lostAttempt = changed('runs', (runs, pick) =>
  without(
    runs,
    pick,
    (run) => ({ ...run, attempts: run.attempts.slice(1) as unknown as Attempts }),
    (run) => run.attempts.length > 1,
  ),
);

const unlistedJobs = changed('runs', (runs, pick) =>
  without(
    runs,
    pick,
    (run) => attempts(run, (attempt) => (hasRan(attempt) ? { ...attempt, jobs: [] } : attempt)),
    (run) => run.attempts.some(hasRan),
  ),
);

/** A job that failed may never have started, so only a passed one must list its steps. */
const unlistedSteps = changed('runs', (runs, pick) => {
  const listed = (attempt: Attempt) =>
    attempt.jobs.some((job) => job.steps.length > 0 && jobOutcome(job) === 'passed');
  return without(
    runs,
    pick,
    (run) =>
      attempts(run, (attempt) =>
        attempt === currentAttempt(run)
          ? {
              ...attempt,
              jobs: attempt.jobs.map((job) =>
                jobOutcome(job) === 'passed' ? { ...job, steps: [] } : job,
              ),
            }
          : attempt,
      ),
    (run) => listed(currentAttempt(run)),
  );
});

/** A run that is gone, although its workflow had to run: its reports and artifacts are gone too. */
const lostRun: Loss = (evidence, pick) => {
  const { runs } = evidence;
  if (runs.state !== 'present') return undefined;
  const alone = runs.value.filter(
    (run) => runs.value.filter(({ path }) => path === run.path).length === 1,
  );
  const run = alone[pick % alone.length];
  if (run === undefined || run.relation === 'stale') return undefined;
  const { path, workflow } = run;
  const expected = { path, workflow, line: 1, state: 'did-not-run', why: LOST } as const;
  const known = evidence.expectedRuns?.state === 'present' ? evidence.expectedRuns.value : [];
  const value = [...known, { ...expected, byPaths: false, checks: true }];
  return {
    ...withoutRun(evidence, run.id),
    runs: { ...runs, value: runs.value.filter((one) => one !== run) },
    expectedRuns: { state: 'present', value, source: { what: 'triggers' } },
  };
};

const OF_RUNS = ['tests', 'coverage', 'findings', 'inventory', 'artifacts', 'testJobs'] as const;

function withoutRun(evidence: EvidenceSet, id: number): EvidenceSet {
  const left = OF_RUNS.map((kind) => {
    const found = evidence[kind] as Evidence<readonly OfRun[]> | undefined;
    if (found?.state !== 'present') return [kind, found];
    const value = found.value.filter((one) => (one.runId ?? one.source?.runId) !== id);
    return [kind, { ...found, value }];
  });
  const probes = changed('probes', (all) =>
    all.map((probe) => ({ ...probe, steps: probe.steps.filter(({ runId }) => runId !== id) })),
  );
  const rest = { ...evidence, ...(Object.fromEntries(left) as Partial<EvidenceSet>) };
  return probes(rest, 0) ?? rest;
}

interface OfRun {
  readonly runId?: number;
  readonly source?: { readonly runId?: number };
}

const REPORTS = {
  tests: 'tests',
  coverage: 'coverage',
  findings: 'findings',
  sbom: 'inventory',
} as const;

/** A source that is not read any more, with the report that it had. */
function lostSource(kind: keyof typeof REPORTS, state: ExpectedSource['state']): Loss {
  return (evidence, pick) => {
    const sources = evidence.sources.state === 'present' ? evidence.sources.value : [];
    const value = without(
      sources,
      pick,
      (one) => ({ ...one, state, why: LOST }),
      (one) => one.kind === kind && one.state === 'present' && one.required,
    );
    return value === undefined ? undefined : withSources(evidence, value, REPORTS[kind], pick);
  };
}

/** A report of a source that nothing declares; it broke before its kind was known. */
function brokenReport(kind: keyof typeof REPORTS, told: SourceKind | 'unknown'): Loss {
  return (evidence, pick) => {
    const reports = evidence[REPORTS[kind]];
    if (reports.state !== 'present' || reports.value.length === 0) return undefined;
    const sources = evidence.sources.state === 'present' ? evidence.sources.value : [];
    const source: ExpectedSource = {
      kind: told,
      what: 'file x.xml',
      state: 'unreadable',
      required: false,
      declared: false,
      why: LOST,
    };
    return withSources(evidence, [...sources, source], REPORTS[kind], pick);
  };
}

function withSources(
  evidence: EvidenceSet,
  value: readonly ExpectedSource[],
  kind: (typeof REPORTS)[keyof typeof REPORTS],
  pick: number,
): EvidenceSet {
  const reports = evidence[kind] as Evidence<readonly unknown[]>;
  const left = reports.state === 'present' ? without(reports.value, pick) : undefined;
  const lost =
    left === undefined ? reports : left.length === 0 ? missing(LOST) : { ...reports, value: left };
  const { state } = evidence.sources;
  // A list that was lost does not come back because a report breaks.
  const sources =
    state === 'missing' || state === 'unreadable'
      ? evidence.sources
      : present(value, { what: 'sources' });
  return { ...evidence, sources, [kind]: lost };
}

type FileKind = 'files' | 'baseFiles';

function unreadableFile(kind: FileKind): Loss {
  return changed(kind, (files, pick) => {
    const workflows = without<WorkflowFile>(
      files.workflows,
      pick,
      ({ path, blob }) => ({ state: 'unreadable', path, blob, line: 1, why: LOST }),
      ({ state }) => state === 'present',
    );
    return workflows === undefined ? undefined : { ...files, workflows };
  });
}

function unreadSettings(kind: FileKind): Loss {
  return changed(kind, (files, pick): RepositoryFiles | undefined => {
    const lost = files.settings[pick % files.settings.length];
    if (lost === undefined) return undefined;
    const { path, blob } = lost;
    const unread = [...(files.unread ?? []), { path, blob, why: LOST }];
    return { ...files, settings: files.settings.filter((one) => one !== lost), unread };
  });
}

/** Names that a bounded list leaves out, next to the counts, which stay. */
const cutNames = changed('findings', (scans, pick) =>
  without(
    scans,
    pick,
    (scan) => {
      const { findings } = scan.report;
      return { ...scan, report: { ...scan.report, findings: [], omitted: findings.length } };
    },
    ({ report }) => report.findings.length > 0,
  ),
);

/** A scanner that says that it failed, and misses a finding that it would have had. */
const failedScan = changed('findings', (scans, pick) =>
  without(scans, pick, (scan) => {
    const [first, ...findings] = scan.report.findings;
    const { counts } = scan.report;
    const left =
      first === undefined ? counts : { ...counts, [first.severity]: counts[first.severity] - 1 };
    return { ...scan, report: { ...scan.report, counts: left, findings, incomplete: [LOST] } };
  }),
);

const cutCases = changed('tests', (reports, pick) =>
  without(
    reports,
    pick,
    (one) => {
      const { cases, omitted } = one.report;
      const report = { ...one.report, cases: cases.slice(1) };
      return { ...one, report: { ...report, omitted: { ...omitted, cases: omitted.cases + 1 } } };
    },
    ({ report }) => report.cases.length > 0,
  ),
);

const cutFiles = changed('coverage', (reports, pick) =>
  without(
    reports,
    pick,
    (one) => {
      const { files, omitted } = one.report;
      return { ...one, report: { ...one.report, files: files.slice(1), omitted: omitted + 1 } };
    },
    ({ report }) => report.files.length > 0,
  ),
);

/** Parts of the evidence, by what is lost. */
const PARTS: Readonly<Record<string, Loss>> = {
  'an attempt': lostAttempt,
  'jobs of a run': unlistedJobs,
  'steps of a job': unlistedSteps,
  'an expected run': lostRun,
  'a test report': lostSource('tests', 'missing'),
  'an expired test report': lostSource('tests', 'expired'),
  'a coverage report': lostSource('coverage', 'missing'),
  'an unreadable coverage report': lostSource('coverage', 'unreadable'),
  'a scan report': lostSource('findings', 'missing'),
  'an empty bill of materials': lostSource('sbom', 'empty'),
  'a broken test report': brokenReport('tests', 'tests'),
  'a broken file with tests': brokenReport('tests', 'unknown'),
  'a broken file with coverage': brokenReport('coverage', 'unknown'),
  'a broken scan': brokenReport('findings', 'findings'),
  'a broken bill of materials': brokenReport('sbom', 'unknown'),
  'names of findings': cutNames,
  'a part of a scan': failedScan,
  'names of tests': cutCases,
  'files of coverage': cutFiles,
  'a workflow file': unreadableFile('files'),
  'a workflow file of the base': unreadableFile('baseFiles'),
  'a settings file': unreadSettings('files'),
  'a settings file of the base': unreadSettings('baseFiles'),
  'a pin': changed('pins', (pins, pick) =>
    without(
      pins,
      pick,
      ({ repository, sha }) => ({ repository, sha, tags: [], state: 'unknown', why: LOST }),
      ({ state }) => state !== 'unknown',
    ),
  ),
  'a pin that was not looked up': changed('pins', (pins, pick) => without(pins, pick)),
  'a changed file': changed('changes', (changes, pick) => {
    const files = without(changes.files, pick);
    return files === undefined ? undefined : { ...changes, files, truncated: true };
  }),
  'the log of a test job': changed('testJobs', (jobs, pick) =>
    without(
      jobs,
      pick,
      (job) => ({ ...job, log: { state: 'unread', why: LOST } }),
      ({ log }) => log.state === 'read',
    ),
  ),
  'the log of a probe': changed('probes', (probes, pick) =>
    without(probes, pick, (probe) => ({ ...probe, log: { state: 'unreadable', why: LOST } })),
  ),
  'a new dependency': changed('dependencies', (dependencies, pick) => {
    const changes = without(dependencies.changes, pick);
    return changes === undefined ? undefined : { ...dependencies, changes, warning: LOST };
  }),
  'what left the GitHub milestone': changed('scope', ({ movedOut, ...scope }) =>
    movedOut === undefined ? undefined : { ...scope, unread: LOST },
  ),
  'reviews of the GitHub milestone': changed('scope', ({ pulls, ...scope }) =>
    pulls === undefined ? undefined : { ...scope, unread: LOST },
  ),
  'the time of the commit': changed('scope', ({ asOf, ...scope }) =>
    asOf === undefined ? undefined : { ...scope, late: false, unread: LOST },
  ),
  'the plan of the base': changed('plan', ({ baseItems: _, ...plan }) => ({
    ...plan,
    base: { state: 'unread', why: LOST },
  })),
  'the registry of the base': changed('registry', (registry) => ({
    ...registry,
    lost: [],
    altered: [],
    base: { state: 'unread', why: LOST },
  })),
  'who attested an artifact': changed('attestations', (attestations, pick) =>
    without(attestations, pick, (one) => ({ ...one, signers: [], unread: [LOST] })),
  ),
  'a declared file': changed('declaredFiles', (files, pick) => without(files, pick)),
  'a digest': changed('artifacts', (artifacts, pick) =>
    without(
      artifacts,
      pick,
      ({ digest: _, ...artifact }) => artifact,
      ({ digest }) => digest !== undefined,
    ),
  ),
  'an expired artifact': changed('artifacts', (artifacts, pick) =>
    without(artifacts, pick, (artifact) => ({ ...artifact, state: 'expired', why: LOST })),
  ),
  'an artifact': partOf('artifacts'),
  'an earlier audit': partOf('previous'),
  'a test report of the base': partOf('baseTests'),
  'a coverage report of the base': partOf('baseCoverage'),
  'a bill of materials of the base': partOf('baseInventory'),
};

function wholeKind(kind: EvidenceKind, lost: Evidence<never>): Loss {
  return (evidence) => {
    const found = evidence[kind];
    if (found === undefined || found.state === 'missing' || found.state === 'unreadable') {
      return undefined;
    }
    return { ...evidence, [kind]: lost };
  };
}

/** Every loss by name: the parts, and each of these kinds as a whole. */
export interface Losses {
  readonly parts: ReadonlyMap<string, Loss>;
  readonly kinds: ReadonlyMap<string, Loss>;
}

export function losses(kinds: readonly EvidenceKind[]): Losses {
  return {
    parts: new Map(Object.entries(PARTS)),
    kinds: new Map(
      kinds.flatMap((kind): [string, Loss][] => [
        [`${kind} (missing)`, wholeKind(kind, missing(LOST))],
        [`${kind} (unreadable)`, wholeKind(kind, unreadable(LOST, { what: kind }))],
      ]),
    ),
  };
}
