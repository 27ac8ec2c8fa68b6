import { skipDollar, skipQuoted, skipTo } from './shell-quotes.ts';

/** A stretch of the script whose output is substituted: `$(…)`, backticks, `<(…)`; offsets into the script. */
export interface Substitution {
  readonly start: number;
  readonly end: number;
}

export interface Word {
  readonly kind: 'word';
  readonly start: number;
  readonly end: number;
  /** Quotes and escapes removed; `$name`, `$(…)` and `${{ … }}` stay as written. */
  readonly text: string;
  /** Whether any of it was quoted, so that `"if"` is no keyword. */
  readonly quoted: boolean;
  readonly substitutions: readonly Substitution[];
}

const boundary = /[\s;&|()<>]/;

/** Most of a script is plain: no quote, no expansion, no end of the word. */
const plain = /[^\s;&|()<>\\'"$`]+/y;

/** The word that begins at `start`; it ends at unquoted white space or an operator. */
export function readWord(script: string, start: number, end: number): Word {
  const word = new WordReader(script, end);
  let at = start;
  while (at < end) {
    const array = script[at] === '(' && script[at - 1] === '=' && at > start;
    if (!array && boundary.test(script[at] ?? '') && !isProcess(script, at)) break;
    at = array ? word.copy(at, skipTo(script, ')', at + 1, end, 0)) : word.take(at);
  }
  const { text, quoted, substitutions } = word;
  return { kind: 'word', start, end: at, text, quoted, substitutions };
}

/** Whether a process substitution, `<(…)` or `>(…)`, begins here. */
export function isProcess(script: string, at: number): boolean {
  return (script[at] === '<' || script[at] === '>') && script[at + 1] === '(';
}

class WordReader {
  text = '';
  quoted = false;
  readonly substitutions: Substitution[] = [];
  private readonly script: string;
  private readonly end: number;

  constructor(script: string, end: number) {
    this.script = script;
    this.end = end;
  }

  take(at: number): number {
    const char = this.script[at];
    if (char === '\\') return this.escape(at);
    if (char === "'") return this.single(at);
    if (char === '"') return this.double(at);
    if (char === '$' || char === '`') return this.expansion(at);
    if (isProcess(this.script, at)) return this.process(at);
    plain.lastIndex = at;
    const stretch = plain.exec(this.script)?.[0].length ?? 1;
    return this.copy(at, Math.min(at + stretch, Math.max(this.end, at + 1)));
  }

  copy(from: number, to: number): number {
    this.text += this.script.slice(from, to);
    return to;
  }

  private escape(at: number): number {
    const next = this.script[at + 1];
    if (next !== '\n' && next !== undefined) this.text += next;
    return Math.min(at + 2, this.end);
  }

  private single(at: number): number {
    this.quoted = true;
    const to = skipQuoted(this.script, at, this.end);
    this.text += this.script.slice(at + 1, this.script[to - 1] === "'" ? to - 1 : to);
    return to;
  }

  private double(from: number): number {
    this.quoted = true;
    let at = from + 1;
    while (at < this.end && this.script[at] !== '"') at = this.insideDouble(at);
    return Math.min(at + 1, this.end);
  }

  private insideDouble(at: number): number {
    const char = this.script[at];
    if (char === '$' || char === '`') return this.expansion(at);
    if (char !== '\\') return this.copy(at, at + 1);
    // In double quotes a backslash escapes only these; before anything else it stays.
    return /["\\$`\n]/.test(this.script[at + 1] ?? '') ? this.escape(at) : this.copy(at, at + 1);
  }

  private expansion(at: number): number {
    const dollar = this.script[at] === '$';
    const to = dollar
      ? skipDollar(this.script, at, this.end)
      : skipQuoted(this.script, at, this.end);
    const command = !dollar || (this.script[at + 1] === '(' && this.script[at + 2] !== '(');
    if (command) this.substitutions.push({ start: at + (dollar ? 2 : 1), end: to - 1 });
    return this.copy(at, to);
  }

  private process(at: number): number {
    const to = skipTo(this.script, ')', at + 2, this.end, 0);
    this.substitutions.push({ start: at + 2, end: to - 1 });
    return this.copy(at, to);
  }
}
