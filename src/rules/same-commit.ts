import { leveled } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { runSource } from '../analysis/runs.ts';
import { unknown } from '../analysis/unconverted.ts';
import { plural } from '../lib/format.ts';
import { currentAttempt } from '../model/current-attempt.ts';
import type { Evidence } from '../model/evidence.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Level } from '../model/verdict.ts';
import { gatesOfStep, targetOfJob } from '../workflow/gates/gates.ts';

export const sameCommit = defineRule({
  id: 'same-commit',
  title: 'Same commit',
  needs: ['runs'],
  uses: ['files'],
  levels: [
    'no run stands on the audited code',
    'a workflow that tests, scans or measures ran on other code only',
    '—',
    'a workflow that checks something else ran on other code only',
    '—',
    'every workflow that checks something ran on the audited code, or on a commit with the same tree',
  ],
  remediation: {
    recommendation:
      'Run the workflow on the audited commit: bring the branch up to date before the merge, or start it on `push` too.',
    minutes: 30,
    guardrail: 'Require branches to be up to date, or use a merge queue.',
    rollback: 'None needed.',
    area: 'CI',
  },
  judge({ runs, files }, { target }) {
    const own = runs.filter(({ relation }) => relation !== 'stale');
    const stale = runs.filter(
      (run) => run.relation === 'stale' && !own.some(({ path }) => path === run.path),
    );
    if (runs.length === 0) return unknown('there is no run');
    const staleRuns = stale.map((run) => ({ run, level: staleLevel(run, files) }));
    const low = staleRuns.filter(({ level }) => level < 5);
    const level = own.length === 0 ? 0 : (Math.min(5, ...low.map((one) => one.level)) as Level);
    const commit = target.commits.audited.slice(0, 12);
    const flawed =
      level === 0 ? runs.filter(({ relation }) => relation === 'stale') : low.map(({ run }) => run);
    return leveled({
      level,
      measured: `${own.length} of ${plural(runs.length, 'run')} on the audited code`,
      proof: runs.map((run) => ({
        text: `${run.workflow}: ${run.headSha.slice(0, 12)} (${run.relation})`,
        source: runSource(run, currentAttempt(run)),
      })),
      flaws:
        level === 5
          ? []
          : flawed.map((run) => ({
              key: `stale:${run.path}`,
              severity: severityOf(level),
              observation: `${run.workflow} ran on ${run.headSha.slice(0, 12)}, which is other code than ${commit}.`,
              source: runSource(run, currentAttempt(run)),
            })),
    });
  },
});

/** A workflow without any check (a labeler, a deployment) is no evidence on any commit. */
function staleLevel(run: WorkflowRun, files: Evidence<RepositoryFiles>): Level {
  const file =
    files.state === 'present'
      ? files.value.workflows.find(({ path }) => path === run.path)
      : undefined;
  if (file?.state !== 'present') return 1;
  const { jobs } = file.workflow;
  if (!jobs.some(({ steps }) => steps.some((step) => gatesOfStep(step).length > 0))) return 5;
  return jobs.some((job) => ['test', 'scan', 'coverage'].includes(targetOfJob(job))) ? 1 : 3;
}
