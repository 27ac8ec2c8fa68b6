import type { At, Workflow } from '../../model/workflow.ts';
import { conditionsOfChain, type Gate } from '../gates/all-gates.ts';
import { conjunctsOf } from '../gates/ignored-failures.ts';
import { NOTHING_KNOWN, truthOf, variantsOf } from '../parse/known-values.ts';
import { calledScripts } from '../shell/placed-commands.ts';
import type { HeadRuns } from './same-runs.ts';
import {
  inOneFile,
  type Paired,
  pairUp,
  removedAtHead,
  type Weakening,
  weakened,
} from './weakening.ts';

const place = ({ workflow, job }: Gate) => `${workflow.path}\n${job.id}`;
const muted = ({ mute }: Gate) => (mute === undefined ? '' : 'muted');
const callers = ({ via }: Gate) => via.map(({ path, job }) => `${path} ${job.id}`).join('\n');

/** Number of the first keys by which only gates of one job and file can match. */
const PLACE_KEYS = 3;

/**
 * Pairs the gates of two commits: the same command in the same job first, then by what they run; names of
 * steps and jobs and the file count least.
 */
export function pairGates(base: readonly Gate[], head: readonly Gate[]): Paired<Gate> {
  return pairUp(base, head, [
    (gate) => [callers(gate), place(gate), gate.command, muted(gate)].join('\n'),
    (gate) => [place(gate), gate.command, muted(gate)].join('\n'),
    (gate) => [place(gate), gate.command].join('\n'),
    (gate) => [gate.command, muted(gate)].join('\n'),
    (gate) => gate.command,
    (gate) => [place(gate), gate.target, gate.tool, muted(gate)].join('\n'),
    (gate) => [gate.target, gate.tool, muted(gate)].join('\n'),
    (gate) => [place(gate), gate.target, gate.tool].join('\n'),
    (gate) => [gate.target, gate.tool].join('\n'),
    (gate) => [place(gate), gate.target].join('\n'),
    (gate) => gate.target,
  ]);
}

/** Returns gates whose failures are now ignored, that became conditional, or that are retried more often. */
export function weakenedGates({ pairs }: Paired<Gate>): readonly Weakening[] {
  return pairs.flatMap((pair) => {
    const [before, after] = pair;
    const found = [
      ...newlyMuted(before, after),
      ...newlyConditional(before, after),
      ...retriedMore(before, after),
    ];
    return isInOneFile(pair) ? inOneFile(found) : found;
  });
}

/** Returns whether a gate was compared with itself, and no other file starts it. */
export function isInOneFile([before, after, key]: Paired<Gate>['pairs'][number]): boolean {
  return (
    key < PLACE_KEYS &&
    [before, after].every(({ workflow, script }) => script === undefined && startsAlone(workflow))
  );
}

function startsAlone({ kind, triggers }: Gate['workflow']): boolean {
  return kind === 'workflow' && triggers.every(({ event }) => event !== 'workflow_call');
}

function spot({ path, line, text }: Gate) {
  return { path, line, text };
}

function names({ job, step }: Gate) {
  return { job: job.id, step: step.name };
}

function newlyMuted(before: Gate, after: Gate): Weakening[] {
  const mute = after.mute;
  const same = before.mute !== undefined && (before.mute.certain || !mute?.certain);
  // A Windows runner that was added loses exit codes, and takes nothing from the others.
  const onWindows = mute?.kind === 'overwritten' && !mute.certain;
  if (mute === undefined || same || onWindows) return [];
  return [weakened('gate-muted', spot(before), mute, names(after))];
}

/** Compares conditions: the old ones still apply and there is a new one. */
function newlyConditional(before: Gate, after: Gate): Weakening[] {
  if (!isConditional(after)) return [];
  const conditionsBefore = placedConditions(before);
  const now = placedConditions(after);
  const old = conditionsBefore.flatMap(({ parts }) => parts);
  const parts = now.flatMap((one) => one.parts);
  const added = now.find((one) => one.parts.some((part) => !old.includes(part)));
  if (added === undefined || !old.every((part) => parts.includes(part))) return [];
  const former = conditionsBefore.find((one) => one.of === added.of) ?? {
    path: before.workflow.path,
    line: before[added.of].line,
    text: '',
  };
  return [weakened(`${added.of}-conditional`, former, added, names(after))];
}

function isConditional({ job, step, via }: Gate): boolean {
  return job.if !== undefined || step.if !== undefined || via.length > 0;
}

/**
 * Returns the conditions a gate runs under, its callers' first, each with the parts that must all be true.
 */
function placedConditions({ workflow: { path }, job, step, via, mute }: Gate) {
  const own = [
    { path, of: 'job' as const, at: job.if },
    { path, of: 'step' as const, at: step.if },
  ];
  return [...conditionsOfChain(via), ...own].flatMap(({ at, ...rest }) =>
    at === undefined
      ? []
      : [{ ...rest, line: at.line, text: at.value, parts: conditionsOf(at, mute) }],
  );
}

/** A condition that is always false counts as an ignored failure, not as a condition. */
function conditionsOf({ value, line }: At<string>, mute: Gate['mute']): readonly string[] {
  const disables = mute?.kind === 'if-false' && mute.line === line;
  return disables || truthOf(value, NOTHING_KNOWN) !== undefined ? [] : conjunctsOf(value);
}

function retriedMore(before: Gate, after: Gate): Weakening[] {
  if (after.retries <= before.retries) return [];
  return [weakened('retry-raised', spot(before), spot(after), names(after))];
}

/**
 * Returns removed gates: one weakening for a removed job or call, else one per step. A gate whose job got a
 * new one of the same target counts as replaced (five linters by one), and one that another job or a matrix
 * runs in the same way is there. A gate whose failure was ignored is skipped.
 */
export function removedGates(
  paired: Paired<Gate>,
  head: readonly Gate[],
  runs: HeadRuns,
  workflows: readonly Workflow[],
): readonly Weakening[] {
  const replaced = new Set(
    paired.pairs
      .filter(([before, after]) => before.command !== after.command && before.tool !== after.tool)
      .map(([before]) => `${place(before)}\n${before.target}`),
  );
  const moved = new Set(paired.pairs.map(([before]) => place(before)));
  const jobs = jobsOf(workflows);
  const expanded = new Set(head.flatMap(variants));
  const called = new Set(
    workflows.flatMap(({ path, jobs }) =>
      jobs.flatMap(({ steps }) =>
        steps.flatMap(calledScripts).map((one) => callOf({ script: one, workflow: { path } })),
      ),
    ),
  );
  const seen = new Set<string>();
  return paired.removed.flatMap((gate) => {
    const stays =
      replaced.has(`${place(gate)}\n${gate.target}`) ||
      expanded.has(gate.command) ||
      runs.hasAllOf(gate);
    if (gate.mute?.certain === true || stays) return [];
    const whole = !moved.has(place(gate)) && !jobs.has(place(gate)) && !jobs.has(gate.job.name);
    const [key, weakening] = called.has(callOf(gate))
      ? removedFromScript(gate)
      : removedAs(gate, whole);
    if (seen.has(key)) return [];
    seen.add(key);
    return [weakening];
  });
}

/** The jobs of workflows, by their place and by their name: one without checks is there still. */
function jobsOf(workflows: readonly Workflow[]): ReadonlySet<string> {
  const own = workflows.filter(({ kind }) => kind === 'workflow');
  return new Set(
    own.flatMap(({ path, jobs }) =>
      jobs.flatMap(({ id, name }) => [`${path}\n${id}`, ...(name === id ? [] : [name])]),
    ),
  );
}

/** Returns the commands of a gate that a matrix or the environment makes. */
function variants({ command, workflow, job }: Gate): readonly string[] {
  if (!command.includes('${{')) return [];
  const env = [...workflow.env, ...(job.env ?? [])];
  return variantsOf(command, { matrix: job.matrix?.values ?? [], env, inputs: [] });
}

/** A key of the call that leads to a gate in a script; '' in the workflow itself. */
function callOf({
  script,
  workflow,
}: {
  readonly script?: Gate['script'];
  readonly workflow: Pick<Workflow, 'path'>;
}): string {
  return script === undefined ? '' : [workflow.path, script.call.text].join('\n');
}

/** The step has its call still; the scripts behind it check less. */
function removedFromScript(gate: Gate): readonly [key: string, weakening: Weakening] {
  return [
    `${gate.path}\n${gate.line}\n${gate.command}`,
    removedAtHead('step-removed', spot(gate), names(gate)),
  ];
}

/** Returns what was removed: the call that reached the gate, its job, or its step alone. */
function removedAs(gate: Gate, whole: boolean): readonly [key: string, weakening: Weakening] {
  const { workflow, job, via, script } = gate;
  const { path } = workflow;
  const call = via.at(-1);
  if (call !== undefined) {
    const names = { job: call.job.id, step: call.step?.name ?? '' };
    const kind = call.step === undefined ? 'job-removed' : 'step-removed';
    return [`${call.path}\n${call.line}`, removedAtHead(kind, call, names)];
  }
  if (!whole) {
    return [
      `${place(gate)}\n${gate.step.index}`,
      removedAtHead('step-removed', { ...spot(gate), ...script?.call, path }, names(gate)),
    ];
  }
  const spotOfJob = { path, line: job.line, text: job.name };
  return [place(gate), removedAtHead('job-removed', spotOfJob, { job: job.id })];
}
