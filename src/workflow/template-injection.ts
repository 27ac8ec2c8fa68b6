import { memoize } from '../lib/memoize.ts';
import type { Use, Workflow, WorkflowJob, WorkflowStep } from '../model/workflow.ts';
import { keepsStrangersOut, requires } from './parse/conditions.ts';
import { lineAt } from './parse/script-lines.ts';
import { localPath, pathAsCalled } from './parse/uses.ts';
import { runsInContainer, scriptOfStep } from './shell/placed-commands.ts';
import { followTaint, nameOf, type Tainted, taintedIn, taintedInputs } from './taint.ts';

/**
 * Who can choose the text that becomes code, worst first. `anyone`: everybody, in a workflow with the base's
 * token and secrets. `guarded`: the same behind a condition on the person. `pushed`: text that arrives with a merged
 * commit, such as its message. `fork`: a pull request, whose token can only read.
 */
export type Attacker = 'anyone' | 'guarded' | 'pushed' | 'fork';

/** An expression whose text GitHub pastes into code before the code runs. */
export interface Injection {
  readonly path: string;
  readonly line: number;
  readonly job: string;
  readonly step: string;
  /** `github.event.issue.title` */
  readonly expression: string;
  /** The event that makes it dangerous. */
  readonly event: string;
  readonly attacker: Attacker;
}

/** Events that run with the base's token for text of people without write access. */
const privileged =
  /^(?:pull_request_target|workflow_run|issues|issue_comment|discussion|discussion_comment|pull_request_review|pull_request_review_comment|fork|gollum|watch)$/;

/** Returns the expressions of attackers that become code in a workflow, also through variables, outputs and inputs. */
export function injectionsIn(workflows: readonly Workflow[]): readonly Injection[] {
  const follower = new CallFollower(workflows);
  return workflows.flatMap((workflow) => {
    const { events } = follower.passedTo(workflow);
    const started = events.length > 0 ? events : eventsOf(workflow);
    return workflow.jobs.flatMap((job) =>
      job.steps.flatMap((step) => {
        const names = follower.namesAt(workflow, job, step);
        const place = { path: workflow.path, job: job.id, step: step.name };
        return codeOf(step).flatMap(({ text, lineOf }) =>
          taintedIn(text, names).map(({ offset, context }) => ({
            ...{ ...place, line: lineOf(offset), expression: context },
            ...worstEvent(started, guarded(job, step)),
          })),
        );
      }),
    );
  });
}

interface Code {
  readonly text: string;
  readonly lineOf: (offset: number) => number;
}

/** Inputs of actions that run their text as code. */
const codeInputs: readonly (readonly [uses: RegExp, input: string])[] = [
  [/^actions\/github-script@/i, 'script'],
  [/^azure\/(?:cli|powershell)@/i, 'inlineScript'],
  [/^appleboy\/ssh-action@/i, 'script'],
  [/^jannekem\/run-python-script-action@/i, 'script'],
  [/^reactivecircus\/android-emulator-runner@/i, 'script'],
];

/** No other program reads the arguments of a container as code. */
const startsShell = /^\S*sh -\w*c /;

/** Returns the code of a step: its script, its shell, and inputs that an action runs. */
function codeOf(step: WorkflowStep): readonly Code[] {
  const script = scriptOfStep(step)?.script;
  const own =
    script === undefined || (runsInContainer(step) && !startsShell.test(script.text))
      ? []
      : [
          { text: script.text, lineOf: lineAt(script) },
          { text: script.shell, lineOf: () => script.line },
        ];
  const name = codeInputs.find(([uses]) => uses.test(step.uses?.uses ?? ''))?.[1];
  const input = step.with.find(({ key }) => key.toLowerCase() === name?.toLowerCase());
  if (name === undefined || input === undefined) return own;
  // A block is below its key.
  const first = input.value.trimEnd().includes('\n') ? input.line + 1 : input.line;
  const read = lineAt({ text: input.value, line: first, shell: '' });
  return [...own, { text: input.value, lineOf: read }];
}

function eventsOf({ triggers }: Workflow): readonly string[] {
  return triggers.map(({ event }) => event);
}

function guarded(job: WorkflowJob, step: WorkflowStep): boolean {
  return [job.if, step.if].some((condition) => requires(condition?.value, keepsStrangersOut));
}

function worstEvent(events: readonly string[], behind: boolean) {
  const open = events.find((event) => privileged.test(event));
  if (open !== undefined) {
    return { event: open, attacker: behind ? 'guarded' : 'anyone' } as const;
  }
  const other = events.find((event) => event !== 'pull_request' && event !== 'workflow_call');
  if (other === undefined && events.includes('pull_request')) {
    return { event: 'pull_request', attacker: 'fork' } as const;
  }
  return { event: other ?? events[0] ?? 'workflow_call', attacker: 'pushed' } as const;
}

/** What callers pass to a called workflow or action, as far as attackers choose it. */
interface Passed {
  readonly inputs: Tainted;
  readonly events: readonly string[];
}

const NOTHING: Passed = { inputs: new Map(), events: [] };

/** A call of a workflow or an action of the repository. */
interface Call {
  readonly workflow: Workflow;
  readonly job: WorkflowJob;
  /** Absent when the job itself calls. */
  readonly step?: WorkflowStep;
}

/** Follows an attacker's text from callers to what they call, and from job to job. */
class CallFollower {
  readonly #actions: ReadonlyMap<string, Workflow>;
  readonly #calls = new Map<string, Call[]>();
  readonly #open = new Set<Workflow | WorkflowJob>();

  constructor(workflows: readonly Workflow[]) {
    this.#actions = new Map(workflows.map((workflow) => [pathAsCalled(workflow), workflow]));
    for (const workflow of workflows) {
      for (const job of workflow.jobs) {
        this.#add(job.uses, { workflow, job });
        for (const step of job.steps) this.#add(step.uses, { workflow, job, step });
      }
    }
  }

  #add(uses: Use | undefined, call: Call): void {
    if (uses?.pin !== 'local') return;
    const path = localPath(uses.uses);
    this.#calls.set(path, [...(this.#calls.get(path) ?? []), call]);
  }

  /** A file that calls itself passes nothing. */
  readonly passedTo = memoize((workflow: Workflow): Passed => {
    const calls = this.#calls.get(pathAsCalled(workflow)) ?? [];
    if (calls.length === 0 || this.#open.has(workflow)) return NOTHING;
    this.#open.add(workflow);
    const inputs = calls.flatMap(({ workflow: caller, job, step }) => [
      ...taintedInputs(step?.with ?? job.with ?? [], this.namesAt(caller, job, step)),
    ]);
    const events = calls.flatMap(({ workflow: caller }) => {
      const above = this.passedTo(caller).events;
      return above.length > 0 ? above : eventsOf(caller);
    });
    this.#open.delete(workflow);
    return { inputs: new Map(inputs), events: [...new Set(events)] };
  });

  /** Returns what a step can refer to; without a step, what its job can. */
  namesAt(workflow: Workflow, job: WorkflowJob, step?: WorkflowStep): Tainted {
    const found = step === undefined ? undefined : this.#taintOf(workflow)(job).at.get(step);
    return found ?? this.#givenTo(workflow, job);
  }

  readonly #taintOf = memoize((workflow: Workflow) =>
    memoize((job: WorkflowJob) =>
      followTaint(job, workflow.env, this.#givenTo(workflow, job), this.#actions),
    ),
  );

  /** Inputs, and outputs of needed jobs. GitHub rejects a job that needs itself. */
  #givenTo(workflow: Workflow, job: WorkflowJob): Tainted {
    const given = new Map(this.passedTo(workflow).inputs);
    if (this.#open.has(job)) return given;
    this.#open.add(job);
    for (const { value } of job.needs) {
      const needed = workflow.jobs.find(({ id }) => id === value);
      const outputs = needed === undefined ? [] : this.#taintOf(workflow)(needed).outputs;
      for (const output of outputs) {
        const name = nameOf(`needs.${value}.outputs.${output}`);
        given.set(name, name);
      }
    }
    this.#open.delete(job);
    return given;
  }
}
