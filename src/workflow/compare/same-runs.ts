import { memoize } from '../../lib/memoize.ts';
import type { WorkflowJob, WorkflowStep } from '../../model/workflow.ts';
import { conditionsOfChain, type Gate } from '../gates/all-gates.ts';
import { conjunctsOf } from '../gates/ignored-failures.ts';
import { type KnownValues, NOTHING_KNOWN, truthOf, valuesOf } from '../parse/known-values.ts';
import { scriptOfStep } from '../shell/placed-commands.ts';

/** How a gate runs in one job of its matrix, or in its only job. */
interface RunOfGate {
  readonly job: WorkflowJob;
  /** The matrix job as text; '' without a matrix. */
  readonly leg: string;
  readonly command: string;
  /** What decides what the gate checks: events, runner, images, environment, and the steps until it. */
  readonly parts: ReadonlySet<string>;
  /** Those of them that the matrix decides, the runner, and the events. */
  readonly own: readonly string[];
  readonly conditions: readonly string[];
}

/** What the head runs: it tells whether a matrix job that became a job of its own, or the reverse, still runs. */
export class HeadRuns {
  readonly #head: readonly Gate[];

  constructor(head: readonly Gate[]) {
    this.#head = head;
  }

  /** Whether a job outside of the former matrix runs the command of a matrix job with its runner and its values. */
  hasMatrixJob(gate: Gate, leg: string, { job }: Gate): boolean {
    const runs = runsOf(gate).filter((run) => run.leg === leg);
    const former = job.matrix === undefined ? undefined : job;
    // A condition that keeps the gate from the matrix job leaves nothing to lose.
    return runs.every((run) => this.#has(run, run.own, former));
  }

  /** Whether every run of a gate is still there with all that decides what it checks. */
  hasAllOf(gate: Gate): boolean {
    return runsOf(gate).every((run) => this.#has(run, [...run.parts]));
  }

  #has(
    { command, conditions }: RunOfGate,
    wanted: readonly string[],
    former?: WorkflowJob,
  ): boolean {
    const runs = runsByCommand(this.#head).get(command) ?? [];
    return runs.some(
      (run) =>
        run.job !== former &&
        wanted.every((part) => run.parts.has(part)) &&
        run.conditions.every((one) => conditions.includes(one)),
    );
  }
}

/** Most changes ask for no run, and a matrix has up to 256 of them. */
const runsByCommand = memoize((head: readonly Gate[]) => {
  const found = new Map<string, RunOfGate[]>();
  const counted = head.filter(({ mute }) => mute?.certain !== true);
  for (const run of counted.flatMap(runsOf)) {
    const known = found.get(run.command);
    if (known === undefined) found.set(run.command, [run]);
    else known.push(run);
  }
  return found;
});

function runsOf(gate: Gate): readonly RunOfGate[] {
  const { matrix } = gate.job;
  const legs = matrix === undefined || matrix.legs === 'dynamic' ? [''] : matrix.legs;
  return legs.flatMap((leg) => runIn(gate, leg) ?? []);
}

/** A text as written, and with the values of one matrix job. */
type Text = readonly [written: string, read: string];

/** Returns the run of a gate in a matrix job; undefined where a condition keeps it from there. */
function runIn(gate: Gate, leg: string): RunOfGate | undefined {
  const { workflow, job, step: own, via } = gate;
  const matrix = valuesIn(gate, leg);
  const env = [...workflow.env, ...(job.env ?? []), ...own.env];
  const known = { matrix, env, inputs: workflow.inputs ?? [] };
  const read = (text: string) => resolved(text, known);
  const runner = read(job.runsOn);
  const conditions = (text = '') => openConditions(text, known, runner);
  const around = [...conditionsOfChain(via).map(({ at }) => at.value), job.if?.value];
  const outer = around.map(conditions);
  const inner = conditions(own.if?.value);
  if (inner === undefined || outer.includes(undefined)) return undefined;
  const before = job.steps.slice(0, own.index + 1).flatMap((step): readonly string[] => {
    const open = conditions(step.if?.value);
    const set = step.env.map(({ key, value }) => `${key}=${value}`);
    return open === undefined ? [] : textsOf(step).map((text) => [...open, ...set, text].join(' '));
  });
  const texts = [
    ...via.map((call) => `called by ${call.path} ${call.job.id}`),
    ...env.map(({ key, value }) => `env ${key}=${value}`),
    ...before,
  ].map((text): Text => [text, read(text)]);
  const images = imagesIn(gate, leg).map((image): Text => [image, image]);
  const decided = texts.filter(([written]) => written.includes('matrix.'));
  const where = [`on ${runner}`, ...workflow.triggers.map(({ event }) => `event ${event}`)];
  const filters = workflow.triggers.flatMap((trigger) =>
    trigger.filters.map(({ key, values }) => `${trigger.event} ${key}=${values.join()}`),
  );
  return {
    job,
    leg,
    command: read(gate.command),
    parts: new Set([...where, ...filters, ...[...texts, ...images].map(([, text]) => text)]),
    own: [...where, ...decided.map(([, text]) => text)],
    conditions: [...outer.flatMap((one) => one ?? []), ...inner],
  };
}

/** Actions that keep or hand on files, and so do not decide what a check checks. */
const carriesFiles = /^actions\/(?:cache|upload-artifact)\b/;

function textsOf(step: WorkflowStep): readonly string[] {
  const script = scriptOfStep(step)?.script;
  if (script !== undefined) {
    const lines = script.text.split('\n').map((line) => line.trim());
    const folder = script.directory ?? '';
    return lines.filter((line) => line !== '').map((line) => `run ${folder} ${line}`);
  }
  const name = (step.uses?.uses ?? '').replace(/@.*$/s, '');
  if (carriesFiles.test(name)) return [];
  const inputs = step.with.filter(({ key }) => !key.startsWith('cache'));
  return [name, ...inputs.map(({ key, value }) => `${name} ${key}=${value}`)];
}

/** Returns the images of a matrix job: of several containers, the one that has a value of its own. */
function imagesIn({ job: { images } }: Gate, leg: string): readonly string[] {
  const containers = images.filter(({ role }) => role === 'container').length;
  return images
    .filter(({ role, uses }) => role !== 'container' || containers === 1 || leg.includes(uses))
    .map(({ role = '', uses }) => `${role} ${uses}`);
}

/** Returns the values of a matrix job, and those of the keys of a value that is a map. */
function valuesIn({ job }: Gate, leg: string): KnownValues['matrix'] {
  const all = job.matrix?.values ?? [];
  return leg.split(/, (?=[\w-]+=)/).flatMap((text) => {
    const [key = '', value = ''] = text.split(/=(.*)/s);
    const at = all.findIndex((one) => one.key === key && one.value === value);
    const rest = all.slice(at + 1);
    const end = rest.findIndex((one) => !one.key.startsWith(`${key}.`));
    const inside = at === -1 ? [] : rest.slice(0, end === -1 ? rest.length : end);
    return [{ key, value, line: 0 }, ...inside];
  });
}

function resolved(text: string, known: KnownValues): string {
  const values = valuesOf(text, known);
  return values?.length === 1 ? (values[0] ?? text) : text;
}

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/ubuntu|linux/i, 'Linux'],
  [/windows/i, 'Windows'],
  [/macos/i, 'macOS'],
];

/** Returns the parts of a condition that the matrix does not decide; undefined when it is false. */
function openConditions(
  text: string,
  known: KnownValues,
  runner: string,
): readonly string[] | undefined {
  const system = SYSTEMS.find(([names]) => names.test(runner))?.[1];
  // A variable or an input may have another value in the run.
  const { matrix } = known;
  const fixed = system === undefined ? {} : { 'runner.os': system };
  const given = { ...NOTHING_KNOWN, matrix, fixed, one: true } as const;
  if (truthOf(text, given) === false) return undefined;
  return conjunctsOf(text)
    .filter((part) => truthOf(part, given) !== true)
    .map((part) => withMatrix(part, matrix));
}

/** Returns a condition with the values of the matrix job in the place of their names. */
function withMatrix(part: string, matrix: KnownValues['matrix']): string {
  return part.replace(/\bmatrix\.([\w.-]+)/g, (whole, key) => {
    const value = matrix.find((one) => one.key === key)?.value;
    return value === undefined || value.includes("'") ? whole : `'${value}'`;
  });
}
