import { attemptOutcome, currentAttempt, jobOutcome } from '../model/current-attempt.ts';
import { type Evidence, missing } from '../model/evidence.ts';
import type { EvidenceKind, EvidenceSet, EvidenceValues } from '../model/evidence-file.ts';
import type { ExpectedSource, SourceKind } from '../model/reports.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Open } from '../model/verdict.ts';
import { countedRuns, listsNoJob, runSource } from './runs.ts';

/** Evidence of a kind that the evidence file does not mention. */
const NOT_COLLECTED = missing('this kind of evidence was not collected');

/** Returns the evidence of a kind; a kind that the file does not mention is missing. */
export function evidenceOf<K extends EvidenceKind>(
  kind: K,
  evidence: EvidenceSet,
): Evidence<EvidenceValues[K]> {
  return (evidence[kind] ?? NOT_COLLECTED) as Evidence<EvidenceValues[K]>;
}

/** Returns everything that is missing of a kind of evidence; empty when it is complete. */
export function gapsOf(kind: EvidenceKind, evidence: EvidenceSet): readonly Open[] {
  return gapsOfKind(kind, evidence);
}

function gapsOfKind<K extends EvidenceKind>(kind: K, evidence: EvidenceSet): readonly Open[] {
  const found = evidenceOf(kind, evidence);
  switch (found.state) {
    case 'present': {
      const gaps = [...(found.unread ?? []), ...GAPS[kind](found.value, evidence)];
      return gaps.map((gap) => ({ kind, ...gap }));
    }
    case 'none':
      return kind in SOURCE_OF ? reportGaps(kind, evidence) : [];
    case 'missing':
    case 'unreadable': {
      const source = found.state === 'unreadable' ? { source: found.source } : {};
      const runs = kind === 'runs' || kind in SOURCE_OF ? notRun(evidence, kind !== 'runs') : [];
      return [
        { kind, what: WHAT[kind], why: found.why, ...source, ...waiting(kind, evidence) },
        ...runs.map((gap) => ({ kind, ...gap })),
      ];
    }
  }
  found satisfies never;
  throw new Error('evidence is present, none, missing or unreadable');
}

/** With a kind of its own where other evidence would settle it. */
type Gap = Omit<Open, 'kind'> & Partial<Pick<Open, 'kind'>>;

/** Gaps of present evidence, by kind. `complete`: it is read as a whole or not at all. */
const GAPS: {
  readonly [K in EvidenceKind]: (value: EvidenceValues[K], all: EvidenceSet) => readonly Gap[];
} = {
  // A replaced run still shows flakes; only a counted one is waited for.
  runs: (runs, all) => {
    const { counted, replaced } = countedRuns(runs);
    return [
      ...counted.flatMap(runGaps),
      ...replaced.flatMap(runGaps).filter(({ wait }) => wait !== true),
      ...notRun(all, false),
    ];
  },
  tests: (_, all) => reportGaps('tests', all),
  coverage: (_, all) => reportGaps('coverage', all),
  findings: (_, all) => reportGaps('findings', all),
  inventory: (_, all) => reportGaps('inventory', all),
  benchmarks: (_, all) => reportGaps('benchmarks', all),
  baseTests: complete,
  baseCoverage: complete,
  baseInventory: complete,
  artifacts: (artifacts) =>
    artifacts
      .filter(({ state }) => state === 'expired' || state === 'unreadable')
      .map(({ name, why }) => ({ what: `artifact ${name}`, why })),
  sources: complete,
  files: fileGaps,
  baseFiles: fileGaps,
  pins: (pins) =>
    pins
      .filter(({ state }) => state === 'unknown')
      .map(({ repository, sha, why = 'it was not looked up' }) => ({
        what: `that ${repository}@${sha.slice(0, 12)} exists`,
        why,
      })),
  probes: (probes) =>
    probes.flatMap(({ probe, log }) =>
      log.state === 'unreadable' ? [{ what: `log of the probe ${probe}`, why: log.why }] : [],
    ),
  declaredFiles: complete,
  changes: ({ truncated }) =>
    truncated
      ? [{ what: 'list of changed files', why: 'GitHub lists only a part of the changed files' }]
      : [],
  plan: complete,
  notes: complete,
  registry: complete,
  previous: (audits) =>
    audits
      .filter(({ claims }) => claims?.verdict === 'unreadable')
      .map(({ milestone, path }) => ({
        what: `audit of ${milestone}`,
        why: `${path} cannot be read`,
      })),
  requiredChecks: complete,
  coverageRule: complete,
  baseCi: complete,
  dependencies: ({ warning }) =>
    warning === undefined ? [] : [{ what: 'list of new dependencies', why: warning }],
  ledger: complete,
  reviews: complete,
  scope: ({ unread }) =>
    unread === undefined ? [] : [{ what: 'items of the GitHub milestone', why: unread }],
  vex: complete,
  // The rule lists what is missing of one artifact as an item.
  attestations: complete,
  history: complete,
  expectedRuns: complete,
  testJobs: (jobs) =>
    jobs.flatMap(({ job, log, url, runId, attempt }) =>
      log.state === 'read'
        ? []
        : [
            {
              what: `log of job ${job}`,
              why: log.why,
              source: { what: `job ${job}`, url, runId, attempt, job },
            },
          ],
    ),
};

function complete(): readonly Gap[] {
  return [];
}

/** What is missing when a whole kind is. */
const WHAT: Readonly<Record<EvidenceKind, string>> = {
  runs: 'workflow runs',
  tests: 'test report',
  coverage: 'coverage report',
  findings: 'scan report',
  inventory: 'bill of materials',
  benchmarks: 'benchmark report',
  baseTests: 'test report of the base',
  baseCoverage: 'coverage report of the base',
  baseInventory: 'bill of materials of the base',
  artifacts: 'artifacts of the runs',
  sources: 'list of expected sources',
  files: 'workflow files',
  baseFiles: 'workflow files of the base',
  pins: 'that pinned commits exist in their repositories',
  probes: 'steps and logs of the probes',
  declaredFiles: 'declared files',
  changes: 'list of changed files',
  plan: 'plan of the milestone',
  notes: 'notes of the milestone',
  registry: 'deferral registry',
  previous: 'earlier audits',
  requiredChecks: 'required checks of the branch',
  coverageRule: 'coverage rule of the branch',
  baseCi: 'CI of the base',
  dependencies: 'list of new dependencies',
  ledger: 'ledger',
  reviews: 'reviews of the pull request',
  scope: 'GitHub milestone',
  vex: 'OpenVEX statements',
  attestations: 'attestations of artifacts',
  history: 'earlier audits of this milestone',
  expectedRuns: 'list of workflows that had to run',
  testJobs: 'jobs and logs of the tests',
};

function runGaps(run: WorkflowRun): readonly Gap[] {
  const attempt = currentAttempt(run);
  const source = runSource(run, attempt);
  const name = `${run.workflow} run ${run.id}`;
  const numbers = run.attempts.map(({ number }) => number);
  const lost = Array.from({ length: attempt.number }, (_, at) => at + 1).filter(
    (number) => !numbers.includes(number),
  );
  return [
    ...lost.map((number) => ({
      what: `attempt ${number} of ${name}`,
      why: 'it was not listed',
      source,
    })),
    ...run.attempts.flatMap((one) => {
      const { number, progress, jobs } = one;
      if (progress.state === 'unfinished') {
        const waits = number === attempt.number && !jobs.some(({ own }) => own);
        return waits ? [{ what: name, why: 'it has not ended', source, wait: true as const }] : [];
      }
      return listsNoJob(one)
        ? [{ what: `jobs of attempt ${number} of ${name}`, why: 'they were not listed', source }]
        : [];
    }),
    // A job that failed may never have started, and then it has no steps.
    ...attempt.jobs
      .filter((job) => !job.own && job.steps.length === 0 && jobOutcome(job) === 'passed')
      .map((job) => ({
        what: `steps of job ${job.name}`,
        why: 'they were not listed',
        source: runSource(run, attempt, job),
      })),
  ];
}

function fileGaps({ commit, workflows }: RepositoryFiles): readonly Gap[] {
  return workflows.flatMap((file) =>
    file.state === 'unreadable'
      ? [
          {
            what: file.path,
            why: `${file.path}:${file.line} cannot be read: ${file.why}`,
            source: { what: file.path, path: file.path, commit, line: file.line },
          },
        ]
      : [],
  );
}

/**
 * Returns the workflows that had to run and did not, or of which that is not known; with `reports`
 * only those that check something, because their reports are missing too.
 */
function notRun({ expectedRuns }: EvidenceSet, reports: boolean): readonly Gap[] {
  const expected = expectedRuns ?? NOT_COLLECTED;
  switch (expected.state) {
    case 'none':
      return [];
    case 'missing':
    case 'unreadable':
      return [{ kind: 'expectedRuns', what: WHAT.expectedRuns, why: expected.why }];
    case 'present':
      return expected.value
        .filter(({ state, checks }) => {
          return (state === 'did-not-run' || state === 'unclear') && (checks || !reports);
        })
        .map(({ path, line, workflow, why }) => ({
          kind: 'expectedRuns',
          what: `run of ${workflow}`,
          why: `${path}:${line}: ${why}`,
          source: { ...expected.source, what: path, path, line },
        }));
  }
  expected satisfies never;
  throw new Error('evidence is present, none, missing or unreadable');
}

/** Whether it is a workflow that had to run and did not, or is not known to have run. */
export function isExpectedRun({ kind }: Open): boolean {
  return kind === 'expectedRuns';
}

/** Kind of source that each kind of report comes from. */
const SOURCE_OF: Readonly<Partial<Record<EvidenceKind, SourceKind>>> = {
  tests: 'tests',
  coverage: 'coverage',
  findings: 'findings',
  inventory: 'sbom',
  benchmarks: 'benchmark',
};

/** A report that is missing while a run has not ended may still come. */
function waiting(kind: EvidenceKind, { runs }: EvidenceSet): { readonly wait?: true } {
  if (!(kind in SOURCE_OF) || runs.state !== 'present') return {};
  const { counted } = countedRuns(runs.value);
  return counted.some((run) => attemptOutcome(currentAttempt(run)) === 'unfinished')
    ? { wait: true }
    : {};
}

/** Returns what is missing of a kind of report: expected sources, and runs that had to make one. */
function reportGaps(kind: EvidenceKind, all: EvidenceSet): readonly Open[] {
  return [...sourceGaps(kind, all), ...notRun(all, true).map((gap) => ({ kind, ...gap }))];
}

/**
 * Returns the expected sources of a kind that were not read. Sources of an older attempt or of other
 * code (`stale`) are missing only if the config declares and requires them.
 */
function sourceGaps(kind: EvidenceKind, evidence: EvidenceSet): readonly Open[] {
  const { sources } = evidence;
  const wanted = SOURCE_OF[kind];
  if (wanted === undefined || sources.state === 'none') return [];
  if (sources.state !== 'present') return [{ kind, what: WHAT.sources, why: sources.why }];
  return sources.value
    .filter((source) => isMissing(wanted, source))
    .map((source) => ({
      kind,
      what: source.what,
      why: `it is ${source.state}: ${source.why}`,
      ...(source.source === undefined ? {} : { source: source.source }),
      ...(source.state === 'missing' ? waiting(kind, evidence) : {}),
    }));
}

/**
 * A source that broke before its kind was known may be of any kind. A kind that an earlier audit had is
 * proven to be missing now, so that it does not raise the highest level.
 */
function isMissing(wanted: SourceKind, { kind, state, declared, required }: ExpectedSource) {
  if (state === 'missing' && !declared) return false;
  if (kind !== wanted && !(kind === 'unknown' && state === 'unreadable')) return false;
  return state !== 'present' && (declared ? required : state !== 'stale');
}
