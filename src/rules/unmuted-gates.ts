import type { RepositoryFiles } from '../model/bundle.ts';
import { defineRule } from '../model/rule.ts';
import type { Finding, Flaw, Level } from '../model/verdict.ts';
import type { Workflow } from '../model/workflow.ts';
import { gatesOfStep } from '../workflow/gates.ts';
import type { Mute } from '../workflow/mute.ts';
import { mutesOf } from '../workflow/mutes.ts';
import { leveled } from './finding.ts';
import { plural } from './plural.ts';
import { severityOf } from './severity-of.ts';
import { fileSource, filesProof, judgeWorkflows } from './workflow-evidence.ts';

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
  const mutes = gateMutes(workflows);
  const heavy = mutes.filter(isHeavy);
  const level = levelOf(mutes, heavy, workflows);
  const gates = workflows.flatMap(({ jobs }) =>
    jobs.flatMap(({ steps }) => steps.flatMap(gatesOfStep)),
  );
  return leveled({
    level,
    measured: `${mutes.length} of ${plural(Math.max(gates.length, mutes.length), 'check')} muted`,
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

/** Mutes of what checks something; a step that only uploads may fail in peace. */
function gateMutes(workflows: readonly Workflow[]): readonly Mute[] {
  const checking = new Set(
    workflows.flatMap(({ path, jobs }) =>
      jobs.flatMap((job) => [
        ...job.steps
          .filter((step) => gatesOfStep(step).length > 0)
          .flatMap((step) => [keyOf(path, job.id, step.name), keyOf(path, job.id, '')]),
      ]),
    ),
  );
  return workflows
    .flatMap(mutesOf)
    .filter(({ path, job, step }) => checking.has(keyOf(path, job, step)));
}

function keyOf(path: string, job: string, step: string): string {
  return JSON.stringify([path, job, step]);
}

function isHeavy({ target, certain }: Mute): boolean {
  return certain && ['test', 'scan', 'coverage'].includes(target);
}

function levelOf(
  mutes: readonly Mute[],
  heavy: readonly Mute[],
  workflows: readonly Workflow[],
): Level {
  if (mutes.length === 0) return 5;
  if (heavy.length === 0) return 4;
  const muted = heavy.some(({ target }) => target === 'test');
  if (muted && !workflows.some((workflow) => hasLoudTest(workflow, heavy))) return 0;
  return heavy.length === 1 ? 2 : 1;
}

function hasLoudTest({ path, jobs }: Workflow, mutes: readonly Mute[]): boolean {
  return jobs.some((job) => {
    const ofJob = mutes.filter((mute) => mute.path === path && mute.job === job.id);
    if (ofJob.some(({ step }) => step === '')) return false;
    return job.steps.some(
      (step) =>
        !ofJob.some((mute) => mute.step === step.name) &&
        gatesOfStep(step).some(({ target, mute }) => target === 'test' && mute === undefined),
    );
  });
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
