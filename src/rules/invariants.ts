import { leveled, notApplicable } from '../analysis/fold.ts';
import { defineRule } from '../analysis/runner.ts';
import { countedRuns, runSource } from '../analysis/runs.ts';
import { unknown } from '../analysis/unconverted.ts';
import { plural } from '../lib/format.ts';
import { nameMatcher, pathMatcher } from '../lib/glob.ts';
import type { InvariantConfig } from '../model/config.ts';
import { currentAttempt, jobOutcome, outcomeOf, progressText } from '../model/current-attempt.ts';
import type { Evidence } from '../model/evidence.ts';
import type { EvidenceSet } from '../model/evidence-file.ts';
import type { LevelsContext } from '../model/rule.ts';
import type { WorkflowRun } from '../model/run.ts';
import { type Finding, type Level, levelText, type Proof } from '../model/verdict.ts';

export const invariants = defineRule({
  id: 'invariants',
  title: 'Invariants',
  needs: [],
  levels: [
    'two or more declared invariants are broken, or one is and another could not be checked',
    'one declared invariant is broken',
    '—',
    'broken, under a live deferral of this rule',
    '—',
    'every declared invariant holds',
  ],
  remediation: {
    recommendation:
      'Put back what the invariant protects, or change the invariant in its own pull request.',
    minutes: 60,
    guardrail: 'Declare the invariant before the work that could break it.',
    rollback: 'Revert the change that broke it.',
    area: 'GOV',
  },
  deferralCap: 3,
  needsLevels: true,
  judge(evidence, context) {
    return judgeInvariants(checkInvariants(evidence, context));
  },
});

/** The result for one invariant. `evidence` is one phrase; a held or broken one has proof. */
export interface CheckedInvariant {
  readonly title: string;
  readonly state: 'held' | 'broken' | 'open';
  readonly evidence: string;
  readonly proof: readonly Proof[];
}

/** Checks every invariant of the config and returns the results in its order. */
export function checkInvariants(
  evidence: EvidenceSet,
  { config, milestone, findings }: Pick<LevelsContext, 'config' | 'milestone' | 'findings'>,
): readonly CheckedInvariant[] {
  return config.invariants.map((one) => checkInvariant(one, evidence, findings, milestone));
}

/**
 * Returns the finding for all checked invariants. One that cannot be checked makes the whole
 * unknown; next to a broken one it counts as broken too, because missing evidence excuses nothing.
 */
export function judgeInvariants(checked: readonly CheckedInvariant[]): Finding {
  if (checked.length === 0) return notApplicable('no invariant is declared');
  const broken = checked.filter(({ state }) => state === 'broken');
  const open = checked.filter(({ state }) => state === 'open');
  if (open[0] !== undefined && broken.length === 0) {
    return unknown(`${open[0].title}: ${open[0].evidence}`);
  }
  const level: Level = broken.length === 0 ? 5 : broken.length + open.length === 1 ? 1 : 0;
  return leveled({
    level,
    measured: `${checked.length - broken.length - open.length} of ${plural(checked.length, 'invariant')} held`,
    proof: checked.flatMap(({ title, proof }) =>
      proof.slice(0, 3).map(({ text, source }) => ({ text: `${title}: ${text}`, source })),
    ),
    flaws: broken.map(({ title, evidence, proof }) => ({
      key: `broken:${title}`,
      severity: 'high',
      observation: `${title} is broken: ${evidence}.`,
      ...(proof[0] === undefined ? {} : { source: proof[0].source }),
    })),
  });
}

type CheckResult = Omit<CheckedInvariant, 'title'>;

/**
 * Checks one invariant; without evidence it is unknown. `findings` are those of the other rules.
 * `milestone` replaces `{milestone}` in paths and names.
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
      return allPassed(named(config.job), evidence.runs, jobsIn);
    case 'step':
      return allPassed(named(config.step), evidence.runs, stepsIn);
    case 'artifact':
      return sameDigest(named(config.artifact), config.digest, evidence);
  }
  config satisfies never;
  throw new Error('an invariant is about paths, files, a rule, a job, a step or an artifact');
}

function unknownResult(why: string): CheckResult {
  return { state: 'open', evidence: why, proof: [] };
}

function unchanged(globs: readonly string[], { changes }: EvidenceSet): CheckResult {
  if (changes.state !== 'present') return unknownResult(changes.why);
  const matches = pathMatcher(globs);
  const { files, truncated, base, head } = changes.value;
  const touched = files.filter(
    ({ path, previousPath }) =>
      matches(path) || (previousPath !== undefined && matches(previousPath)),
  );
  const range = `${base.slice(0, 12)}...${head.slice(0, 12)}`;
  const proof = [
    { text: `${plural(files.length, 'file')} changed in ${range}`, source: changes.source },
    ...touched.map(({ path, status }) => ({
      text: `${path} ${status}`,
      source: { what: path, path, commit: head },
    })),
  ];
  if (touched.length > 0) {
    const first = touched[0]?.path ?? '';
    const more = touched.length > 1 ? ` and ${plural(touched.length - 1, 'other')}` : '';
    return { state: 'broken', evidence: `${first}${more} changed`, proof };
  }
  // A file that the truncated list omits may have changed.
  if (truncated) return unknownResult('GitHub lists only a part of the changed files');
  return { state: 'held', evidence: `no change under ${globs.join(', ')}`, proof };
}

function filesExist(paths: readonly string[], evidence: EvidenceSet): CheckResult {
  const { declaredFiles } = evidence;
  if (declaredFiles.state !== 'present') return unknownResult(declaredFiles.why);
  const known = new Map(declaredFiles.value.map((file) => [file.path, file]));
  const unchecked = paths.find((path) => !known.has(path));
  const files = paths.flatMap((path) => known.get(path) ?? []);
  const missing = files.filter(({ state }) => state !== 'present');
  const { commit } = declaredFiles.source;
  const proof = files.map(({ path, state, bytes }) => ({
    text: state === 'present' ? `${path}, ${bytes} bytes` : `${path} is ${state}`,
    source: { what: path, path, ...(commit === undefined ? {} : { commit }) },
  }));
  if (missing.length > 0) {
    const words = missing.map(({ path, state }) => `${path} is ${state}`).join(', ');
    return { state: 'broken', evidence: words, proof };
  }
  if (unchecked !== undefined) return unknownResult(`nobody looked for ${unchecked}`);
  return { state: 'held', evidence: `${files.map(({ path }) => path).join(', ')} there`, proof };
}

function ruleAtLeast(rule: string, atLeast: number, finding: Finding | undefined): CheckResult {
  if (finding === undefined) return unknownResult(`${rule} was not judged`);
  if (finding.state === 'not-applicable')
    return unknownResult(`${rule} does not apply: ${finding.why}`);
  const { level, most } = finding;
  const evidence = `${rule} is ${levelText(finding)}, required at least ${atLeast}: ${finding.measured}`;
  if (level < atLeast && most >= atLeast) return unknownResult(evidence);
  const state = level >= atLeast ? 'held' : 'broken';
  return { state, evidence, proof: finding.proof };
}

/** Artifacts of the audited code must have the declared digest, or at least two the same one. */
function sameDigest(
  glob: string,
  declared: string | undefined,
  { artifacts, runs }: EvidenceSet,
): CheckResult {
  if (artifacts.state !== 'present') return unknownResult(artifacts.why);
  if (runs.state !== 'present') return unknownResult(runs.why);
  const runIds = new Set(countedRuns(runs.value).counted.map(({ id }) => id));
  const matches = nameMatcher([glob]);
  const found = artifacts.value
    .filter(({ name, runId }) => runIds.has(runId) && matches(name))
    .toSorted((a, b) => a.id - b.id);
  const withoutDigest = found.find(({ digest }) => digest === undefined);
  if (found.length === 0) return unknownResult(`no artifact is called ${glob}`);
  if (withoutDigest !== undefined)
    return unknownResult(`GitHub states no digest of artifact ${withoutDigest.name}`);
  const digests = [...new Set(found.map(({ digest = '' }) => digest))];
  const proof = found.map(({ id, name, runId, attempt, digest = '' }) => ({
    text: `artifact ${name}: ${digest}`,
    source: { what: `artifact ${name}`, runId, attempt, artifactId: id, digest },
  }));
  const wanted = declared ?? digests[0];
  const wrong = proof.filter(({ source }) => source.digest !== wanted);
  if (wrong[0] !== undefined) {
    return { state: 'broken', evidence: `${wrong[0].text}, not ${wanted}`, proof };
  }
  if (declared === undefined && found.length < 2)
    return unknownResult(`only one artifact is called ${glob}`);
  const count = plural(found.length, 'artifact');
  return { state: 'held', evidence: `${count} called ${glob} with ${wanted}`, proof };
}

interface Executed {
  readonly name: string;
  readonly passed: boolean;
  readonly proof: Proof;
}

type Finder = (run: WorkflowRun, matches: (name: string) => boolean) => readonly Executed[];

/** Every job or step of the name must pass; without one there is no evidence. */
function allPassed(
  glob: string,
  runs: Evidence<readonly WorkflowRun[]>,
  find: Finder,
): CheckResult {
  if (runs.state !== 'present') return unknownResult(runs.why);
  const matches = nameMatcher([glob]);
  const executed = countedRuns(runs.value).counted.flatMap((run) => find(run, matches));
  if (executed.length === 0) return unknownResult(`nothing ran under the name ${glob}`);
  const bad = executed.filter(({ passed }) => !passed);
  const proof = executed.map((one) => one.proof);
  const state = bad.length === 0 ? 'held' : 'broken';
  const word =
    bad.length === 0
      ? 'passed'
      : `did not pass: ${bad.map(({ proof: { text } }) => text).join(', ')}`;
  return { state, evidence: `${glob} ${word}`, proof };
}

function jobsIn(run: WorkflowRun, matches: (name: string) => boolean): readonly Executed[] {
  const attempt = currentAttempt(run);
  return attempt.jobs
    .filter(({ name }) => matches(name))
    .map((job) => ({
      name: job.name,
      passed: jobOutcome(job) === 'passed',
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
        name: step.name,
        passed: outcomeOf(step.progress) === 'passed',
        proof: {
          text: `step ${step.name}: ${progressText(step.progress)}`,
          source: runSource(run, attempt, job, step),
        },
      })),
  );
}
