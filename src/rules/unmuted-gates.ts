import { leveled } from '../analysis/verdict-builders/finding.ts';
import { severityOf } from '../analysis/verdict-builders/severity-of.ts';
import { fileSource, filesProof, judgeWorkflows } from '../analysis/workflow-evidence.ts';
import { plural } from '../lib/plural.ts';
import type { RepositoryFiles } from '../model/evidence-file.ts';
import { defineRule } from '../model/rule.ts';
import type { Finding, Flaw, Level } from '../model/verdict.ts';
import type { Workflow } from '../model/workflow.ts';
import { type Gate, gatesOf } from '../workflow/gates/all-gates.ts';
import { type Mute, mutesOf } from '../workflow/gates/ignored-failures.ts';

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
  judge({ files }) {
    return judgeWorkflows(files, (workflows) => judgeMutes(files, workflows));
  },
});

function judgeMutes(files: RepositoryFiles, workflows: readonly Workflow[]): Finding {
  const gates = gatesOf(workflows);
  const mutes = gateMutes(workflows, gates);
  const heavy = mutes.filter(isHeavy);
  const level = levelOf(mutes, heavy, gates);
  // A check that two mutes hold is one check.
  const muted = gates.filter(({ mute }) => mute !== undefined).length;
  return leveled({
    level,
    measured: `${muted} of ${plural(gates.length, 'check')} muted`,
    proof:
      mutes.length === 0
        ? filesProof(files, 'no check is muted')
        : mutes.map((mute) => ({
            text: mute.text,
            source: fileSource(files, mute.path, mute.line),
          })),
    flaws: [...heavy, ...mutes.filter((mute) => !isHeavy(mute))].map((mute) =>
      flawOf(files, mute, level),
    ),
  });
}

/** Mutes of what checks something, at its callers too; a step that only uploads may fail in peace. */
function gateMutes(workflows: readonly Workflow[], gates: readonly Gate[]): readonly Mute[] {
  const all = workflows.flatMap(mutesOf);
  const checking = new Set(
    (all.length === 0 ? [] : gates).flatMap(({ path, job, step }) => [
      keyOf(path, job.id, step.name),
      keyOf(path, job.id, ''),
    ]),
  );
  const own = all.filter(({ path, job, step }) => checking.has(keyOf(path, job, step)));
  const known = new Set(own.map(placeOf));
  const called = new Map(
    weightiestFirst(gates.filter(({ via }) => via.length > 0))
      .flatMap(({ via, target }) =>
        via.flatMap(({ mutes }) => mutes.map((mute) => ({ ...mute, target }))),
      )
      .filter((mute) => !known.has(placeOf(mute)))
      .toReversed()
      .map((mute) => [placeOf(mute), mute]),
  );
  return [...own, ...called.values()];
}

/** One mute at a call silences everything behind it, and counts as a mute of the weightiest. */
function weightiestFirst(gates: readonly Gate[]): readonly Gate[] {
  const weight = ({ target }: Gate): number => (HEAVY.includes(target) ? 0 : 1);
  return gates.toSorted((a, b) => weight(a) - weight(b));
}

function placeOf({ path, line, kind }: Mute): string {
  return JSON.stringify([path, line, kind]);
}

function keyOf(path: string, job: string, step: string): string {
  return JSON.stringify([path, job, step]);
}

const HEAVY: readonly Gate['target'][] = ['test', 'scan', 'coverage'];

function isHeavy({ target, certain }: Mute): boolean {
  return certain && HEAVY.includes(target);
}

function levelOf(mutes: readonly Mute[], heavy: readonly Mute[], gates: readonly Gate[]): Level {
  if (mutes.length === 0) return 5;
  if (heavy.length === 0) return 4;
  const muted = heavy.some(({ target }) => target === 'test');
  const loud = gates.some(({ target, mute }) => target === 'test' && mute?.certain !== true);
  if (muted && !loud) return 0;
  return heavy.length === 1 ? 2 : 1;
}

function flawOf(files: RepositoryFiles, mute: Mute, level: Level): Flaw {
  const where = mute.step === '' ? `job ${mute.job}` : `job ${mute.job}, step ${mute.step}`;
  return {
    key: `${mute.kind}:${mute.path}:${mute.job}:${mute.step}`,
    severity: isHeavy(mute) ? severityOf(level) : 'low',
    observation: `${mute.path}:${mute.line} mutes a ${mute.target} check (${where}): ${mute.text}.`,
    source: fileSource(files, mute.path, mute.line),
  };
}
