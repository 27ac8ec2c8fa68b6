import type { At, Use, Workflow, WorkflowJob, WorkflowStep } from '../../model/workflow.ts';
import { asksForPerson, requires } from '../parse/conditions.ts';
import { NOTHING_KNOWN, truthOf } from '../parse/known-values.ts';
import type { KeyedText } from '../parse/tree-access.ts';
import { isAction, localPath, pathAsCalled } from '../parse/uses.ts';
import { type PlacedCommand, placedCommands, withEnv } from '../shell/placed-commands.ts';

/** Events that run with the base's token and secrets for the pull request of a fork. */
const privileged: ReadonlySet<string> = new Set([
  'pull_request_target',
  'workflow_run',
  'issue_comment',
]);

/**
 * Expressions and refs that name the head of a pull request (GitHub Docs, "Securely using pull_request_target",
 * read 2026-11-29).
 */
const headRef =
  /github\.head_ref|GITHUB_HEAD_REF|github\.event\.pull_request\.(?:head\b|merge_commit_sha|number)|github\.event\.(?:number|issue\.number)|github\.event\.workflow_run\.(?:head_|pull_requests)|refs\/pull\/|pull\/[^\s/]+\/(?:head|merge)|\/(?:pull-request-comment-branch|resolve-pr-refs|get-workflow-origin)\b/i;

/** What a script or an action asks to know who has commented. */
const asksForMember = /author_association|collaborator|(?:actor|user)-permission/i;

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
  const events = workflow.triggers
    .map((trigger) => trigger.event)
    .filter((one) => privileged.has(one));
  // A check of who comments protects from no other event.
  const event = events.find((one) => one !== 'issue_comment') ?? events[0];
  if (event === undefined) return [];
  const called = new Map(all.map((other) => [pathAsCalled(other), other]));
  const members = new Set(workflow.jobs.filter(isForMembers).map(({ id }) => id));
  // After a job that was skipped, a job is skipped too, unless its condition asks for the status.
  const forMembers = ({ id, needs, if: condition }: WorkflowJob): boolean =>
    members.has(id) ||
    (!/\b(?:always|cancelled|failure)\(/.test(condition?.value ?? '') &&
      needs.some(({ value }) => members.has(value)));
  const jobs = workflow.jobs.filter((job) => event !== 'issue_comment' || !forMembers(job));
  const own = event === 'issue_comment' ? jobs.map(withoutMembersSteps) : jobs;
  return checkoutLines({ ...workflow, jobs: own }, called, 0).map((line) => ({ event, line }));
}

/** Whether a job asks who has commented; then its checkout is what a member asked for. */
function isForMembers({ if: condition, steps }: WorkflowJob): boolean {
  const asks = steps.flatMap(textsOf).some((text) => asksForMember.test(text));
  return asks || requires(condition?.value, asksForPerson);
}

function withoutMembersSteps(job: WorkflowJob): WorkflowJob {
  return { ...job, steps: job.steps.filter((step) => !requires(step.if?.value, asksForPerson)) };
}

/** Maximum depth of calls that is followed; reusable workflows nest at most ten deep. */
const MAX_CALL_DEPTH = 10;

function checkoutLines(
  workflow: Workflow,
  called: ReadonlyMap<string, Workflow>,
  depth: number,
): readonly number[] {
  if (depth > MAX_CALL_DEPTH) return [];
  const checksOut = (
    { uses }: Use,
    given: readonly KeyedText[],
    job: WorkflowJob,
    step?: WorkflowStep,
  ): boolean => {
    const inner = called.get(localPath(uses));
    if (inner === undefined) return false;
    const here = { workflow, job, step, called };
    const inputs = given.map((one) => ({ ...one, value: resolved(one.value, here) }));
    // An input of the called file has what the caller passes.
    return checkoutLines(withInputs(inner, inputs), called, depth + 1).length > 0;
  };
  return workflow.jobs.flatMap((job) => {
    const steps = job.steps.filter((step) => !ownCodeOnly(job, step));
    const own = [
      ...steps.flatMap((step) => byAction({ workflow, job, step, called })),
      ...placedCommands(workflow, job).filter(
        (command) =>
          steps.includes(command.step) &&
          byCommand(command, { workflow, job, step: command.step, called }),
      ),
    ];
    const byJob =
      job.uses?.pin === 'local' &&
      !ownCodeOnly(job, job) &&
      checksOut(job.uses, job.with ?? [], job)
        ? [job.uses]
        : [];
    const bySteps = steps.flatMap((step) =>
      step.uses?.pin === 'local' && checksOut(step.uses, step.with, job, step) ? [step.uses] : [],
    );
    return [...own, ...byJob, ...bySteps].map(({ line }) => line);
  });
}

/** Returns a called file whose inputs are variables that hold what its caller passes. */
function withInputs(workflow: Workflow, given: readonly KeyedText[]): Workflow {
  const inputs = [...(workflow.inputs ?? []), ...given];
  const env = inputs.map((one) => ({ ...one, key: `inputs.${one.key.toLowerCase()}` }));
  return { ...workflow, env: [...workflow.env, ...env] };
}

/** Events of other workflows whose runs can have code of strangers. */
const STRANGERS = [
  'pull_request',
  'pull_request_target',
  'pull_request_review',
  'pull_request_review_comment',
  'issue_comment',
];

/** A run that a push started has code of somebody with write access. */
function ownCodeOnly(job: WorkflowJob, step: Pick<WorkflowStep, 'if'>): boolean {
  return STRANGERS.every((event) => {
    const fixed = { 'github.event.workflow_run.event': event };
    return [job.if, step.if].some(
      (condition) => truthOf(condition?.value ?? 'true', { ...NOTHING_KNOWN, fixed }) === false,
    );
  });
}

/** Where a text is, for what it refers to. */
interface Here {
  readonly workflow: Workflow;
  readonly job: WorkflowJob;
  readonly step: WorkflowStep | undefined;
  readonly called: ReadonlyMap<string, Workflow>;
}

function byAction(here: Here & { readonly step: WorkflowStep }): readonly At<string>[] {
  const { uses, with: inputs } = here.step;
  if (!isAction(uses?.uses, 'actions/checkout')) return [];
  return inputs.filter(
    ({ key, value }) => /^(?:ref|repository)$/.test(key) && namesHead(resolved(value, here)),
  );
}

/** `gh pr checkout`, and a fetch, checkout, switch, pull or clone of the head by Git. */
function byCommand({ words, env }: PlacedCommand, here: Here): boolean {
  const [program, ...args] = words;
  if (program === 'gh' && args[0] === 'pr' && args[1] === 'checkout') return true;
  const verb = args.find((word) =>
    /^(?:fetch|checkout|switch|pull|clone|worktree|reset)$/.test(word),
  );
  if (program !== 'git' || verb === undefined) return false;
  return args.some((word) => namesHead(resolved(withEnv(word, env), here)));
}

function namesHead(written: string): boolean {
  // `github.event['pull_request']` is `github.event.pull_request`.
  const text = written.replace(/\[\s{0,9}'([\w-]{1,100})'\s{0,9}\]/g, '.$1');
  return headRef.test(text) || /\bhead\.(?:sha|ref)\b/.test(text);
}

/** Returns a text with what the workflow assigns to its variables, inputs and outputs of steps and jobs. */
function resolved(text: string, { workflow, job, step, called }: Here): string {
  const all = [...workflow.env, ...(job.env ?? []), ...(step?.env ?? [])];
  const env = new Map(all.map(({ key, value }) => [key, value] as const));
  const id = /(?:steps|needs)\.([\w-]+)\.outputs\.[\w-]+/.exec(text)?.[1];
  const variable = /\benv\.(\w+)|\$\{?(\w+)/.exec(text);
  const name = variable?.[1] ?? variable?.[2];
  const sources = workflow.jobs.flatMap((other) =>
    other.steps.filter(
      (one) => (id !== undefined && (one.id === id || other.id === id)) || exports(one, name),
    ),
  );
  const made = sources.flatMap((one) => [
    ...textsOf(one),
    ...(called.get(localPath(one.uses?.uses ?? ''))?.jobs[0]?.steps ?? []).flatMap(textsOf),
  ]);
  const passed = /\binputs\.([\w-]+)/.exec(text)?.[1]?.toLowerCase() ?? '';
  return [withEnv(text, env), env.get(`inputs.${passed}`) ?? '', ...made].join(' ');
}

/** Whether a script sets a variable for later steps. */
function exports({ run }: WorkflowStep, name: string | undefined): boolean {
  const text = run?.text ?? '';
  return name !== undefined && text.includes('GITHUB_ENV') && text.includes(`${name}=`);
}

/** What a step reads: its action, script, environment and inputs. */
function textsOf({ uses, run, env, with: inputs }: WorkflowStep): readonly string[] {
  return [uses?.uses ?? '', run?.text ?? '', ...[...env, ...inputs].map(({ value }) => value)];
}
