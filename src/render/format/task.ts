import { type Inline, strong } from '../markdown/tree.ts';

/** One thing that keeps the audit from passing, tagged with its gates. */
export interface ToDo {
  readonly gate: string;
  /** What is wrong. */
  readonly what: Inline;
  /** Link to the line, step, or report that shows it; empty when `what` has it or nothing has an address. */
  readonly place: Inline;
  /** How to fix it; empty when `what` says it. */
  readonly fix: Inline;
}

/** What one cause asks for, tagged with every gate that it keeps from passing. */
export interface Task {
  readonly gates: readonly string[];
  /** The same for tasks of one cause: the id of an issue, or what is missing. */
  readonly cause?: string;
  readonly toDos: readonly Omit<ToDo, 'gate'>[];
}

/** Maximum length of what is wrong, in code points: only foreign text is longer. */
export const MAX_WHAT_POINTS = 400;

/** Returns the to-dos of each cause once, with all of its gates. */
export function onePerCause(tasks: readonly Task[]): readonly ToDo[] {
  return tasks.flatMap(({ cause, gates, toDos }, at) => {
    const same = cause === undefined ? [] : tasks.filter((one) => one.cause === cause);
    if (same.length > 0 && tasks.findIndex((one) => one.cause === cause) !== at) return [];
    const all = new Set([...gates, ...same.flatMap((one) => one.gates)]);
    return toDos.map((one) => ({ ...one, gate: [...all].join(', ') }));
  });
}

/** Returns `**Tests** · what. [place] · how to fix it`. */
export function toDoLine({ fix, ...one }: ToDo): Inline {
  return [shortToDoLine(one), after(' · ', fix)];
}

/** Returns a to-do without its fix, for a comment in which it has been read before. */
export function shortToDoLine({ gate, what, place }: Omit<ToDo, 'fix'>): Inline {
  return [strong(gate), ' · ', what, after(' ', place)];
}

/** Returns the content behind a separator, or nothing. */
export function after(separator: string, content: Inline): Inline {
  return content === '' ? '' : [separator, content];
}
