import type { At } from '../model/workflow.ts';
import { conditionIsFalse, conjunctsOf } from './expression.ts';
import type { Gate } from './gate-list.ts';
import { type Paired, pairUp } from './pair-up.ts';
import { gone, type Weakening, weakened } from './weakening.ts';

const place = ({ path, job }: Gate) => `${path}\n${job.id}`;
const muted = ({ mute }: Gate) => (mute === undefined ? '' : 'muted');

/** Gates of two commits matched by what they run; the name of a step or job and its file count least. */
export function pairGates(base: readonly Gate[], head: readonly Gate[]): Paired<Gate> {
  return pairUp(base, head, [
    (gate) => [place(gate), gate.command, muted(gate)].join('\n'),
    (gate) => [gate.command, muted(gate)].join('\n'),
    (gate) => [place(gate), gate.command].join('\n'),
    (gate) => gate.command,
    (gate) => [place(gate), gate.target, gate.tool, muted(gate)].join('\n'),
    (gate) => [gate.target, gate.tool, muted(gate)].join('\n'),
    (gate) => [place(gate), gate.target, gate.tool].join('\n'),
    (gate) => [gate.target, gate.tool].join('\n'),
    (gate) => [place(gate), gate.target].join('\n'),
    (gate) => gate.target,
  ]);
}

/** Gates that were muted, made conditional or run again more often since the base. */
export function weakenedGates({ pairs }: Paired<Gate>): readonly Weakening[] {
  return pairs.flatMap(([before, after]) => [
    ...newlyMuted(before, after),
    ...newlyConditional(before, after),
    ...retriedMore(before, after),
  ]);
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
  if (mute === undefined || same) return [];
  const now = { path: after.path, line: mute.line, text: mute.text };
  return [weakened('gate-muted', spot(before), now, names(after))];
}

/** What had to hold before is a part of what has to hold now, and there is more. */
function newlyConditional(before: Gate, after: Gate): Weakening[] {
  const asked = [...conditionsOf(before.job.if), ...conditionsOf(before.step.if)];
  const inJob = conditionsOf(after.job.if).filter((part) => !asked.includes(part));
  const inStep = conditionsOf(after.step.if).filter((part) => !asked.includes(part));
  const now = [...conditionsOf(after.job.if), ...conditionsOf(after.step.if)];
  if (inJob.length + inStep.length === 0 || !asked.every((part) => now.includes(part))) return [];
  const [kind, condition, old] =
    inJob.length > 0
      ? (['job-conditional', after.job.if, before.job] as const)
      : (['step-conditional', after.step.if, before.step] as const);
  const was = { path: before.path, line: old.if?.line ?? old.line, text: old.if?.value ?? '' };
  const is = {
    path: after.path,
    line: condition?.line ?? after.line,
    text: condition?.value ?? '',
  };
  return [weakened(kind, was, is, names(after))];
}

/** A condition that never holds is a mute, and reported as one. */
function conditionsOf(condition: At<string> | undefined): readonly string[] {
  if (condition === undefined || conditionIsFalse(condition.value)) return [];
  return conjunctsOf(condition.value);
}

function retriedMore(before: Gate, after: Gate): Weakening[] {
  if (after.retries <= before.retries) return [];
  return [weakened('retry-raised', spot(before), spot(after), names(after))];
}

/**
 * Gates that are gone, one weakening for a job that left with them, else one for each step. A gate whose job got a
 * new one of the same target is taken as replaced (five linters by one), and one that was muted guarded nothing.
 */
export function removedGates(paired: Paired<Gate>, head: readonly Gate[]): readonly Weakening[] {
  const replaced = new Set(
    paired.pairs
      .filter(([before, after]) => before.command !== after.command && before.tool !== after.tool)
      .map(([before]) => `${place(before)}\n${before.target}`),
  );
  const alive = new Set(head.map(place));
  const moved = new Set(paired.pairs.map(([before]) => place(before)));
  const seen = new Set<string>();
  return paired.gone.flatMap((gate) => {
    if (gate.mute?.certain === true || replaced.has(`${place(gate)}\n${gate.target}`)) return [];
    const whole = !alive.has(place(gate)) && !moved.has(place(gate));
    const key = whole ? place(gate) : `${place(gate)}\n${gate.step.index}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [whole ? goneJob(gate) : gone('step-removed', spot(gate), names(gate))];
  });
}

function goneJob({ path, job }: Gate): Weakening {
  return gone('job-removed', { path, line: job.line, text: job.name }, { job: job.id });
}
