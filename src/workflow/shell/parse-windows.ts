import type { SimpleCommand, Statement } from './shell-tree.ts';

export type WindowsShell = 'powershell' | 'cmd';

interface Token {
  readonly kind: 'word' | 'end' | 'operator' | 'block';
  readonly text: string;
  readonly offset: number;
  readonly end: number;
  /** The statements inside `{ … }`, or inside `$(…)` and `(…)` of a word. */
  readonly inner: readonly Statement[];
}

/** Keywords that begin what runs instead of the block before. */
export const alternative = /^(?:else|elseif|catch)$/i;

/** Maximum depth of blocks inside each other. */
const MAX_DEPTH = 50;

/**
 * Parses a PowerShell or cmd script into statements of simple commands. A block (`if (…) { … }`, `foreach`)
 * is a command whose nested statements are the block's. Never throws.
 */
export function parseWindowsShell(
  script: string,
  shell: WindowsShell,
  lineOf: (offset: number) => number,
): { readonly statements: readonly Statement[]; readonly unread: string } {
  const reader = new WindowsReader(script, shell, lineOf);
  const statements = reader.list(0);
  return { statements, unread: reader.problem };
}

class WindowsReader {
  problem = '';
  readonly #source: string;
  readonly #lineOf: (offset: number) => number;
  readonly #token: RegExp;
  readonly #shell: WindowsShell;
  #at = 0;

  constructor(source: string, shell: WindowsShell, lineOf: (offset: number) => number) {
    this.#source = source;
    this.#shell = shell;
    this.#lineOf = lineOf;
    this.#token = shell === 'cmd' ? cmdToken : powershellToken;
  }

  /** Reads statements up to the closing bracket of this level, or the end. */
  list(depth: number): readonly Statement[] {
    const statements: Statement[] = [];
    let tokens: Token[] = [];
    const finish = (): void => {
      const statement = this.#statement(tokens);
      if (statement !== undefined) statements.push(statement);
      tokens = [];
    };
    for (let token = this.#next(depth); token !== undefined; token = this.#next(depth)) {
      // An `else` belongs to the `if` before it, but is a statement of its own here.
      if (tokens.at(-1)?.kind === 'block' && alternative.test(token.text)) finish();
      if (token.kind === 'end') finish();
      else tokens.push(token);
    }
    finish();
    return statements;
  }

  #next(depth: number): Token | undefined {
    this.#token.lastIndex = this.#at;
    const match = this.#token.exec(this.#source);
    if (match === null) return undefined;
    const offset = this.#at;
    const text = match[0];
    this.#at = this.#token.lastIndex;
    const kind = kindOf(match.groups ?? {});
    if (kind === 'close') return undefined;
    if (kind === 'skip') return this.#next(depth);
    if (kind === 'open') return this.#block(text, offset, depth);
    return { kind, text: kind === 'word' ? plain(text) : text, offset, end: this.#at, inner: [] };
  }

  #block(text: string, offset: number, depth: number): Token {
    if (depth >= MAX_DEPTH) {
      this.problem = 'blocks are nested too deeply';
      this.#at = this.#source.length;
      return { kind: 'block', text, offset, end: this.#at, inner: [] };
    }
    const inner = this.list(depth + 1);
    return {
      kind: 'block',
      text: this.#source.slice(offset, this.#at),
      offset,
      end: this.#at,
      inner,
    };
  }

  #statement(tokens: readonly Token[]): Statement | undefined {
    const parts: { operator: '' | '&&' | '||'; stages: SimpleCommand[] }[] = [];
    let words: Token[] = [];
    let operator: '' | '&&' | '||' = '';
    let piped = false;
    const finish = (): void => {
      const command = this.#command(words);
      words = [];
      if (command === undefined) return;
      if (piped) parts.at(-1)?.stages.push(command);
      else parts.push({ operator: parts.length === 0 ? '' : operator, stages: [command] });
    };
    for (const token of tokens) {
      if (token.kind !== 'operator') words.push(token);
      else {
        finish();
        piped = token.text === '|';
        operator = token.text === '||' ? '||' : '&&';
      }
    }
    finish();
    if (parts.length === 0) return undefined;
    return {
      background: false,
      parts: parts.map((part) => ({
        operator: part.operator,
        pipeline: { negated: false, stages: part.stages },
      })),
    };
  }

  #command(tokens: readonly Token[]): SimpleCommand | undefined {
    const assigns =
      /^\$[\w:{}]+$/.test(tokens[0]?.text ?? '') && /^[-+]?=$/.test(tokens[1]?.text ?? '');
    const rest = assigns ? tokens.slice(2) : tokens;
    const called = /^(?:&|call|@?call)$/i.test(rest[0]?.text ?? '') ? rest.slice(1) : rest;
    const [first] = tokens;
    const last = tokens.at(-1);
    if (first === undefined || last === undefined) return undefined;
    const words = called.map(({ text }) => text.replace(/^@(?=\w)/, ''));
    const isBody = (block: string): boolean => this.#shell === 'cmd' || block.startsWith('{');
    const text = this.#source.slice(first.offset, last.end);
    return {
      kind: 'simple',
      line: this.#lineOf(first.offset),
      words,
      assignments: assigns ? [`${first.text}=`] : [],
      redirects: [],
      substituted: tokens.flatMap(({ text: block, inner }) => (isBody(block) ? [] : inner)),
      nested: tokens.flatMap(({ text: block, inner }) => (isBody(block) ? inner : [])),
      text: text.replace(/\s+/g, ' ').trim().slice(0, 200),
    };
  }
}

type Kind = Token['kind'] | 'skip' | 'open' | 'close';

function kindOf(groups: Readonly<Record<string, string | undefined>>): Kind {
  const kinds: readonly Kind[] = ['skip', 'end', 'operator', 'open', 'close'];
  return kinds.find((kind) => groups[kind] !== undefined) ?? 'word';
}

/** Comments, escapes of a line's end, and strings first; brackets open and close blocks. */
const powershellToken =
  /(?<skip>[ \t\r]+|`\r?\n|<#[\s\S]*?(?:#>|$)|#[^\n]*)|(?<end>[\n;])|(?<operator>\|\||&&|\|)|(?<open>[@$]?\(|@?\{)|(?<close>[)}])|@"\r?\n[\s\S]*?(?:\n"@|$)|@'\r?\n[\s\S]*?(?:\n'@|$)|(?:\$\{\{[^\n]*?(?:\}\}|(?=\n)|$)|\$\{[\w:]+\}|"(?:`[\s\S]|[^"`])*"|'[^']*'|`[^\n]|[^\s;|&(){}"'`])+|[\s\S]/y;
const cmdToken =
  /(?<skip>[ \t\r]+|\^\r?\n|(?:rem|REM)\b[^\n]*|::[^\n]*)|(?<end>\n|&(?!&))|(?<operator>\|\||&&|\|)|(?<open>\()|(?<close>\))|(?:\$\{\{[^\n]*?(?:\}\}|(?=\n)|$)|"[^"\n]*"|\^.|[^\s|&()"^])+|[\s\S]/y;

/** Removes the quotes of a word. */
function plain(word: string): string {
  return word.replace(/["']/g, '');
}
