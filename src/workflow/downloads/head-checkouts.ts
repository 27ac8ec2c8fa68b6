import { memoize } from '../../lib/memoize.ts';
import type { At, Use, Workflow, WorkflowJob, WorkflowStep } from '../../model/workflow.ts';
import type { KeyedText } from '../parse/tree-access.ts';
import { isAction, localPath, pathAsCalled } from '../parse/uses.ts';
import { type PlacedCommand, placedCommands, withEnv } from '../shell/placed-commands.ts';

/** Events that run with the base's token and secrets for the pull request of a fork. */
const privileged: ReadonlySet<string> = new Set(['pull_request_target', 'workflow_run']);

/**
 * Expressions and refs that name the head of a pull request (GitHub Docs, "Securely using pull_request_target",
 * read 2026-11-29).
 */
const headRef =
  /github\.head_ref|GITHUB_HEAD_REF|github\.event\.pull_request\.(?:head\b|merge_commit_sha|number)|github\.event\.(?:number|issue\.number)|github\.event\.workflow_run\.(?:head_|pull_requests)|refs\/pull\/|pull\/[^\s/]+\/(?:head|merge)/;

/** A step that checks out code of the pull request in a workflow that runs with the base's token. */
export interface HeadCheckout {
  readonly event: string;
  readonly line: number;
}

/**
 * Returns the checkouts of pull request code in a workflow whose trigger gives it the base's token, those in the
 * repository's own actions and reusable workflows at the line of their call.
 */
export function headCheckouts(
  workflow: Workflow,
  all: readonly Workflow[] = [],
): readonly HeadCheckout[] {
  const event = workflow.triggers.find((trigger) => privileged.has(trigger.event))?.event;
  if (event === undefined) return [];
  const called = new Map(all.map((other) => [pathAsCalled(other), other]));
  return checkoutLines(workflow, called, 0).map((line) => ({ event, line }));
}

/** Maximum depth of calls that is followed; reusable workflows nest at most ten deep. */
const MAX_CALL_DEPTH = 10;

function checkoutLines(
  workflow: Workflow,
  called: ReadonlyMap<string, Workflow>,
  depth: number,
): readonly number[] {
  if (depth > MAX_CALL_DEPTH) return [];
  const checksOut = ({ uses }: Use, given: readonly KeyedText[]): boolean => {
    const inner = called.get(localPath(uses));
    // An input of the called file has what the caller passes.
    return (
      inner !== undefined && checkoutLines(withInputs(inner, given), called, depth + 1).length > 0
    );
  };
  return workflow.jobs.flatMap((job) => {
    const calls = [
      ...(job.uses?.pin === 'local' ? [{ uses: job.uses, given: job.with ?? [], step: job }] : []),
      ...job.steps.flatMap((step) =>
        step.uses?.pin === 'local' ? [{ uses: step.uses, given: step.with, step }] : [],
      ),
    ];
    const own = [
      ...job.steps
        .filter((step) => !ownCodeOnly(job, step))
        .flatMap((step) => byAction(workflow, job, step)),
      ...placedCommands(workflow, job).filter(
        (command) => !ownCodeOnly(job, command.step) && byCommand(workflow, job, command),
      ),
    ].map(({ line }) => line);
    const inside = calls
      .filter(({ uses, given, step }) => !ownCodeOnly(job, step) && checksOut(uses, given))
      .map(({ uses }) => uses.line);
    return [...own, ...inside];
  });
}

/** Returns a called file whose inputs are variables that hold what its caller passes. */
function withInputs(workflow: Workflow, given: readonly KeyedText[]): Workflow {
  const inputs = [...(workflow.inputs ?? []), ...given];
  const env = inputs.map(({ key, line, value }) => ({ key: `inputs.${key}`, line, value }));
  return { ...workflow, env: [...workflow.env, ...env] };
}

/** A run that a push started has code of somebody with write access. */
function ownCodeOnly(job: WorkflowJob, step: Pick<WorkflowStep, 'if'>): boolean {
  const pushed = /workflow_run\.event *== *'(?:push|schedule|workflow_dispatch|merge_group)'/;
  return [job.if, step.if].some((condition) => pushed.test(condition?.value ?? ''));
}

function byAction(workflow: Workflow, job: WorkflowJob, step: WorkflowStep): readonly At<string>[] {
  if (!isAction(step.uses?.uses, 'actions/checkout')) return [];
  return step.with.filter(
    ({ key, value }) =>
      (key === 'ref' || key === 'repository') && namesHead(resolved(value, workflow, job)),
  );
}

/** `gh pr checkout`, and a fetch, checkout, switch, pull or clone of the head by Git. */
function byCommand(workflow: Workflow, job: WorkflowJob, { words, env }: PlacedCommand) {
  const [program, ...args] = words;
  if (program === 'gh' && args[0] === 'pr' && args[1] === 'checkout') return true;
  const verb = args.find((word) =>
    /^(?:fetch|checkout|switch|pull|clone|worktree|reset)$/.test(word),
  );
  if (program !== 'git' || verb === undefined) return false;
  return args.some((word) => namesHead(resolved(withEnv(word, env), workflow, job)));
}

function namesHead(text: string): boolean {
  return headRef.test(text) || /\bhead\.(?:sha|ref)\b/.test(text);
}

/** Replaces `env.X`, `$X` and `steps.x.outputs.y` by what the workflow assigns to them. */
function resolved(text: string, workflow: Workflow, job: WorkflowJob): string {
  const env = new Map(
    [...workflow.env, ...(job.env ?? [])].map(({ key, value }) => [key, value] as const),
  );
  const output = /(?:steps|needs)\.([\w-]+)\.outputs\.[\w-]+/.exec(text)?.[1];
  const made = output === undefined ? '' : sourcesOf(workflow)(output);
  const passed = /\binputs\.([\w-]+)/.exec(text)?.[1] ?? '';
  return `${withEnv(text, env)} ${env.get(`inputs.${passed}`) ?? ''} ${made}`;
}

/** What the step or job of an id reads: its script, environment and inputs as one text. */
const sourcesOf = memoize((workflow: Workflow) => (id: string): string => {
  const steps = workflow.jobs.flatMap((job) =>
    job.steps.filter((step) => step.id === id || job.id === id),
  );
  return steps
    .flatMap(({ run, env, with: inputs }) => [
      run?.text ?? '',
      ...env.map(({ value }) => value),
      ...inputs.map(({ value }) => value),
    ])
    .join(' ');
});
