import {
  type GateTarget,
  gateTargetOf,
  type LossKind,
  type LostExitCode,
  type TargetOf,
  unwrap,
} from './classify-command.ts';
import { readShell, type ShellScript } from './commands.ts';
import {
  exits,
  failsAlways,
  flagFileOf,
  ignoresFailure,
  leaves,
  leavesWithSuccess,
  propagatesFailure,
  type ReadNames,
  readNames,
  readsExitCode,
} from './exit-status.ts';
import { losingOption } from './lost-options.ts';
import type { IgnoredScript } from './placed-commands.ts';
import type { Group, Pipeline, ShellNode, SimpleCommand, Statement } from './shell-tree.ts';
import { overwrittenExitCodes } from './windows-exit-codes.ts';

/**
 * Returns the gates of a script whose exit codes are lost, by the rules of bash: `-e` ends a script at a
 * failing statement, except in conditions and before `&&`; without `pipefail` a pipeline has the status of
 * its last command. So `pytest; exit 0` loses nothing under `-e`, nor does a code that is stored (`rc=$?` …
 * `exit $rc`), also in an output if another step reads it.
 */
export function lostExitCodes(
  script: IgnoredScript,
  targetOf: TargetOf = gateTargetOf,
  readOutputs = true,
): readonly LostExitCode[] {
  const shell = readShell(script);
  if (shell.language !== 'posix') return overwrittenExitCodes(script.text, shell, targetOf);
  const walker = new LossFinder(readNames(script.text, readOutputs), shell, targetOf);
  const { ignored } = script;
  const loss =
    ignored === undefined ? {} : { loss: { kind: 'flag', by: ` (${ignored})` } as const };
  walker.list(shell.statements, { suppressed: false, ...loss });
  if (script.windowsShell === undefined || walker.found.length > 0) return walker.found;
  return lostOnWindows({ ...script, shell: script.windowsShell }, shell, targetOf);
}

/**
 * Returns the checks of a script that lose their exit code on the Windows runners of a job that has others too.
 * Only plain commands, one per line, mean the same in both shells.
 */
function lostOnWindows(
  script: IgnoredScript,
  { statements, commands }: ShellScript,
  targetOf: TargetOf,
): readonly LostExitCode[] {
  const plain = commands.every(({ depth, assignments }) => depth === 0 && assignments.length === 0);
  if (!plain || statements.length !== commands.length) return [];
  const lost = overwrittenExitCodes(script.text, readShell(script), targetOf);
  return lost.flatMap((loss) => {
    const command = commands.find(({ line }) => line === loss.line);
    const text = `${loss.text} on Windows`;
    return command === undefined ? [] : [{ ...loss, words: command.words, text, certain: false }];
  });
}

interface Loss {
  readonly kind: LossKind;
  /** What ignores the failure, appended to the command's text. */
  readonly by: string;
  readonly file?: string;
}

/** The `||` after a command, and whether it loses the exit code. */
interface Fallback {
  readonly loss: Loss | undefined;
}

interface Context {
  /** Set when the code around this ignores every failure. */
  readonly loss?: Loss | undefined;
  /** Inside a condition or before `&&` and `||`, where bash ignores `-e`. */
  readonly suppressed: boolean;
  /** Inside a group, branch or loop followed by other statements, so that its status is ignored. */
  readonly unseen?: boolean;
  /** A later statement fails the script, so that only a success before it counts (`… && exit 0`). */
  readonly failsAfter?: boolean;
  /** Inside a pipeline that ends in the summary of the job, or in `$(…)`: its output is wanted. */
  readonly printed?: boolean;
}

class LossFinder {
  readonly found: LostExitCode[] = [];
  readonly #reads: ReadNames;
  readonly #waits: Waits;
  readonly #targetOf: TargetOf;
  readonly #gateFunctions = new Map<string, GateTarget>();
  readonly #functions = new Map<string, readonly Statement[]>();
  #errexit: boolean;
  #pipefail: boolean;
  #trap: Loss | undefined;

  constructor(reads: ReadNames, shell: ShellScript, targetOf: TargetOf) {
    this.#targetOf = targetOf;
    const { errexit, pipefail } = shell;
    this.#reads = reads;
    this.#waits = new Waits(shell);
    this.#errexit = errexit;
    this.#pipefail = pipefail;
  }

  list(statements: readonly Statement[], context: Context): void {
    let loss = context.loss;
    const failsAfter = failuresAfter(statements, context.failsAfter === true);
    for (const [index, statement] of statements.entries()) {
      const at = { ...context, loss, failsAfter: failsAfter[index] === true };
      this.#statement(statement, at, statements[index + 1]);
      if (exits(statement)) loss ??= { kind: 'after-exit', by: ' (after exit)' };
    }
  }

  #statement(statement: Statement, context: Context, next: Statement | undefined): void {
    const background = statement.background && !this.#waits.keeps(statement);
    const fallbacks = this.#fallbacksIn(statement.parts);
    const unseen = next === undefined ? context.unseen === true : !readsExitCode(next, this.#reads);
    for (const [index, { pipeline }] of statement.parts.entries()) {
      const own: Loss | undefined = background
        ? { kind: 'background', by: ' &' }
        : this.#lossInChain(statement, index, fallbacks[index], context, next);
      const followed = index < statement.parts.length - 1;
      const suppressed = context.suppressed || followed || pipeline.negated;
      const loss = context.loss ?? own;
      this.#pipeline(pipeline, { ...context, loss, suppressed, unseen }, next);
    }
  }

  /** Returns for each part the `||` that handles its failure; one pass from the end. */
  #fallbacksIn(parts: Statement['parts']): readonly (Fallback | undefined)[] {
    const fallbacks: (Fallback | undefined)[] = [];
    let catching: Fallback | undefined;
    let failsLater = false;
    for (let at = parts.length - 1; at >= 0; at -= 1) {
      fallbacks[at] = catching;
      const { operator, pipeline } = parts[at] as Statement['parts'][number];
      if (operator === '||') catching = { loss: this.#lossInFallback(pipeline, failsLater) };
      const stops = pipeline.stages.some((stage) => propagatesFailure(stage, this.#reads));
      failsLater ||= operator === '&&' && stops;
    }
    return fallbacks;
  }

  #lossInFallback(handler: Pipeline, failsLater: boolean): Loss | undefined {
    if (failsLater || !ignoresFailure(handler, this.#reads)) return undefined;
    const [last] = handler.stages.slice(-1);
    const file = last?.kind === 'simple' ? flagFileOf(last) : '';
    const by = ` || ${textOf(handler)}`;
    return file === '' ? { kind: 'or-true', by } : { kind: 'or-true', by, file };
  }

  #lossInChain(
    { parts }: Statement,
    index: number,
    fallback: Fallback | undefined,
    context: Context,
    next: Statement | undefined,
  ): Loss | undefined {
    const { pipeline } = parts[index] as Statement['parts'][number];
    if (pipeline.negated && !context.suppressed) return this.#lossByNot(parts[index + 1], next);
    if (fallback !== undefined) return fallback.loss;
    const final = index === parts.length - 1;
    if (final && this.#errexit && !context.suppressed) return undefined;
    const after = parts.slice(index + 1).map(({ pipeline }) => pipeline);
    if (context.failsAfter === true && after.some(leaves)) return undefined;
    const seen = next === undefined ? context.unseen !== true : readsExitCode(next, this.#reads);
    if (seen) return undefined;
    if (final) return { kind: 'errexit-off', by: '' };
    return { kind: 'and-list', by: ` && ${textOf(parts[index + 1]?.pipeline)}` };
  }

  /** After `!` a failure counts as success, so that only `&&` handles it, and `-e` ignores it. */
  #lossByNot(
    after: Statement['parts'][number] | undefined,
    next: Statement | undefined,
  ): Loss | undefined {
    const fails = after?.pipeline.stages.some((stage) => propagatesFailure(stage, this.#reads));
    const handled = after?.operator === '&&' && fails === true;
    if (handled || readsExitCode(next, this.#reads)) return undefined;
    return { kind: 'inverted', by: ' (inverted by !)' };
  }

  #pipeline({ stages }: Pipeline, context: Context, next: Statement | undefined): void {
    const kept = this.#pipefail || readsExitCode(next, this.#reads);
    const printed = context.printed === true || stages.some(writesSummary);
    for (const [index, node] of stages.entries()) {
      const piped = index < stages.length - 1 && !kept;
      const after = stages[index + 1];
      const by = after?.kind === 'simple' ? ` | ${after.text}` : ' | …';
      const loss = context.loss ?? (piped ? { kind: 'lost-in-pipe' as const, by } : undefined);
      this.#node(node, { ...context, loss, printed });
    }
  }

  #node(node: ShellNode, context: Context): void {
    switch (node.kind) {
      case 'simple':
        this.#simple(node, context);
        break;
      case 'group':
        this.#group(node, context);
        break;
      case 'if': {
        const kept =
          propagatesFailure(node, this.#reads) ||
          (context.failsAfter === true && node.clauses.some(({ body }) => leavesWithSuccess(body)));
        const loss = kept ? undefined : { kind: 'condition' as const, by: '' };
        for (const { condition, body } of node.clauses) {
          this.list(condition, { loss: context.loss ?? loss, suppressed: true });
          this.list(body, context);
        }
        this.list(node.otherwise, context);
        break;
      }
      case 'loop':
        this.list(node.condition, { ...context, suppressed: true });
        this.list(node.body, context);
        break;
      case 'case':
        for (const body of node.bodies) this.list(body, context);
        break;
      default:
        node satisfies never;
    }
  }

  #group(node: Group, context: Context): void {
    if (node.style === 'function') {
      const target = this.#targetIn(node.body);
      if (target !== undefined) this.#gateFunctions.set(node.name, target);
      this.#functions.set(node.name, node.body);
      this.list(node.body, { suppressed: false });
      return;
    }
    const [errexit, pipefail] = [this.#errexit, this.#pipefail];
    // A failed subshell is a failed command; for other groups bash ignores `-e` inside.
    this.list(node.body, node.style === 'subshell' ? { ...context, unseen: false } : context);
    if (node.style === 'subshell') [this.#errexit, this.#pipefail] = [errexit, pipefail];
  }

  #simple(command: SimpleCommand, context: Context): void {
    this.#setOptions(command);
    const { line, words, text } = command;
    const loss = context.loss ?? this.#trap ?? launcherLoss(command.words);
    const target = this.#gateFunctions.get(command.words[0] ?? '') ?? this.#targetOf(command.words);
    const printed = context.printed === true;
    if (loss === undefined && context.suppressed) this.#calledInCondition(words[0] ?? '');
    if (loss !== undefined && target !== undefined && !printsOnly(loss, target, words, printed)) {
      const { kind, by, ...file } = loss;
      this.found.push({ kind, line, target, words, text: `${text}${by}`, ...file });
    }
    this.#inner(command.nested, bashOptions(command.words), { ...context, loss });
    this.#substituted(command, context);
  }

  /** Only an assignment has the exit code of its substitution; a test judges what it printed. */
  #substituted({ words: [program = ''], substituted }: SimpleCommand, context: Context): void {
    if (/^(?:\[|\(\(|(?:test|exit|return)$)/.test(program)) return;
    const substitution: Loss = { kind: 'substitution', by: ` (inside ${program})` };
    const loss = program === '' ? context.loss : (context.loss ?? substitution);
    this.#inner(substituted, [false, this.#pipefail], { ...context, loss, printed: true });
  }

  /** In a condition and before `||` bash ignores `-e` inside a function too, so only its last command counts. */
  #calledInCondition(name: string): void {
    const body = this.#functions.get(name);
    if (body === undefined) return;
    // A function may call itself.
    this.#functions.delete(name);
    this.list(body, { suppressed: true });
    this.#functions.set(name, body);
  }

  #inner(body: readonly Statement[], options: [boolean, boolean], context: Context): void {
    const outer: [boolean, boolean] = [this.#errexit, this.#pipefail];
    [this.#errexit, this.#pipefail] = options;
    this.list(body, { ...context, unseen: false });
    [this.#errexit, this.#pipefail] = outer;
  }

  #setOptions({ words }: SimpleCommand): void {
    if (isIgnoringTrap(words)) this.#trap = { kind: 'trap', by: ' (trap … exit 0)' };
    if (words[0] !== 'set') return;
    for (const [index, word] of words.entries()) {
      const on = word.startsWith('-');
      const named = /^[-+][a-z]*o$/.test(word) ? words[index + 1] : '';
      if (/^[-+][a-z]*e/.test(word) || named === 'errexit') this.#errexit = on;
      if (named === 'pipefail') this.#pipefail = on;
    }
  }

  #targetIn(body: readonly Statement[]): GateTarget | undefined {
    const nodes = body.flatMap(({ parts }) => parts.flatMap(({ pipeline }) => pipeline.stages));
    const targets = nodes.map((node) => {
      if (node.kind === 'group') return this.#targetIn(node.body);
      return node.kind === 'simple' ? this.#targetOf(node.words) : undefined;
    });
    return targets.find((target) => target !== undefined);
  }
}

/** Which commands in the background a script waits for: `wait a b` has the exit code of `b` only. */
class Waits {
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
function failuresAfter(statements: readonly Statement[], after: boolean): readonly boolean[] {
  const found: boolean[] = [];
  let fails = after;
  for (let at = statements.length - 1; at >= 0; at -= 1) {
    found[at] = fails;
    const statement = statements[at] as Statement;
    fails = failsAlways(statement) || (fails && !exits(statement));
  }
  return found;
}

/** A launcher that forgets the exit code of what it runs: `find -exec … \;`. */
function launcherLoss(words: readonly string[]): Loss | undefined {
  const lost = words[0] === 'find' && losingOption(words) === ';';
  return lost ? { kind: 'launcher', by: '' } : undefined;
}

const SUMMARY = 'GITHUB_STEP_SUMMARY';

function writesSummary(node: ShellNode): boolean {
  return node.kind === 'simple' && node.text.includes(SUMMARY);
}

/** Whether a command only prints what something else has checked: a build, a coverage total. */
function printsOnly(
  { kind, by }: Loss,
  target: GateTarget,
  words: readonly string[],
  printed: boolean,
): boolean {
  const read = kind === 'substitution' || kind === 'lost-in-pipe';
  if (!read && !printed && !by.includes(SUMMARY)) return false;
  if (kind === 'substitution' && (target === 'build' || target === 'other')) return true;
  const line = unwrap(words).join(' ');
  if (answersByOutput.test(line)) return true;
  return /^(?:coverage3?|nyc|c8) report\b/.test(line) && !line.includes('fail-under');
}

/** Formatters that name the files to change, and succeed (pkg.go.dev/cmd/gofmt, read 2026-11-30). */
const answersByOutput = /^(?:go fmt|gofmt|gofumpt|goimports)(?: |$)/;

function isIgnoringTrap([program, action = '', ...signals]: readonly string[]): boolean {
  const forgiving = program === 'trap' && /\bexit 0\b/.test(action);
  return forgiving && signals.some((signal) => /^(?:EXIT|ERR|0)$/.test(signal));
}

function bashOptions(words: readonly string[]): [boolean, boolean] {
  const flag = words.findIndex((word) => /^-[a-z]*c$/.test(word));
  const options = words.slice(0, flag === -1 ? words.length : flag + 1).join(' ');
  return [/ -[a-z]*e/.test(options), options.includes('pipefail')];
}

function textOf(pipeline: Pipeline | undefined): string {
  const node = pipeline?.stages[0];
  return node?.kind === 'simple' ? node.text : '…';
}
