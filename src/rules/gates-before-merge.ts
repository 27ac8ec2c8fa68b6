import { deferralCover } from '../analysis/deferrals.ts';
import { explainRun, type RunEvidence } from '../analysis/explained-run.ts';
import { leveled, notApplicable } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { countedRuns, runSource } from '../analysis/runs.ts';
import { fileSource, judgeWorkflows } from '../analysis/workflow-files.ts';
import { plural } from '../lib/format.ts';
import { attemptOutcome, currentAttempt, progressText } from '../model/current-attempt.ts';
import { present } from '../model/evidence.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Finding, Flaw, Level, Proof } from '../model/verdict.ts';
import type { Trigger, Workflow } from '../model/workflow.ts';
import { gatesOfStep } from '../workflow/gates/gates.ts';
import { testStepFinder } from '../workflow/test-steps.ts';

export const gatesBeforeMerge = defineRule({
  id: 'gates-before-merge',
  title: 'Gates before merge',
  needs: ['files', 'runs'],
  uses: ['tests', 'registry'],
  levels: [
    'nothing is checked before the merge',
    'a workflow failed after the merge, and not only through deferred tests',
    '—',
    'some tests, scans or coverage run only after the merge',
    'only other checks run only after the merge',
    'every workflow that checks something runs before the merge',
  ],
  remediation: {
    recommendation: 'Start the workflow on `pull_request` (or `merge_group`) too.',
    minutes: 20,
    guardrail: 'Require its jobs in branch protection.',
    rollback: 'Remove the trigger again.',
    area: 'CI',
  },
  judge({ files, runs, tests, registry }, { milestone, target }) {
    const facts: RunEvidence = {
      runs,
      tests: tests.state === 'present' ? tests.value : [],
      cover: deferralCover(registry, milestone),
      isTestStep: testStepFinder(present(files, { what: 'files' }), []),
    };
    const failed = target.occasion.kind === 'merged' ? failedAfterMerge(facts) : [];
    return judgeWorkflows(files, (workflows) => judgeTriggers(files, workflows, failed));
  },
});

interface Gated {
  readonly workflow: Workflow;
  readonly major: boolean;
  readonly before: boolean;
}

function judgeTriggers(
  files: RepositoryFiles,
  workflows: readonly Workflow[],
  failed: readonly WorkflowRun[],
): Finding {
  const gated = workflows.flatMap(gatedOf);
  if (gated.length === 0) return notApplicable('no workflow checks a change');
  const afterMerge = gated.filter(({ before }) => !before);
  const level = levelOf(gated, afterMerge, failed.length > 0);
  return leveled({
    level,
    measured: `${gated.length - afterMerge.length} of ${plural(gated.length, 'checking workflow')} before the merge${failed.length > 0 ? `, ${failed.length} red after it` : ''}`,
    proof: [...gated.map(({ workflow }) => triggerProof(files, workflow)), ...failed.map(runProof)],
    flaws: [
      ...failed.map(failedFlaw),
      ...afterMerge.map(({ workflow }) => afterMergeFlaw(files, workflow, level)),
    ],
  });
}

function gatedOf(workflow: Workflow): readonly Gated[] {
  const targets = workflow.jobs.flatMap(({ steps }) =>
    steps.flatMap((step) => gatesOfStep(step).map(({ target }) => target)),
  );
  const started = workflow.triggers.filter(isOfChange);
  if (workflow.kind === 'action' || targets.length === 0 || started.length === 0) return [];
  const major = targets.some((target) => ['test', 'scan', 'coverage'].includes(target));
  return [{ workflow, major, before: started.some(isBeforeMerge) }];
}

/** Returns whether a trigger starts on a change: calls, releases, and manual starts do not. */
function isOfChange(trigger: Trigger): boolean {
  if (trigger.event === 'push')
    return (
      !trigger.filters.every(({ key }) => key.startsWith('tags')) || trigger.filters.length === 0
    );
  return /^(?:pull_request|pull_request_target|merge_group|schedule)$/.test(trigger.event);
}

function isBeforeMerge({ event, filters }: Trigger): boolean {
  if (event !== 'push') return event !== 'schedule';
  const branches = filters.find(({ key }) => key === 'branches');
  // A push filter that matches every branch also starts on topic branches.
  return branches === undefined || branches.values.some((value) => /^\*\*?$/.test(value));
}

/** Returns the unexplained failed push runs. Whether they were green before does not matter. */
function failedAfterMerge(facts: RunEvidence): readonly WorkflowRun[] {
  return countedRuns(facts.runs).counted.filter((run) => {
    const attempt = currentAttempt(run);
    const failed = run.event === 'push' && attemptOutcome(attempt) === 'failed';
    return failed && !explainRun(run, attempt, facts).explained;
  });
}

function levelOf(gated: readonly Gated[], afterMerge: readonly Gated[], failed: boolean): Level {
  if (afterMerge.length === gated.length) return 0;
  if (failed) return 1;
  if (afterMerge.length === 0) return 5;
  return afterMerge.some(({ major }) => major) ? 3 : 4;
}

function triggerProof(files: RepositoryFiles, { path, triggers }: Workflow): Proof {
  const text = `${path}: ${triggers.map(({ event }) => event).join(', ')}`;
  return { text, source: fileSource(files, path, triggers[0]?.line) };
}

function runProof(run: WorkflowRun): Proof {
  const attempt = currentAttempt(run);
  const text = `${run.workflow} after the merge: ${progressText(attempt.progress)}`;
  return { text, source: runSource(run, attempt) };
}

function failedFlaw(run: WorkflowRun): Flaw {
  const observation = `${run.workflow} failed after the merge.`;
  const source = runSource(run, currentAttempt(run));
  return { key: `red:${run.path}`, severity: 'high', observation, source };
}

function afterMergeFlaw(files: RepositoryFiles, { path, triggers }: Workflow, level: Level): Flaw {
  const events = triggers.map(({ event }) => event).join(', ');
  return {
    key: `late:${path}`,
    severity: severityOf(level),
    observation: `${path}:${triggers[0]?.line ?? 1} starts on ${events} only, after the merge.`,
    source: fileSource(files, path, triggers[0]?.line),
  };
}
