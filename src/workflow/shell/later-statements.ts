import type { ShellScript } from './commands.ts';
import { exits, failsAlways } from './exit-status.ts';
import type { Statement } from './shell-tree.ts';

/** Which commands in the background a script waits for: `wait a b` has the exit code of `b` only. */
export class Waits {
  readonly #single: boolean;
  readonly #last: Statement | undefined;

  constructor({ commands, statements }: ShellScript) {
    const waits = commands.filter(({ words }) => words[0] === 'wait' && words.length > 1);
    this.#single = waits.some(({ words }) => words.length === 2 || words.includes('-n'));
    const several = waits.length > 0 && !this.#single;
    this.#last = several ? statements.findLast(({ background }) => background) : undefined;
  }

  keeps(statement: Statement): boolean {
    return this.#single || statement === this.#last;
  }
}

/** Returns for each statement whether a later one fails the script, unless one before it exits with 0. */
export function failuresAfter(
  statements: readonly Statement[],
  after: boolean,
): readonly boolean[] {
  const found: boolean[] = [];
  let fails = after;
  for (let at = statements.length - 1; at >= 0; at -= 1) {
    found[at] = fails;
    const statement = statements[at] as Statement;
    fails = failsAlways(statement) || (fails && !exits(statement));
  }
  return found;
}
