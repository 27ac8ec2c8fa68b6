import { createHash } from 'node:crypto';
import type { CollectedTests } from '../../src/analysis/test-reports.ts';
import type { Config, InvariantConfig } from '../../src/model/config.ts';
import type { DeferralScope } from '../../src/model/deferral.ts';
import { type Evidence, none, present } from '../../src/model/evidence.ts';
import type { EvidenceSet } from '../../src/model/evidence-file.ts';
import type {
  CoverageReport,
  ExpectedSource,
  FindingsReport,
  NamedCase,
  TestReport,
} from '../../src/model/reports.ts';
import type { PinResolution, ProbeResult, RepositoryFiles } from '../../src/model/repository.ts';
import type { RuleContext } from '../../src/model/rule.ts';
import type { Conclusion, Job, Progress, Step, WorkflowRun } from '../../src/model/run.ts';
import type { Target } from '../../src/model/target.ts';
import type { SettingsFile, WorkflowFile } from '../../src/model/workflow.ts';
import { caseKey, keyHex } from '../../src/report-formats/test-results/case-identity.ts';
import { readLockfile } from '../../src/workflow/installs/lockfile.ts';
import { readAction, readWorkflow } from '../../src/workflow/parse/read-workflow.ts';

/*
 * A short form of the evidence, in which a test says only what matters to it. The examples in
 * docs/rules are written in it too (as YAML), and a test judges them.
 */

/** Steps by name, or a job's conclusion where its steps do not matter. */
export type StoryJobs = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

export interface StoryRun {
  readonly workflow: string;
  readonly id?: number;
  readonly path?: string;
  readonly event?: string;
  readonly head?: string;
  readonly relation?: WorkflowRun['relation'];
  /** One map of jobs an attempt, oldest first; a conclusion alone is a job named `build`. */
  readonly attempts: readonly (string | StoryJobs)[];
  /** The job the audit runs in. */
  readonly own?: string;
  /** GitHub did not list its jobs, or those of the attempts with these numbers. */
  readonly unlisted?: true | readonly number[];
}

export interface StoryTests {
  readonly passed?: number;
  /** Ids; those in `failed` failed, and so on. */
  readonly failed?: readonly string[];
  readonly skipped?: readonly string[];
  readonly flaky?: readonly string[];
  /** Ids of passed tests, where identities matter. */
  readonly names?: readonly string[];
  readonly unnamed?: number;
  readonly run?: number;
  readonly attempt?: number;
  readonly leg?: string;
  readonly origin?: 'report' | 'log';
  /** Name of the job whose log it is. */
  readonly job?: string;
  /** Id of the artifact the report lay in. */
  readonly artifact?: number;
  /** Jobs that uploaded it. */
  readonly jobs?: readonly string[];
}

export interface StoryDeferral {
  readonly id: string;
  readonly tests?: readonly string[];
  readonly rule?: string;
  readonly level?: number;
  readonly threshold?: string;
  readonly until: string;
  readonly discovered?: string;
  readonly owner?: string;
  readonly exit?: string;
  readonly proposed?: boolean;
}

export interface StoryCoverage {
  readonly covered: number;
  readonly total: number;
  readonly branches?: readonly [number, number];
  readonly leg?: string;
  readonly format?: string;
  /** Jobs that uploaded it. */
  readonly jobs?: readonly string[];
  /** Covered and all lines of a file; then of its changed lines. */
  readonly files?: Readonly<
    Record<string, readonly [number, number] | readonly [number, number, number, number]>
  >;
}

export interface Story {
  readonly milestone?: string;
  readonly runs?: readonly StoryRun[];
  readonly tests?: readonly StoryTests[];
  readonly baseTests?: readonly StoryTests[];
  readonly coverage?: readonly StoryCoverage[];
  readonly baseCoverage?: readonly StoryCoverage[];
  readonly deferrals?: readonly StoryDeferral[];
  readonly lost?: readonly string[];
  readonly altered?: readonly string[];
  /** Text of `.github/workflows/ci.yml`, or several files by path. */
  readonly workflow?: string;
  readonly workflows?: Readonly<Record<string, string>>;
  readonly baseWorkflow?: string;
  readonly baseWorkflows?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, string>>;
  readonly baseSettings?: Readonly<Record<string, string>>;
  /** Lockfiles and requirement files by path, as text. */
  readonly locks?: Readonly<Record<string, string>>;
  readonly pins?: readonly Partial<PinResolution>[] | 'exist';
  readonly probe?: Partial<ProbeResult>;
  readonly sources?: readonly Partial<ExpectedSource>[];
  readonly findings?: readonly (Partial<FindingsReport> & { readonly run?: number })[];
  readonly requiredChecks?: readonly string[];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly invariants?: readonly InvariantConfig[];
  readonly target?: Partial<Target>;
  /** Values of further kinds, given as they are. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Kinds given with their state. */
  readonly evidence?: Partial<EvidenceSet>;
  readonly config?: Partial<Config>;
}

export const HEAD = 'a'.repeat(40);
export const BASE = 'b'.repeat(40);

/** The evidence set and the context of a story; kinds it does not mention do not exist. */
export function tell(story: Story): { evidence: EvidenceSet; context: RuleContext } {
  const nothing = none('the story has none', { what: 'story' });
  const given = <T>(value: T | undefined, what: string): Evidence<T> =>
    value === undefined ? nothing : present(value, { what });
  const files = withLocks(
    repository(story.workflow, story.workflows, story.settings, HEAD),
    story.locks,
  );
  const baseFiles = repository(story.baseWorkflow, story.baseWorkflows, story.baseSettings, BASE);
  const evidence: EvidenceSet = {
    runs: given(story.runs?.map(runOf), 'runs'),
    tests: given(story.tests?.map(testsIn(story)), 'test reports'),
    baseTests: given(story.baseTests?.map(testsIn({})), 'test reports of the base'),
    coverage: given(story.coverage?.map(coverageOf), 'coverage reports'),
    baseCoverage: given(story.baseCoverage?.map(coverageOf), 'coverage reports of the base'),
    findings: given(story.findings?.map(findingsOf), 'scans'),
    inventory: nothing,
    benchmarks: nothing,
    artifacts: nothing,
    // A collector always knows what it looked for.
    sources: given((story.sources ?? []).map(sourceOf), 'sources'),
    files: given(files, 'workflow files'),
    baseFiles: given(baseFiles, 'workflow files of the base'),
    pins: given(pinsOf(story, files?.workflows ?? []), 'pins'),
    probes: given(story.probe && [probeOf(story.probe)], 'probes'),
    declaredFiles: nothing,
    changes: nothing,
    plan: nothing,
    registry: given(registryOf(story), 'docs/milestones/deferred.yml'),
    previous: nothing,
    requiredChecks: given(story.requiredChecks, 'branch rules'),
    coverageRule: nothing,
    baseCi: nothing,
    expectedRuns: nothing,
    dependencies: nothing,
    ledger: nothing,
    reviews: nothing,
    scope: nothing,
    history: nothing,
    baseInventory: nothing,
    testJobs: nothing,
    ...valuesOf(story),
    ...story.evidence,
  };
  return { evidence, context: contextOf(story) };
}

function valuesOf({ values = {} }: Story): Partial<EvidenceSet> {
  return Object.fromEntries(
    Object.entries(values).map(([kind, value]) => [kind, present(value, { what: kind })]),
  ) as Partial<EvidenceSet>;
}

function contextOf(story: Story): RuleContext {
  const milestone = story.milestone ?? 'M01';
  const config = { probes: story.probe ? [{ name: 'server-boot' }] : [], ...story.config };
  return {
    milestone,
    options: story.options ?? {},
    config: { invariants: story.invariants ?? [], ...config } as Config,
    target: {
      occasion: { kind: 'pull-request' },
      trusted: true,
      repository: { owner: 'o', name: 'r' },
      commits: { audited: HEAD, base: BASE, policy: BASE, head: HEAD, sameTree: [] },
      ...story.target,
    } as unknown as Target,
  };
}

function repository(
  one: string | undefined,
  many: Readonly<Record<string, string>> | undefined,
  settings: Readonly<Record<string, string>> | undefined,
  commit: string,
) {
  if (one === undefined && many === undefined && settings === undefined) return undefined;
  const texts = { ...(one === undefined ? {} : { '.github/workflows/ci.yml': one }), ...many };
  const kept: SettingsFile[] = Object.entries(settings ?? {}).map(([path, text]) => ({
    path,
    blob: createHash('sha1').update(text).digest('hex'),
    text,
  }));
  const workflows = Object.entries(texts).map(([path, text]) =>
    (/action\.ya?ml$/.test(path) ? readAction : readWorkflow)(path, 'c'.repeat(40), text),
  );
  const declared = { tests: [], removedFiles: [], missing: '' };
  return { commit, workflows, settings: kept, locks: [], declared };
}

function withLocks(
  files: RepositoryFiles | undefined,
  texts: Readonly<Record<string, string>> = {},
): RepositoryFiles | undefined {
  const locks = Object.entries(texts).flatMap(
    ([path, text]) => readLockfile(path, 'd'.repeat(40), text) ?? [],
  );
  return files && { ...files, locks };
}

function pinsOf(story: Story, files: readonly WorkflowFile[]): PinResolution[] | undefined {
  if (story.pins === undefined) return undefined;
  const uses = files.flatMap((file) =>
    file.state === 'present'
      ? file.workflow.jobs.flatMap((job) => [
          ...(job.uses ? [job.uses] : []),
          ...job.steps.flatMap((step) => (step.uses ? [step.uses] : [])),
        ])
      : [],
  );
  const known: PinResolution[] = uses
    .filter(({ pin }) => pin === 'sha')
    .map(({ uses: text }) => ({
      repository: text.split('@')[0]?.split('/').slice(0, 2).join('/') ?? '',
      sha: text.split('@')[1] ?? '',
      state: 'exists',
      tags: [],
    }));
  if (story.pins === 'exist') return known;
  const told = story.pins.map((pin) => ({
    repository: '',
    sha: '',
    state: 'exists' as const,
    tags: [],
    ...pin,
  }));
  return [...told, ...known.filter(({ sha }) => !told.some((pin) => pin.sha === sha))];
}

function progressOf(word: string): Progress {
  return ['queued', 'in_progress', 'waiting'].includes(word)
    ? { state: 'unfinished', status: word }
    : { state: 'ended', conclusion: word as Conclusion };
}

function runOf(told: StoryRun, index: number): WorkflowRun {
  const id = told.id ?? index + 1;
  const url = `https://github.com/o/r/actions/runs/${id}`;
  const attempts = told.attempts.map((jobs, at) => {
    const map: StoryJobs = typeof jobs === 'string' ? { build: jobs } : jobs;
    const list = Object.entries(map).map(
      ([name, steps], place): Job =>
        jobOf(name, steps, id * 1000 + at * 100 + place, `${url}/job/${place}`, told.own === name),
    );
    return {
      number: at + 1,
      progress: worst(list.map(({ progress }) => progress)),
      url: `${url}/attempts/${at + 1}`,
      jobs: isUnlisted(told, at + 1) ? [] : list,
    };
  });
  return {
    id,
    workflow: told.workflow,
    path: told.path ?? '.github/workflows/ci.yml',
    event: told.event ?? 'pull_request',
    headSha: told.head ?? HEAD,
    headBranch: 'm01',
    runNumber: id,
    url,
    createdAt: '2026-03-08T10:00:00Z',
    relation: told.relation ?? 'audited',
    trusted: true,
    attempts: attempts as unknown as WorkflowRun['attempts'],
  };
}

function isUnlisted({ unlisted }: StoryRun, attempt: number): boolean {
  return unlisted === true || (unlisted?.includes(attempt) ?? false);
}

function jobOf(
  name: string,
  told: string | Readonly<Record<string, string>>,
  id: number,
  url: string,
  own: boolean,
): Job {
  // A job that passed has steps; one that failed may never have started.
  const map = typeof told !== 'string' ? told : told === 'success' ? { 'Set up job': told } : {};
  const steps = Object.entries(map).map(
    ([step, word], at): Step => ({ number: at + 1, name: step, progress: progressOf(word) }),
  );
  const progress =
    typeof told === 'string' ? progressOf(told) : worst(steps.map((step) => step.progress));
  return { id, name, url, progress, steps, own };
}

/** What GitHub would conclude from the parts. */
function worst(parts: readonly Progress[]): Progress {
  const words = parts.map((part) => (part.state === 'ended' ? part.conclusion : part.status));
  const bad = ['in_progress', 'queued', 'waiting', 'failure', 'timed_out', 'cancelled'];
  const found = [...bad, 'startup_failure', 'action_required'].find((word) =>
    (words as string[]).includes(word),
  );
  return progressOf(found ?? (words.every((word) => word === 'skipped') ? 'skipped' : 'success'));
}

/** Reports belong to run 1 unless told; in a story without runs they lie in the workspace. */
function testsIn(story: Story) {
  return (told: StoryTests): CollectedTests => {
    const { attempt = 1, leg = '' } = told;
    const run = told.run ?? (story.runs === undefined ? undefined : 1);
    const what = `artifact junit${leg}`;
    const source = run === undefined ? { what } : { what, ...sourceOfRun(told, run, attempt) };
    const { job, jobs } = told;
    return {
      source: { ...source, ...(job === undefined ? {} : { job }) },
      leg,
      report: reportOf(told),
      ...(jobs === undefined ? {} : { jobs }),
    };
  };
}

function sourceOfRun({ artifact }: StoryTests, runId: number, attempt: number) {
  const url = `https://github.com/o/r/actions/runs/${runId}`;
  return {
    runId,
    attempt,
    url,
    ...(artifact === undefined ? {} : { artifactId: artifact }),
  };
}

function reportOf(told: StoryTests): TestReport {
  const { failed = [], skipped = [], flaky = [], unnamed = 0, names, origin = 'report' } = told;
  const passed = (told.passed ?? names?.length ?? 0) + flaky.length;
  const counts = {
    tests: passed + failed.length + unnamed + skipped.length,
    passed,
    failed: failed.length + unnamed,
    errored: 0,
    skipped: skipped.length,
    flaky: flaky.length,
  };
  const ids = [...(names ?? []), ...failed, ...skipped, ...flaky]
    .map((id) => keyHex(caseKey(id)))
    .sort();
  return {
    format: origin === 'log' ? 'log:pytest' : 'junit',
    origin,
    counts,
    groups: [{ group: 'tests', counts, durationMs: 1 }],
    cases: [
      ...failed.map((id) => namedCase(id, 'failed', false)),
      ...skipped.map((id) => namedCase(id, 'skipped', false)),
      ...flaky.map((id) => namedCase(id, 'passed', true)),
    ],
    omitted: { groups: 0, cases: unnamed },
    ...(names === undefined ? {} : { identities: ids }),
    durationMs: 1,
    notes: [],
  };
}

function namedCase(id: string, outcome: NamedCase['outcome'], flaky: boolean): NamedCase {
  const parts = id.split(' › ');
  const message = outcome === 'failed' ? 'HTTP 500' : '';
  return { id, group: parts[0] ?? id, name: parts.at(-1) ?? id, outcome, flaky, message };
}

function coverageOf(told: StoryCoverage): {
  source: { what: string; runId: number; path: string };
  leg: string;
  jobs?: readonly string[];
  report: CoverageReport;
} {
  const [covered, total] = told.branches ?? [0, 0];
  return {
    source: { what: 'artifact coverage', runId: 1, path: 'coverage.xml' },
    leg: told.leg ?? '',
    ...(told.jobs === undefined ? {} : { jobs: told.jobs }),
    report: {
      format: told.format ?? 'cobertura',
      origin: 'report',
      lines: { covered: told.covered, total: told.total },
      branches: told.branches === undefined ? null : { covered, total },
      files: Object.entries(told.files ?? {}).map(
        ([path, [hit, all, changedHit = 0, changedAll]]) => ({
          path,
          lines: { covered: hit, total: all },
          branches: null,
          ...(changedAll === undefined
            ? {}
            : { changed: { covered: changedHit, total: changedAll } }),
        }),
      ),
      omitted: 0,
      notes: [],
    },
  };
}

function findingsOf(told: Partial<FindingsReport> & { readonly run?: number }) {
  const none = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };
  const report: FindingsReport = {
    format: 'pip-audit',
    tool: 'pip-audit',
    kind: 'vulnerabilities',
    findings: [],
    omitted: 0,
    notes: [],
    ...told,
    counts: { ...none, ...told.counts },
  };
  return { source: { what: `artifact ${report.tool}`, runId: told.run ?? 1 }, leg: '', report };
}

function probeOf(told: Partial<ProbeResult>): ProbeResult {
  return {
    probe: 'server-boot',
    steps: [],
    log: { state: 'unmatched', searched: [] },
    ...told,
  };
}

function sourceOf(told: Partial<ExpectedSource>): ExpectedSource {
  return {
    kind: 'tests',
    what: 'tests from artifact junit',
    state: 'present',
    required: true,
    declared: true,
    why: 'no run has it',
    ...told,
  };
}

function registryOf(story: Story) {
  const { deferrals, lost, altered } = story;
  if (deferrals === undefined && lost === undefined && altered === undefined) return undefined;
  return {
    path: 'docs/milestones/deferred.yml',
    deferrals: (deferrals ?? []).map((told, index) => ({
      id: told.id,
      issue: 'API tests fail',
      covers: coversOf(told),
      reason: 'the stub cannot infer',
      owner: told.owner ?? '@owner',
      discovered: told.discovered ?? 'M01',
      until: told.until,
      exit: told.exit ?? 'the tests pass',
      line: index * 8 + 1,
      proposed: told.proposed ?? false,
    })),
    lost: lost ?? [],
    altered: altered ?? [],
    base: { state: 'read' as const },
  };
}

function coversOf(told: StoryDeferral): DeferralScope {
  if (told.tests !== undefined) return { kind: 'tests', globs: told.tests };
  if (told.rule !== undefined) return { kind: 'rule', rule: told.rule, level: told.level ?? 3 };
  return { kind: 'threshold', threshold: told.threshold ?? '' };
}
