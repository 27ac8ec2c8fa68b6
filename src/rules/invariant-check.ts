import type { EvidenceSet } from '../model/bundle.ts';
import type { InvariantConfig } from '../model/config.ts';
import type { Source } from '../model/evidence.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Finding, Proof } from '../model/verdict.ts';
import { countedRuns } from './counted-runs.ts';
import { currentAttempt, jobOutcome, type Outcome, outcomeOf } from './current-attempt.ts';
import { nameMatcher, pathMatcher } from './glob.ts';
import { plural } from './plural.ts';
import { runSource } from './run-source.ts';

/** Whether a declared invariant held in this milestone, and by what one can see it. */
export interface CheckedInvariant {
  readonly title: string;
  readonly state: 'held' | 'broken' | 'unknown';
  readonly evidence: string;
  readonly proof: readonly Proof[];
}

type Checked = Omit<CheckedInvariant, 'title'>;

/** What an invariant may look at; `levels` are the findings of the other rules by id. */
export interface InvariantEvidence {
  readonly evidence: EvidenceSet;
  readonly levels: ReadonlyMap<string, Finding>;
  readonly milestone: string;
}

/** Checks one declared invariant. What cannot be seen is unknown, and a declaration that matches nothing says so. */
export function checkInvariant(
  invariant: InvariantConfig,
  given: InvariantEvidence,
): CheckedInvariant {
  const { title } = invariant;
  switch (invariant.kind) {
    case 'unchanged':
      return { title, ...checkUnchanged(invariant.globs, given) };
    case 'files':
      return { title, ...checkFiles(invariant.files, given) };
    case 'rule':
      return { title, ...checkRule(invariant.rule, invariant.atLeast, given) };
    case 'job':
      return { title, ...checkRan('job', invariant.job, given) };
    case 'step':
      return { title, ...checkRan('step', invariant.step, given) };
  }
  invariant satisfies never;
  throw new Error('unreachable');
}

function unknown(evidence: string): Checked {
  return { state: 'unknown', evidence, proof: [] };
}

function checkUnchanged(
  globs: readonly string[],
  { evidence: { changes } }: InvariantEvidence,
): Checked {
  if (changes.state !== 'present') return unknown(changes.why);
  const { files, truncated, base, head } = changes.value;
  const matches = pathMatcher(globs);
  const touched = files.filter(
    ({ path, previousPath }) =>
      matches(path) || (previousPath !== undefined && matches(previousPath)),
  );
  const [first] = touched;
  if (first !== undefined) {
    const more = touched.length > 1 ? ` and ${plural(touched.length - 1, 'more file')}` : '';
    const source: Source = { what: first.path, path: first.path, commit: head };
    const text = `${first.path} was ${first.status}${more}`;
    return { state: 'broken', evidence: text, proof: [{ text, source }] };
  }
  if (truncated)
    return unknown('not all changed files are known: GitHub listed only a part of them');
  const text = `none of ${plural(files.length, 'changed file')} matches ${globs.join(', ')}`;
  return {
    state: 'held',
    evidence: text,
    proof: [{ text: `${base.slice(0, 7)}…${head.slice(0, 7)}`, source: changes.source }],
  };
}

function checkFiles(paths: readonly string[], { evidence, milestone }: InvariantEvidence): Checked {
  const { declaredFiles } = evidence;
  if (declaredFiles.state !== 'present') return unknown(declaredFiles.why);
  const wanted = paths.map((path) => path.replaceAll('{milestone}', milestone));
  const found = wanted.map((path) => declaredFiles.value.find((file) => file.path === path));
  const bad = wanted.flatMap((path, index) => {
    const state = found[index]?.state ?? 'absent';
    return state === 'present' ? [] : [`${path} is ${state}`];
  });
  if (bad.length > 0) return { state: 'broken', evidence: bad.join('; '), proof: [] };
  const proof = wanted.map((path) => ({
    text: path,
    source: { ...declaredFiles.source, what: path, path },
  }));
  return {
    state: 'held',
    evidence: wanted.map((path) => path.slice(path.lastIndexOf('/') + 1)).join(', '),
    proof,
  };
}

function checkRule(rule: string, atLeast: number, { levels }: InvariantEvidence): Checked {
  const finding = levels.get(rule);
  if (finding === undefined) return unknown(`${rule} was not judged`);
  if (finding.state !== 'level') return unknown(`${rule}: ${finding.why}`);
  const evidence = `${rule} ${finding.level}, at least ${atLeast} is asked: ${finding.measured}`;
  return { state: finding.level >= atLeast ? 'held' : 'broken', evidence, proof: finding.proof };
}

interface Ran {
  readonly name: string;
  readonly outcome: Outcome;
  readonly source: Source;
}

function checkRan(
  kind: 'job' | 'step',
  glob: string,
  { evidence: { runs } }: InvariantEvidence,
): Checked {
  if (runs.state !== 'present') return unknown(runs.why);
  const matches = nameMatcher([glob]);
  const ran = countedRuns(runs.value)
    .counted.flatMap((run) => ranOf(kind, run))
    .filter(({ name }) => matches(name));
  if (ran.length === 0) return unknown(`no ${kind} of this commit is named ${glob}`);
  const failed = ran.find(({ outcome }) => outcome === 'failed');
  const open = ran.find(({ outcome }) => outcome !== 'passed');
  const proof = ran
    .slice(0, 5)
    .map(({ name, outcome, source }) => ({ text: `${name}: ${outcome}`, source }));
  if (failed !== undefined) return { state: 'broken', evidence: `${failed.name} failed`, proof };
  if (open !== undefined) {
    return unknown(`${open.name} ${open.outcome === 'idle' ? 'did not run' : 'is unfinished'}`);
  }
  return { state: 'held', evidence: `${plural(ran.length, kind)} passed`, proof };
}

function ranOf(kind: 'job' | 'step', run: WorkflowRun): readonly Ran[] {
  const attempt = currentAttempt(run);
  return attempt.jobs.flatMap((job): readonly Ran[] =>
    kind === 'job'
      ? [{ name: job.name, outcome: jobOutcome(job), source: runSource(run, attempt, job) }]
      : job.steps.map((step) => ({
          name: step.name,
          outcome: outcomeOf(step.progress),
          source: runSource(run, attempt, job, step),
        })),
  );
}
