import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { ProcessEnd } from './run-process.ts';

/** Tests and scripts start in the project's folder; what bundles them leaves this file there. */
const SCRIPT = join(process.cwd(), 'sandbox/runner/warm-node.mjs');

/**
 * One Node process that runs scripts one after the other. A fresh process loads and compiles the
 * action at every start, which costs several times what an audit does. Use a fresh process where a
 * signal, the end of the process, or an environment that Node reads when it starts matters.
 */
export class WarmNode {
  readonly #node: string;
  readonly #options: readonly string[];
  #process: ChildProcess | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #number = 0;

  /** `options` are those of Node itself, such as `--import=…`. */
  constructor(node: string = process.execPath, options: readonly string[] = []) {
    this.#node = node;
    this.#options = options;
  }

  /** Runs a script after those before it have ended. Rejects when the process itself ends. */
  run(script: string, env: Record<string, string>, cwd: string): Promise<ProcessEnd> {
    const end = this.#last.then(() => this.#start({ script, env, cwd }));
    this.#last = end.catch(() => undefined);
    return end;
  }

  #start(asked: object): Promise<ProcessEnd> {
    this.#process ??= fork(SCRIPT, { execPath: this.#node, execArgv: [...this.#options] });
    const child = this.#process;
    hold(child, true);
    this.#number += 1;
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => {
        this.#process = undefined;
        reject(new Error(`the process ended with exit code ${code}, and with it the action`));
      };
      child.once('error', reject);
      child.once('exit', ended);
      child.once('message', (end) => {
        child.off('error', reject);
        child.off('exit', ended);
        hold(child, false);
        resolve(end as ProcessEnd);
      });
      child.send({ ...asked, number: this.#number });
    });
  }
}

/** While it waits for a script, nobody waits for it: it ends when the process that started it ends. */
function hold(child: ChildProcess, held: boolean): void {
  const holder = held ? 'ref' : 'unref';
  child[holder]();
  child.channel?.[holder]();
}

const nodes = new Map<string, WarmNode>();

/** Returns the process of this Node, one for all who ask. */
export function warmNode(node: string): WarmNode {
  const known = nodes.get(node) ?? new WarmNode(node);
  nodes.set(node, known);
  return known;
}
