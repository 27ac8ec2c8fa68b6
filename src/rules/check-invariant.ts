import { type Because, causeOfJobs, ownCause } from '../analysis/causes.ts';
import { deferralCover } from '../analysis/deferrals.ts';
import { gapsOf } from '../analysis/gaps.ts';
import { countedRuns, runSource } from '../analysis/runs.ts';
import { countedTests } from '../analysis/test-reports.ts';
import { quantity } from '../lib/format.ts';
import { nameMatcher, pathMatcher } from '../lib/glob.ts';
import type { InvariantConfig } from '../model/config.ts';
import {
  currentAttempt,
  jobOutcome,
  type Outcome,
  outcomeOf,
  progressText,
} from '../model/current-attempt.ts';
import type { EvidenceKind, EvidenceSet } from '../model/evidence-file.ts';
import type { ArtifactRecord } from '../model/reports.ts';
import type { Job, WorkflowRun } from '../model/run.ts';
import { type Finding, levelText, type Open, type Proof } from '../model/verdict.ts';
import { testStepFinder } from '../workflow/test-steps.ts';

/**
 * The result for one invariant. `evidence` is one phrase; a held or broken one has proof, and an open
 * one names the missing evidence.
 */
export interface CheckedInvariant {
  readonly title: string;
  readonly state: 'held' | 'broken' | 'open';
  readonly evidence: string;
  readonly proof: readonly Proof[];
  /** Why it is broken, where a rule or a failed step is the cause. */
  readonly because?: Because;
  /** Not empty exactly when the state is `open`. */
  readonly open: readonly Open[];
}

type CheckResult = Omit<CheckedInvariant, 'title'>;

/**
 * Checks one invariant; what missing evidence could change is open. `findings` are those of the
 * other rules. `milestone` replaces `{milestone}` in paths and names.
 */
export function checkInvariant(
  config: InvariantConfig,
  evidence: EvidenceSet,
  findings: ReadonlyMap<string, Finding>,
  milestone: string,
): CheckedInvariant {
  return { title: config.title, ...check(config, evidence, findings, milestone) };
}

function check(
  config: InvariantConfig,
  evidence: EvidenceSet,
  findings: ReadonlyMap<string, Finding>,
  milestone: string,
): CheckResult {
  const named = (text: string): string => text.replaceAll('{milestone}', milestone);
  switch (config.kind) {
    case 'unchanged':
      return unchanged(config.globs.map(named), evidence);
    case 'files':
      return filesExist(config.files.map(named), evidence);
    case 'rule':
      return ruleAtLeast(config.rule, config.atLeast, findings.get(config.rule));
    case 'job':
      return allPassed(named(config.job), evidence, jobsIn, milestone);
    case 'step':
      return allPassed(named(config.step), evidence, stepsIn, milestone);
    case 'artifact':
      return sameDigest(named(config.artifact), config.digest, evidence);
  }
  config satisfies never;
  throw new Error('an invariant is about paths, files, a rule, a job, a step or an artifact');
}

function held(evidence: string, proof: readonly Proof[]): CheckResult {
  return { state: 'held', evidence, proof, open: [] };
}

function broken(evidence: string, proof: readonly Proof[], because: Because = {}): CheckResult {
  return { state: 'broken', evidence, proof, because, open: [] };
}

/** Evidence that does not show whether the invariant holds. */
function undecided(kind: EvidenceKind, what: string, why: string): CheckResult {
  return { state: 'open', evidence: why, proof: [], open: [{ kind, what, why }] };
}

/** Known parts that hold, next to gaps that may break the invariant. */
function gapsOpen(gaps: readonly Open[], proof: readonly Proof[]): CheckResult | undefined {
  const [first] = gaps;
  if (first === undefined) return undefined;
  return { state: 'open', evidence: `${first.what}: ${first.why}`, proof, open: gaps };
}

function unchanged(globs: readonly string[], evidence: EvidenceSet): CheckResult {
  const { changes } = evidence;
  if (changes.state !== 'present') {
    return undecided('changes', 'list of changed files', changes.why);
  }
  const matches = pathMatcher(globs);
  const { files, unlisted, base, head } = changes.value;
  const touched = [
    ...files.filter(({ path, previousPath = path }) => matches(path) || matches(previousPath)),
    ...(unlisted ?? []).filter(({ path }) => matches(path)),
  ];
  const range = `${base.slice(0, 12)}...${head.slice(0, 12)}`;
  const proof = [
    {
      text: `${quantity(files.length + (unlisted ?? []).length, 'file')} changed in ${range}`,
      source: changes.source,
    },
    ...touched.map(({ path, status }) => ({
      text: `${path} ${status}`,
      source: { what: path, path, commit: head },
    })),
  ];
  if (touched.length > 0) {
    const first = touched[0]?.path ?? '';
    const more = touched.length > 1 ? ` and ${quantity(touched.length - 1, 'other')}` : '';
    return broken(`${first}${more} changed`, proof);
  }
  // A file that a truncated list omits may have changed.
  const gaps = unlisted === undefined ? gapsOf('changes', evidence) : [];
  return gapsOpen(gaps, proof) ?? held(`no change under ${globs.join(', ')}`, proof);
}

function filesExist(paths: readonly string[], { declaredFiles }: EvidenceSet): CheckResult {
  if (declaredFiles.state !== 'present') {
    return undecided('declaredFiles', paths.join(', '), declaredFiles.why);
  }
  const known = new Map(declaredFiles.value.map((file) => [file.path, file]));
  const unchecked = paths.filter((path) => !known.has(path));
  const files = paths.flatMap((path) => known.get(path) ?? []);
  const lacking = files.filter(({ state }) => state !== 'present');
  const { commit } = declaredFiles.source;
  const word = { present: 'present', empty: 'empty', absent: 'missing' } as const;
  const proof = files.map(({ path, state, bytes }) => ({
    text: state === 'present' ? `${path}, ${bytes} bytes` : `${path} is ${word[state]}`,
    source: { what: path, path, ...(commit === undefined ? {} : { commit }) },
  }));
  if (lacking.length > 0) {
    const texts = lacking.map(({ path, state }) => `${path} is ${word[state]}`);
    return broken(texts.join(', '), proof);
  }
  const why = 'it was not looked up';
  const gaps = unchecked.map((what) => ({ kind: 'declaredFiles' as const, what, why }));
  return (
    gapsOpen(gaps, proof) ??
    held(`${files.map(({ path }) => path).join(', ')} exist and are not empty`, proof)
  );
}

function ruleAtLeast(rule: string, atLeast: number, finding: Finding | undefined): CheckResult {
  if (finding === undefined) return undecided('runs', `level of ${rule}`, `${rule} was not judged`);
  if (finding.state === 'not-applicable') {
    return undecided('runs', `level of ${rule}`, `${rule} does not apply: ${finding.why}`);
  }
  const { level, most, open, proof, flaws } = finding;
  const evidence = `${rule} is ${levelText(finding)}, required at least ${atLeast}: ${finding.measured}`;
  if (level >= atLeast) return held(evidence, proof);
  const { cause = ownCause(rule), deferrals = [] } = flaws[0] ?? {};
  return most < atLeast
    ? broken(evidence, proof, { cause, deferrals })
    : { state: 'open', evidence, proof, open };
}

/** Artifacts of the audited code must have the declared digest, or at least two the same one. */
function sameDigest(
  glob: string,
  declared: string | undefined,
  evidence: EvidenceSet,
): CheckResult {
  const { artifacts, runs } = evidence;
  const what = `digests of the artifacts called ${glob}`;
  if (artifacts.state !== 'present') return undecided('artifacts', what, artifacts.why);
  if (runs.state !== 'present') return undecided('runs', what, runs.why);
  const runIds = new Set(countedRuns(runs.value).counted.map(({ id }) => id));
  const matches = nameMatcher([glob]);
  const found = artifacts.value
    .filter(({ name, runId }) => runIds.has(runId) && matches(name))
    .toSorted((a, b) => a.id - b.id);
  const known = found.filter(({ digest }) => digest !== undefined);
  const proof = known.map(({ id, name, runId, attempt, digest = '' }) => ({
    text: `artifact ${name}: ${digest}`,
    source: { what: `artifact ${name}`, runId, attempt, artifactId: id, digest },
  }));
  const wanted = declared ?? known[0]?.digest;
  const wrong = proof.find(({ source }) => source.digest !== wanted);
  if (wrong !== undefined) return broken(`${wrong.text}, not ${wanted}`, proof);
  const gaps = [
    ...artifactGaps(glob, found, declared === undefined ? 2 : 1),
    ...(artifacts.unread ?? []).map((part): Open => ({ kind: 'artifacts', ...part })),
    ...gapsOf('runs', evidence),
  ];
  const count = quantity(found.length, 'artifact');
  return gapsOpen(gaps, proof) ?? held(`${count} called ${glob} with ${wanted}`, proof);
}

function artifactGaps(
  glob: string,
  found: readonly ArtifactRecord[],
  wanted: number,
): readonly Open[] {
  const what = `digests of the artifacts called ${glob}`;
  const lacking = found
    .filter(({ digest }) => digest === undefined)
    .map(({ name }): Open => {
      return { kind: 'artifacts', what: `digest of artifact ${name}`, why: 'GitHub states none' };
    });
  if (found.length >= wanted) return lacking;
  const why = found.length === 0 ? 'there is no such artifact' : 'there is only one such artifact';
  return [...lacking, { kind: 'artifacts', what, why }];
}

/** A job or step that an invariant names. */
interface Executed {
  readonly run: WorkflowRun;
  readonly job: Job;
  readonly outcome: Outcome;
  readonly proof: Proof;
}

type Finder = (run: WorkflowRun, matches: (name: string) => boolean) => readonly Executed[];

/** Every job or step of the name must pass; without one there is no evidence. */
function allPassed(
  glob: string,
  evidence: EvidenceSet,
  find: Finder,
  milestone: string,
): CheckResult {
  const { runs } = evidence;
  const what = `jobs and steps called ${glob}`;
  if (runs.state !== 'present') return undecided('runs', what, runs.why);
  const matches = nameMatcher([glob]);
  const executed = countedRuns(runs.value).counted.flatMap((run) => find(run, matches));
  const proof = executed.map((one) => one.proof);
  const bad = executed.filter(({ outcome }) => outcome === 'failed' || outcome === 'idle');
  if (bad.length > 0) {
    const words = bad.map((one) => one.proof.text).join(', ');
    return broken(`${glob} did not pass: ${words}`, proof, becauseOf(bad, evidence, milestone));
  }
  const unfinished = executed
    .filter(({ outcome }) => outcome === 'unfinished')
    .map(({ proof: { source } }): Open => {
      return { kind: 'runs', what: source.what, why: 'it has not ended', source, wait: true };
    });
  const gaps = [...unfinished, ...gapsOf('runs', evidence)];
  if (gaps.length === 0 && executed.length === 0) {
    return undecided('runs', what, `nothing ran under the name ${glob}`);
  }
  return gapsOpen(gaps, proof) ?? held(`${glob} passed`, proof);
}

/** Returns why the first job that failed did, or the job of the first step that did not pass. */
function becauseOf(
  bad: readonly Executed[],
  { runs, tests, registry, files }: EvidenceSet,
  milestone: string,
): Because {
  const first = bad.find(({ job }) => jobOutcome(job) === 'failed');
  if (first === undefined) return {};
  const collected = tests.state === 'present' ? tests.value : [];
  return causeOfJobs(first.run, [first.job], {
    runs: runs.state === 'present' ? runs.value : [],
    tests: countedTests(collected, runs),
    cover: deferralCover(registry, milestone),
    isTestStep: testStepFinder(files, []),
  });
}

function jobsIn(run: WorkflowRun, matches: (name: string) => boolean): readonly Executed[] {
  const attempt = currentAttempt(run);
  return attempt.jobs
    .filter(({ name }) => matches(name))
    .map((job) => ({
      run,
      job,
      outcome: jobOutcome(job),
      proof: {
        text: `job ${job.name}: ${progressText(job.progress)}`,
        source: runSource(run, attempt, job),
      },
    }));
}

function stepsIn(run: WorkflowRun, matches: (name: string) => boolean): readonly Executed[] {
  const attempt = currentAttempt(run);
  return attempt.jobs.flatMap((job) =>
    job.steps
      .filter(({ name }) => matches(name))
      .map((step) => ({
        run,
        job,
        outcome: outcomeOf(step.progress),
        proof: {
          text: `step ${step.name}: ${progressText(step.progress)}`,
          source: runSource(run, attempt, job, step),
        },
      })),
  );
}
