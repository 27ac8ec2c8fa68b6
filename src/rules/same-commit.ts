import { BY_WORST } from '../analysis/fold.ts';
import { isExpectedRun } from '../analysis/gaps.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { runSource } from '../analysis/runs.ts';
import { quantity } from '../lib/format.ts';
import { currentAttempt } from '../model/current-attempt.ts';
import type { Evidence } from '../model/evidence.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { Item } from '../model/rule.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Level, Open } from '../model/verdict.ts';
import { gatesOfStep, targetOfJob } from '../workflow/gates/gates.ts';

type Levels = (typeof BY_WORST)['states'][number];

export const sameCommit = defineRule({
  id: 'same-commit',
  title: 'Same commit',
  needs: ['runs'],
  uses: ['files'],
  settles: ['runs', 'files'],
  levels: [
    'no workflow ran on the audited code',
    'a workflow of the audited code that tests, scans or measures ran on other code only',
    '—',
    'a workflow of the audited code that checks something else ran on other code only',
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
  table: BY_WORST,
  judge({ runs, files }, { target }, gaps) {
    const own = runs.filter(({ relation }) => relation !== 'stale');
    const stale = onePerWorkflow(
      runs.filter((run) => run.relation === 'stale' && !own.some(({ path }) => path === run.path)),
    );
    const lost = gaps('runs').filter(isExpectedRun);
    const audited = target.commits.audited.slice(0, 12);
    const item = (run: WorkflowRun): Item<Levels> => staleItem(run, files, audited, gaps('files'));
    return {
      items: [
        ...(runs.length === 0 ? [noRun(audited)] : []),
        ...lost.map((open): Item<Levels> => ({ worst: '0', best: 'none', open })),
        ...(own.length > 0 || lost.length > 0
          ? stale.map((run) => besideLost(item(run), run, lost))
          : stale.map((run) => atLevel(run, 0, audited))),
      ],
      measured: `${own.length} of ${quantity(runs.length, 'run')} on the audited code`,
      proof: runs.map((run) => ({
        text: `${run.workflow}: ${run.headSha.slice(0, 12)} (${run.relation})`,
        source: runSource(run, currentAttempt(run)),
      })),
    };
  },
});

/** A stale run, where a workflow that had to run on the audited code may have done so. */
function besideLost(item: Item<Levels>, run: WorkflowRun, lost: readonly Open[]): Item<Levels> {
  const [open] = lost;
  if (open === undefined) return item;
  const own = lost.some(({ source }) => source?.path === run.path);
  return { ...item, worst: '0', ...(own ? { best: '5' } : {}), open };
}

function onePerWorkflow(runs: readonly WorkflowRun[]): readonly WorkflowRun[] {
  return runs.filter((run, at) => runs.findIndex(({ path }) => path === run.path) === at);
}

function noRun(audited: string): Item<Levels> {
  const open: Open = { kind: 'runs', what: `run of ${audited}`, why: 'there is no run' };
  return { worst: '0', best: '5', open };
}

/** A workflow that ran on other code only. */
function staleItem(
  run: WorkflowRun,
  files: Evidence<RepositoryFiles>,
  audited: string,
  gaps: readonly Open[],
): Item<Levels> {
  const checks = files.state === 'present' ? checksOf(files.value, run) : undefined;
  if (typeof checks === 'number') return atLevel(run, checks, audited);
  const [gap] = gaps.filter(({ source }) => source?.path === undefined || source.path === run.path);
  const open: Open | undefined =
    checks === undefined ? gap : { kind: 'files', what: `what ${run.path} checks`, why: checks };
  const known = atLevel(run, 1, audited);
  return open === undefined ? known : { ...known, best: '5', open };
}

function atLevel(run: WorkflowRun, level: 0 | 1 | 3 | 5, audited: string): Item<Levels> {
  const state = String(level) as Levels;
  if (level === 5) return { worst: state, best: state };
  return {
    worst: state,
    best: state,
    flaw: (most: Level) => ({
      key: `stale:${run.path}`,
      severity: severityOf(most),
      observation: `${run.workflow} ran on ${run.headSha.slice(0, 12)}, which is other code than ${audited}.`,
      source: runSource(run, currentAttempt(run)),
    }),
  };
}

/**
 * Returns the level of a workflow that ran on other code only, or why it is not known; `undefined`
 * when its file cannot be read. One without any check (a labeler, a deployment) proves nothing on any
 * commit, and one that the audited code does not have any more is not expected. GitHub's own
 * workflows have no file.
 */
function checksOf(
  { workflows }: RepositoryFiles,
  run: WorkflowRun,
): 1 | 3 | 5 | string | undefined {
  const file = workflows.find(({ path }) => path === run.path);
  if (file === undefined) return run.path.startsWith('.github/workflows/') ? 5 : 1;
  if (file.state === 'unreadable') return undefined;
  const { jobs } = file.workflow;
  if (jobs.some((job) => ['test', 'scan', 'coverage'].includes(targetOfJob(job)))) return 1;
  const called = jobs.find(({ uses }) => uses !== undefined)?.uses;
  if (called !== undefined) return `it calls ${called.uses}`;
  return jobs.some(({ steps }) => steps.some((step) => gatesOfStep(step).length > 0)) ? 3 : 5;
}
