import { memoizeText } from '../../lib/memoize.ts';

/**
 * An expression of a workflow as a tree. `call` is also an operator: `&&`, `!`. `path` is what follows a context,
 * with `*` for a filter and for a key that only the run knows.
 */
export type Expression = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'path'; readonly of: string | Expression; readonly keys: readonly string[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
);

/** An expression between `${{` and `}}`; a text in quotes may contain braces. */
const PLACEHOLDER = /\$\{\{((?:(?!\$\{\{)(?:'(?:(?!\$\{\{)[^'])*'|[^}'])|\}(?!\}))*)\}\}/g;

/** Returns the expressions of a text with their positions, parsed; without a tree where GitHub would reject one. */
export function expressionsIn(
  text: string,
): readonly { readonly whole: string; readonly offset: number; readonly tree?: Expression }[] {
  if (!text.includes('${{')) return [];
  return [...text.matchAll(PLACEHOLDER)].map(({ 0: whole, 1: inner = '', index: offset }) => {
    const tree = parseExpression(inner);
    return tree === undefined ? { whole, offset } : { whole, offset, tree };
  });
}

/** Returns the parts of a text that `split` makes, which sees a name without separators for each expression. */
export function splitAround(
  text: string,
  split: (text: string) => readonly string[],
): readonly string[] {
  const wholes = expressionsIn(text).map(({ whole }) => whole);
  const named = wholes.reduce((made, whole, at) => made.replace(whole, () => `\0${at}\0`), text);
  return split(named).map((part) =>
    part.replace(/\0(\d+)\0/g, (_, at: string) => wholes[Number(at)] ?? ''),
  );
}

/**
 * Returns the text of the expression of an `if`, which may be written without `${{ }}`; undefined where text around
 * it makes a text that is always true, even the newline at the end of a block.
 */
export function conditionText(text: string): string | undefined {
  const [only] = [...text.matchAll(PLACEHOLDER)];
  if (only === undefined) return text;
  return only[0] === text ? only[1] : undefined;
}

const TOKEN =
  /(?<text>'(?:[^']|'')*')|(?<number>0x[\da-f]+|0o[0-7]+|[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|Infinity\b)|NaN\b)|(?<name>[a-z_][\w-]*)|(?<sign>&&|\|\||[=!<>]=|\S)/gi;

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly kind: 'text' | 'number' | 'name' | 'sign';
}

/** Any other character is a sign that no expression takes. */
function tokensOf(source: string): readonly Token[] {
  return [...source.matchAll(TOKEN)].map(({ 0: text, index: start, groups = {} }): Token => {
    const [kind] = Object.entries(groups).find(([, part]) => part !== undefined) ?? [];
    return { text, kind: kind as Token['kind'], start, end: start + text.length };
  });
}

/** Operators from those that bind least (GitHub Docs, "Evaluate expressions", read 2026-11-30). */
const OPERATORS = [['||'], ['&&'], ['==', '!='], ['<', '<=', '>', '>=']];

/** Maximum depth, length and number of arguments (actions/languageservices, read 2026-11-30). */
const MAX_DEPTH = 50;
const MAX_LENGTH = 21_000;
const MAX_ARGUMENTS = 255;

/** Returns the tree of an expression without its `${{ }}`; undefined when GitHub would reject it. Never throws. */
export const parseExpression = memoizeText((source: string): Expression | undefined => {
  if (source.length > MAX_LENGTH) return undefined;
  const parser = new Parser(tokensOf(source));
  const tree = parser.binary(0, 0);
  return parser.atEnd ? tree : undefined;
});

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get atEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  binary(rank: number, depth: number): Expression | undefined {
    const operators = OPERATORS[rank];
    if (operators === undefined) return this.#unary(depth);
    const first = this.binary(rank + 1, depth);
    return (
      first && (rank < 2 ? this.#logical(first, rank, depth) : this.#chain(first, rank, depth))
    );
  }

  /** `a && b && c` is one call, so that a long condition is not deep. */
  #logical(first: Expression, rank: number, depth: number): Expression | undefined {
    const [name = ''] = OPERATORS[rank] ?? [];
    const args = [first];
    while (this.#take(name)) {
      const next = this.binary(rank + 1, depth);
      if (next === undefined) return undefined;
      args.push(next);
    }
    const end = args.at(-1)?.end ?? first.end;
    return args.length === 1 ? first : { kind: 'call', name, args, start: first.start, end };
  }

  #chain(first: Expression, rank: number, depth: number): Expression | undefined {
    const name = OPERATORS[rank]?.find((operator) => this.#take(operator));
    if (name === undefined) return first;
    const right = depth > MAX_DEPTH ? undefined : this.binary(rank + 1, depth);
    if (right === undefined) return undefined;
    const { start } = first;
    const call = { kind: 'call', name, args: [first, right], start, end: right.end } as const;
    return this.#chain(call, rank, depth + 1);
  }

  #unary(depth: number): Expression | undefined {
    const start = this.#tokens[this.#at]?.start ?? 0;
    if (depth > MAX_DEPTH) return undefined;
    if (!this.#take('!')) return this.#postfix(depth);
    const arg = this.#unary(depth + 1);
    return arg && { kind: 'call', name: '!', args: [arg], start, end: arg.end };
  }

  #postfix(depth: number): Expression | undefined {
    const first = this.#primary(depth);
    const keys = this.#keys(depth);
    if (first === undefined || keys === undefined || keys.length === 0) return keys && first;
    if (first.kind === 'value') return undefined;
    const own = first.kind === 'path' ? first : { of: first, keys: [] };
    const end = this.#tokens[this.#at - 1]?.end ?? first.end;
    return { kind: 'path', of: own.of, keys: [...own.keys, ...keys], start: first.start, end };
  }

  /** The keys after a context; undefined when one of them is broken. */
  #keys(depth: number): readonly string[] | undefined {
    const keys: string[] = [];
    for (;;) {
      const dot = this.#take('.');
      if (!dot && !this.#take('[')) return keys;
      const key = dot ? this.#name() : this.#index(depth);
      if (key === undefined) return undefined;
      keys.push(key);
    }
  }

  #name(): string | undefined {
    if (this.#take('*')) return '*';
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'name') return undefined;
    this.#at += 1;
    return token.text;
  }

  #index(depth: number): string | undefined {
    const star = this.#take('*');
    const key = star ? undefined : this.binary(0, depth + 1);
    if (!this.#take(']') || (key === undefined && !star)) return undefined;
    return key?.kind === 'value' ? String(key.value) : '*';
  }

  #primary(depth: number): Expression | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined) return undefined;
    this.#at += 1;
    const { text, start, end } = token;
    switch (token.kind) {
      case 'text':
        return { kind: 'value', value: text.slice(1, -1).replaceAll("''", "'"), start, end };
      case 'number':
        return { kind: 'value', value: Number(text), start, end };
      case 'name':
        return this.#named(token, depth);
      case 'sign': {
        const inner = text === '(' ? this.binary(0, depth + 1) : undefined;
        return this.#take(')') ? inner : undefined;
      }
      default:
        return token.kind satisfies never;
    }
  }

  #named({ text, start, end }: Token, depth: number): Expression | undefined {
    if (Object.hasOwn(CONSTANTS, text))
      return { kind: 'value', value: CONSTANTS[text], start, end };
    if (!this.#take('(')) return { kind: 'path', of: text, keys: [], start, end };
    const args: Expression[] = [];
    while (!this.#take(')')) {
      const arg = args.length === 0 || this.#take(',') ? this.binary(0, depth + 1) : undefined;
      if (arg === undefined || args.length === MAX_ARGUMENTS) return undefined;
      args.push(arg);
    }
    return {
      kind: 'call',
      name: text.toLowerCase(),
      args,
      start,
      end: this.#tokens[this.#at - 1]?.end ?? end,
    };
  }

  #take(sign: string): boolean {
    const token = this.#tokens[this.#at];
    const found = token?.kind === 'sign' && token.text === sign;
    if (found) this.#at += 1;
    return found;
  }
}

const CONSTANTS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };
