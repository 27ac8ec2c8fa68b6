import {
  type Assignment,
  type Case,
  type Command,
  type CommandNode,
  type CompoundList,
  type Coproc,
  type Function as FunctionDefinition,
  forEachChild,
  type ParsedScript,
  type PipelineNode,
  parse,
  type Redirection,
  type SyntaxNode,
  type Statement as SyntaxStatement,
} from 'unbash';
import { lineAt, MAX_SCRIPT_LENGTH } from '../parse/script-lines.ts';
import type { Pipeline, Redirect, ShellNode, SimpleCommand, Statement } from './shell-tree.ts';

export interface ParsedShell {
  readonly statements: readonly Statement[];
  /** Why some or all of the script could not be read; empty when all of it was. */
  readonly unread: string;
}

/** Maximum number of substitutions and `bash -c` inside each other; each level is read again. */
const MAX_SCRIPTS = 20;
/** Maximum number of expansions inside each other, such as `${a:-${b:-…}}`. */
const MAX_EXPANSIONS = 200;

/**
 * Parses a bash or POSIX script. Never throws: what is read before a syntax error is returned with `unread` set.
 * `lineOf` returns the file line of an offset.
 */
export function parseShell(script: string, lineOf: (offset: number) => number): ParsedShell {
  const problems: string[] = [];
  try {
    const statements = new TreeReader(script, lineOf, 0, problems).read();
    return { statements, unread: problems[0] ?? '' };
  } catch (error) {
    // Some deeply nested scripts overflow the parser's stack.
    return { statements: [], unread: error instanceof Error ? error.message : String(error) };
  }
}

class TreeReader {
  readonly #source: string;
  readonly #lineOf: (offset: number) => number;
  readonly #problems: string[];
  #depth: number;

  constructor(
    source: string,
    lineOf: (offset: number) => number,
    depth: number,
    problems: string[],
  ) {
    this.#source = source;
    this.#lineOf = lineOf;
    this.#depth = depth;
    this.#problems = problems;
  }

  read(): readonly Statement[] {
    if (this.#source.length > MAX_SCRIPT_LENGTH) {
      this.#problems.push(`the script has more than ${MAX_SCRIPT_LENGTH} characters`);
      return [];
    }
    return this.#script(parse(this.#source));
  }

  #script({ commands, errors }: ParsedScript): readonly Statement[] {
    for (const { message, pos } of errors ?? []) {
      this.#problems.push(`line ${this.#lineOf(pos)}: ${message}`);
    }
    return this.#list(commands);
  }

  #list(statements: readonly SyntaxStatement[]): readonly Statement[] {
    return statements.map(({ command, background }) => {
      const [first, operators] =
        command.type === 'AndOr' ? [command.commands, command.operators] : [[command], []];
      const parts = first.map((part, index) => ({
        operator: operators[index - 1] ?? ('' as const),
        pipeline: this.#pipeline(part),
      }));
      return { parts, background: background === true };
    });
  }

  #pipeline(node: PipelineNode): Pipeline {
    if (node.type !== 'Pipeline') return { negated: false, stages: [this.#node(node)] };
    const negations = node.prefixes.filter(({ type }) => type === 'Negation');
    const stages = node.commands.map((stage) => this.#node(stage));
    return { negated: negations.length % 2 === 1, stages };
  }

  #node(node: CommandNode): ShellNode {
    switch (node.type) {
      case 'Command':
        return this.#simple(node);
      case 'TestCommand':
      case 'ArithmeticCommand':
        return this.#opaque(node);
      case 'Redirected': {
        const inner = this.#node(node.command);
        const redirected = node.redirects.flatMap((redirect) => this.#substituted(redirect));
        return { ...inner, substituted: [...inner.substituted, ...redirected] };
      }
      case 'Subshell':
      case 'BraceGroup': {
        const style = node.type === 'Subshell' ? 'subshell' : 'brace';
        const body = this.#list(node.body.commands);
        return { kind: 'group', style, name: '', substituted: [], body };
      }
      case 'If': {
        const clauses = [node, ...node.elif].map(({ clause, then }) => ({
          condition: this.#list(clause.commands),
          body: this.#list(then.commands),
        }));
        const otherwise = this.#list(node.else?.commands ?? []);
        return { kind: 'if', substituted: [], clauses, otherwise };
      }
      case 'While': {
        const condition = this.#list(node.clause.commands);
        const body = this.#list(node.body.commands);
        return { kind: 'loop', substituted: [], condition, body };
      }
      case 'For':
      case 'Select':
        return this.#for(node.wordlist ?? [], node.body);
      case 'ArithmeticFor': {
        const { initialize, test, update, body } = node;
        return this.#for(
          [initialize, test, update].filter((part) => part !== undefined),
          body,
        );
      }
      case 'Case':
        return this.#case(node);
      case 'Function':
      case 'Coproc':
        return this.#wrapped(node);
      default:
        return node satisfies never;
    }
  }

  #for(heads: readonly SyntaxNode[], { commands }: CompoundList): ShellNode {
    const substituted = heads.flatMap((head) => this.#substituted(head));
    return { kind: 'loop', substituted, condition: [], body: this.#list(commands) };
  }

  #case({ word, items }: Case): ShellNode {
    const patterns = items.flatMap(({ pattern }) => pattern);
    const substituted = [word, ...patterns].flatMap((each) => this.#substituted(each));
    const bodies = items.map(({ body }) => this.#list(body.commands));
    return { kind: 'case', substituted, bodies };
  }

  /** A function's body is one command; a coprocess runs one in the background. */
  #wrapped({ type, name, body }: FunctionDefinition | Coproc): ShellNode {
    const inner =
      body.type === 'CompoundList'
        ? this.#list(body.commands)
        : [this.#single(this.#node(body), type === 'Coproc')];
    const style = type === 'Function' ? 'function' : 'brace';
    return { kind: 'group', style, name: name?.value ?? '', substituted: [], body: inner };
  }

  #single(node: ShellNode, background: boolean): Statement {
    return { parts: [{ operator: '', pipeline: { negated: false, stages: [node] } }], background };
  }

  #simple(node: Command): SimpleCommand {
    const line = this.#lineOf(node.pos);
    const args = node.name === undefined ? node.args : [node.name, ...node.args];
    const words = args.map((arg) => (arg.type === 'Word' ? arg.value : this.#assigned(arg)));
    return {
      kind: 'simple',
      line,
      words,
      assignments: node.prefix.flatMap((one) =>
        one.type === 'Assignment' ? [this.#assigned(one)] : [],
      ),
      redirects: node.redirects.map(redirectOf),
      substituted: this.#substituted(node),
      nested: [...this.#scriptOption(words, line), ...this.#scriptInput(words, node.redirects)],
      text: this.#text(node),
    };
  }

  /** `[[ … ]]` and `(( … ))`: one command of one word. */
  #opaque(node: SyntaxNode): SimpleCommand {
    const text = this.#text(node);
    return {
      kind: 'simple',
      line: this.#lineOf(node.pos),
      words: [text],
      assignments: [],
      redirects: [],
      substituted: this.#substituted(node),
      nested: [],
      text,
    };
  }

  #assigned({ pos, value, text }: Assignment): string {
    if (value.type === 'ArrayValue') return text;
    return this.#source.slice(pos, value.pos) + value.value;
  }

  /** Reads what runs in the expansions of a node, in the order written. */
  #substituted(node: SyntaxNode, level = 0): readonly Statement[] {
    if (level > MAX_EXPANSIONS) return this.#tooDeep();
    const found: (readonly Statement[])[] = [];
    forEachChild(node, (child) => {
      found.push(
        child.type === 'Script' ? this.#inner(child, node) : this.#substituted(child, level + 1),
      );
    });
    return found.flat();
  }

  #inner(script: ParsedScript, { pos, end }: SyntaxNode): readonly Statement[] {
    if (this.#depth >= MAX_SCRIPTS) return this.#tooDeep();
    if (script.source !== undefined) {
      const lineOf = this.#decodedLines(script.source, pos, end);
      const reader = new TreeReader(script.source, lineOf, this.#depth + 1, this.#problems);
      return reader.#script(script);
    }
    this.#depth += 1;
    const statements = this.#script(script);
    this.#depth -= 1;
    return statements;
  }

  /** A script in escaped backticks is decoded first: its offsets change, its lines do not. */
  #decodedLines(decoded: string, pos: number, end: number): (offset: number) => number {
    const starts = lineStarts(this.#source.slice(pos, end)).map((start) =>
      this.#lineOf(pos + start),
    );
    const lineIn = lineAt({ text: decoded, line: 0, shell: '' });
    return (offset) => starts[lineIn(offset)] ?? this.#lineOf(pos);
  }

  #tooDeep(): readonly Statement[] {
    this.#problems.push('expansions are nested too deeply');
    return [];
  }

  #parsed(script: string, lineOf: (offset: number) => number): readonly Statement[] {
    if (this.#depth >= MAX_SCRIPTS) return this.#tooDeep();
    return new TreeReader(script, lineOf, this.#depth + 1, this.#problems).read();
  }

  /** The script of `bash -c`; its offsets are lost with its quotes, so it has its command's line. */
  #scriptOption(words: readonly string[], line: number): readonly Statement[] {
    const shell = words.findIndex(isShell);
    const flag = words.findIndex((word, at) => at > shell && /^-[a-z]*c$/.test(word));
    const script = shell === -1 || flag === -1 ? undefined : words[flag + 1];
    return script === undefined ? [] : this.#parsed(script, () => line);
  }

  /** A here-document that a shell without a script of its own reads. */
  #scriptInput(words: readonly string[], redirects: readonly Redirection[]): readonly Statement[] {
    const shell = words.findLastIndex(isShell);
    const options = words.slice(shell + 1).every((word) => /^(?:[-+]\S*|pipefail)$/.test(word));
    if (shell === -1 || !options) return [];
    return redirects.flatMap((redirect) => {
      if (redirect.type !== 'HereDoc') return [];
      const { text, pos } = redirect.body;
      return this.#parsed(text, (offset) => this.#lineOf(pos + offset));
    });
  }

  #text({ pos, end }: SyntaxNode): string {
    const written = this.#source.slice(pos, end).replace(/\\\n/g, ' ');
    const joined = written.replace(/\s+/g, ' ').trim();
    return joined.length <= 200 ? joined : `${joined.slice(0, 199)}…`;
  }
}

function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}

function isShell(word: string): boolean {
  return /^(?:.*\/)?(?:ba|da|z)?sh$/.test(word);
}

function redirectOf(redirect: Redirection): Redirect {
  const { descriptor, operator } = redirect;
  const number = descriptor?.type === 'FileDescriptor' ? descriptor.value : '';
  const target = redirect.type === 'HereDoc' ? redirect.delimiter : redirect.target;
  return { operator: `${number}${operator}`, target: target?.value ?? '' };
}
