import { causeOfJobs } from '../analysis/causes.ts';
import { deferralCover } from '../analysis/deferrals.ts';
import { explainRun, type RunEvidence } from '../analysis/explained-run.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { countedRuns, runSource } from '../analysis/runs.ts';
import { fileSource, unreadItems } from '../analysis/workflow-files.ts';
import { quantity } from '../lib/format.ts';
import { attemptOutcome, currentAttempt, progressText } from '../model/current-attempt.ts';
import { present } from '../model/evidence.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { CountStates, Item } from '../model/rule.ts';
import type { WorkflowRun } from '../model/run.ts';
import type { Flaw, Level, Open, Proof } from '../model/verdict.ts';
import type { Trigger, Workflow } from '../model/workflow.ts';
import { startsOnTagsOnly } from '../workflow/expected-runs.ts';
import { allGates } from '../workflow/gates/all-gates.ts';
import { readableWorkflows } from '../workflow/scripts/follow-scripts.ts';
import { testStepFinder } from '../workflow/test-steps.ts';

const STATES = ['failed', 'late-major', 'late', 'before'] as const;
type State = (typeof STATES)[number];

export const gatesBeforeMerge = defineRule({
  id: 'gates-before-merge',
  title: 'Gates before merge',
  controls: ['OSPS-QA-03.01'],
  needs: ['files'],
  uses: ['runs', 'tests', 'registry'],
  settles: ['files', 'runs', 'tests'],
  levels: [
    'no check runs before the merge',
    'a workflow failed after the merge, and not only through deferred tests',
    '—',
    'some tests, scans or coverage run only after the merge',
    'only other checks run only after the merge',
    'every workflow with checks runs before the merge',
  ],
  remediation: {
    recommendation: 'Start the workflow on `pull_request` (or `merge_group`) too.',
    minutes: 20,
    guardrail: 'Require its jobs in branch protection.',
    rollback: 'Remove the trigger again.',
    area: 'CI',
  },
  table: { states: STATES, level: levelOf },
  judge({ files, runs, tests, registry }, { config, milestone, target }, gaps) {
    const checking = checkingWorkflows(readableWorkflows(files), files.idleTriggers ?? []);
    const workflows = [
      ...checking.toSorted(latestFirst).map((one) => workflowItem(files, one)),
      ...unreadItems(
        files,
        'trigger',
        { worst: 'late-major', best: 'before' },
        config.workflowKeys,
      ),
    ];
    const facts: RunEvidence = {
      runs: runs.state === 'present' ? runs.value : [],
      tests: tests.state === 'present' ? tests.value : [],
      cover: deferralCover(registry, milestone),
      isTestStep: testStepFinder(present(files, { what: 'files' }), []),
    };
    const failed = failedAfterMerge(facts);
    // What is missing may explain a failure by deferred tests.
    const excuses = [gaps('files'), gaps('runs'), gaps('tests'), gaps('registry')].flat();
    const after = [
      ...failed.map((run) => failedItem(run, facts, excuses[0])),
      ...gaps('runs').map(lostRun),
    ];
    const merged = target.occasion.kind === 'merged' && workflows.length > 0;
    return {
      items: merged ? [...after, ...workflows] : workflows,
      measured: describe(checking, merged ? failed.length : 0),
      none: 'no workflow checks a change',
    };
  },
});

function levelOf(count: CountStates<State>): Level {
  if (count(...STATES) > 0 && count('before') === 0) return 0;
  if (count('failed') > 0) return 1;
  if (count('late-major') > 0) return 3;
  return count('late') > 0 ? 4 : 5;
}

/** A workflow that starts on changes and runs checks, own or called ones. */
interface Checking {
  readonly workflow: Workflow;
  readonly state: 'late-major' | 'late' | 'before';
  /**
   * A trigger before the merge that does not count: its path filters take no file, or it misses later commits.
   * Absent when there is none.
   */
  readonly missed?: { readonly trigger: Trigger; readonly why: 'idle' | 'types' | undefined };
}

const MAJOR_TARGETS: readonly string[] = ['test', 'scan', 'coverage'];

function checkingWorkflows(
  workflows: readonly Workflow[],
  idle: NonNullable<RepositoryFiles['idleTriggers']>,
): readonly Checking[] {
  const targets = new Map<string, string[]>();
  for (const { workflow, via, target } of allGates(workflows)) {
    const start = via[0]?.path ?? workflow.path;
    targets.set(start, [...(targets.get(start) ?? []), target]);
  }
  return workflows.flatMap((workflow): readonly Checking[] => {
    const checks = targets.get(workflow.path);
    const triggers = workflow.triggers.filter(isOfChange);
    if (checks === undefined || triggers.length === 0) return [];
    const major = checks.some((target) => MAJOR_TARGETS.includes(target));
    const before = triggers.filter(isBeforeMerge).map((trigger) => {
      // A trigger whose path filters take no file starts on no change.
      const never = idle.some(
        ({ path, event }) => path === workflow.path && event === trigger.event,
      );
      // What checks the title of a pull request need not see each commit.
      const misses = major && missesCommits(trigger);
      return { trigger, why: never ? 'idle' : misses ? 'types' : undefined } as const;
    });
    if (before.some(({ why }) => why === undefined)) return [{ workflow, state: 'before' }];
    const [missed] = before;
    return [{ workflow, state: major ? 'late-major' : 'late', ...(missed && { missed }) }];
  });
}

function describe(checking: readonly Checking[], failed: number): string {
  const before = checking.filter(({ state }) => state === 'before').length;
  const after = failed > 0 ? `, ${quantity(failed, 'failed run')} after it` : '';
  return `${before} of ${quantity(checking.length, 'workflow')} with checks before the merge${after}`;
}

function workflowItem(files: RepositoryFiles, { workflow, state, missed }: Checking): Item<State> {
  const flaw = (most: Level): Flaw => afterMergeFlaw(files, workflow, missed, most);
  return {
    worst: state,
    best: state,
    proof: [triggerProof(files, workflow)],
    ...(state === 'before' ? {} : { flaw }),
  };
}

function latestFirst(a: Checking, b: Checking): number {
  return STATES.indexOf(a.state) - STATES.indexOf(b.state);
}

function failedItem(run: WorkflowRun, facts: RunEvidence, excuse: Open | undefined): Item<State> {
  return {
    worst: 'failed',
    best: excuse === undefined ? 'failed' : 'none',
    proof: [runProof(run)],
    flaw: () => failedFlaw(run, facts),
    ...(excuse === undefined ? {} : { open: excuse }),
  };
}

function lostRun(open: Open): Item<State> {
  return { worst: 'failed', best: 'none', times: 'any', open };
}

/** Returns whether a trigger starts on a change: calls, releases, and manual starts do not. */
function isOfChange(trigger: Trigger): boolean {
  return (
    /^(?:push|pull_request|pull_request_target|merge_group|schedule)$/.test(trigger.event) &&
    !startsOnTagsOnly(trigger)
  );
}

/** Activity types of a pull request that is open (GitHub Docs, "Events that trigger workflows", 2026-11-29). */
const whileOpen =
  /^(?:opened|synchronize|reopened|edited|(?:un)?assigned|(?:un)?labeled|(?:de)?milestoned|review_request(?:ed|_removed)|ready_for_review|converted_to_draft|auto_merge_(?:en|dis)abled|(?:en|de)queued)$/;

/** Whether a trigger starts only when a pull request is opened, and for none of its later commits. */
function missesCommits({ event, filters }: Trigger): boolean {
  const types = filters.find(({ key }) => key === 'types')?.values ?? [];
  const atOpening = types.every((type) => /^(?:opened|reopened|edited|closed)$/.test(type));
  return event.startsWith('pull_request') && types.length > 0 && atOpening;
}

function isBeforeMerge({ event, filters }: Trigger): boolean {
  if (event !== 'push') {
    const types = filters.find(({ key }) => key === 'types')?.values;
    const never =
      event.startsWith('pull_request') && types?.some((type) => whileOpen.test(type)) === false;
    return event !== 'schedule' && !never;
  }
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

function triggerProof(files: RepositoryFiles, { path, triggers }: Workflow): Proof {
  const text = `${path}: ${triggers.map(({ event }) => event).join(', ')}`;
  return { text, source: fileSource(files, path, triggers[0]?.line) };
}

function runProof(run: WorkflowRun): Proof {
  const attempt = currentAttempt(run);
  const text = `${run.workflow} after the merge: ${progressText(attempt.progress)}`;
  return { text, source: runSource(run, attempt) };
}

function failedFlaw(run: WorkflowRun, facts: RunEvidence): Flaw {
  const observation = `${run.workflow} failed after the merge.`;
  const attempt = currentAttempt(run);
  const source = runSource(run, attempt);
  const because = causeOfJobs(run, attempt.jobs, facts);
  return {
    key: `red:${run.path}`,
    severity: 'high',
    observation,
    source,
    ...because,
    effect: true,
  };
}

function afterMergeFlaw(
  files: RepositoryFiles,
  { path, triggers }: Workflow,
  missed: Checking['missed'],
  most: Level,
): Flaw {
  const events = triggers.map(({ event }) => event).join(', ');
  const line = (missed?.trigger ?? triggers[0])?.line;
  const event = missed?.trigger.event;
  const what = {
    idle: `never starts on ${event}: its path filters take no file of this commit`,
    types: `starts when a pull request is opened, but not for its later commits (no type \`synchronize\`)`,
    late: `starts on ${events} only, after the merge`,
  }[missed?.why ?? 'late'];
  return {
    key: `late:${path}`,
    severity: severityOf(most),
    observation: `${path}:${line ?? 1} ${what}.`,
    source: fileSource(files, path, line),
  };
}
