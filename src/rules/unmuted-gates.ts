import { leveled } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { fileSource, filesProof, judgeWorkflows } from '../analysis/workflow-files.ts';
import { plural } from '../lib/format.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { Finding, Flaw, Level } from '../model/verdict.ts';
import type { Workflow } from '../model/workflow.ts';
import { allGates, type Gate } from '../workflow/gates/all-gates.ts';
import { type IgnoredFailure, ignoredFailures } from '../workflow/gates/ignored-failures.ts';

export const unmutedGates = defineRule({
  id: 'unmuted-gates',
  title: 'Unmuted gates',
  needs: ['files'],
  levels: [
    'every test step is muted: no test can turn a run red',
    'two or more test, scan or coverage steps are muted',
    'one test, scan or coverage step is muted',
    'steps are muted under a live deferral of this rule',
    'only other checks are muted, or an expression mutes some legs',
    'nothing that checks is muted',
  ],
  remediation: {
    recommendation:
      'Remove `|| true`, `continue-on-error` and `if: false` from the step; mark what is known to fail as such in the tool, or defer this rule.',
    minutes: 30,
    guardrail: 'Keep this rule in a gate, so that a new mute turns the audit red.',
    rollback: 'Mute it again under a deferral with a date.',
    area: 'CI',
  },
  deferralCap: 3,
  judge({ files }) {
    return judgeWorkflows(files, (workflows) => judgeIgnored(files, workflows));
  },
});

function judgeIgnored(files: RepositoryFiles, workflows: readonly Workflow[]): Finding {
  const gates = allGates(workflows);
  const ignored = ignoredChecks(workflows, gates);
  const major = ignored.filter(isMajor);
  const level = levelOf(ignored, major, gates);
  // A check whose failure is ignored twice counts once.
  const ignoredTests = gates.filter(({ mute }) => mute !== undefined).length;
  return leveled({
    level,
    measured: `${ignoredTests} of ${plural(gates.length, 'check')} muted`,
    proof:
      ignored.length === 0
        ? filesProof(files, 'no check is muted')
        : ignored.map((mute) => ({
            text: mute.text,
            source: fileSource(files, mute.path, mute.line),
          })),
    flaws: [...major, ...ignored.filter((mute) => !isMajor(mute))].map((mute) =>
      flawOf(files, mute, level),
    ),
  });
}

/** Returns ignored failures of checks, also in callers; an upload, for example, may fail. */
function ignoredChecks(
  workflows: readonly Workflow[],
  gates: readonly Gate[],
): readonly IgnoredFailure[] {
  const all = workflows.flatMap(ignoredFailures);
  const checking = new Set(
    (all.length === 0 ? [] : gates).flatMap(({ path, job, step }) => [
      keyOf(path, job.id, step.name),
      keyOf(path, job.id, ''),
    ]),
  );
  const own = all.filter(({ path, job, step }) => checking.has(keyOf(path, job, step)));
  const known = new Set(own.map(locationKey));
  const called = new Map(
    majorFirst(gates.filter(({ via }) => via.length > 0))
      .flatMap(({ via, target }) =>
        via.flatMap(({ mutes }) => mutes.map((mute) => ({ ...mute, target }))),
      )
      .filter((mute) => !known.has(locationKey(mute)))
      .toReversed()
      .map((mute) => [locationKey(mute), mute]),
  );
  return [...own, ...called.values()];
}

/** An ignored failure at a call covers every check behind it, and counts for the weightiest. */
function majorFirst(gates: readonly Gate[]): readonly Gate[] {
  const rank = ({ target }: Gate): number => (MAJOR_TARGETS.includes(target) ? 0 : 1);
  return gates.toSorted((a, b) => rank(a) - rank(b));
}

function locationKey({ path, line, kind }: IgnoredFailure): string {
  return JSON.stringify([path, line, kind]);
}

function keyOf(path: string, job: string, step: string): string {
  return JSON.stringify([path, job, step]);
}

const MAJOR_TARGETS: readonly Gate['target'][] = ['test', 'scan', 'coverage'];

function isMajor({ target, certain }: IgnoredFailure): boolean {
  return certain && MAJOR_TARGETS.includes(target);
}

function levelOf(
  ignored: readonly IgnoredFailure[],
  major: readonly IgnoredFailure[],
  gates: readonly Gate[],
): Level {
  if (ignored.length === 0) return 5;
  if (major.length === 0) return 4;
  const ignoredTests = major.some(({ target }) => target === 'test');
  const blocking = gates.some(({ target, mute }) => target === 'test' && mute?.certain !== true);
  if (ignoredTests && !blocking) return 0;
  return major.length === 1 ? 2 : 1;
}

function flawOf(files: RepositoryFiles, mute: IgnoredFailure, level: Level): Flaw {
  const where = mute.step === '' ? `job ${mute.job}` : `job ${mute.job}, step ${mute.step}`;
  return {
    key: `${mute.kind}:${mute.path}:${mute.job}:${mute.step}`,
    severity: isMajor(mute) ? severityOf(level) : 'low',
    observation: `${mute.path}:${mute.line} mutes a ${mute.target} check (${where}): ${mute.text}.`,
    source: fileSource(files, mute.path, mute.line),
  };
}
