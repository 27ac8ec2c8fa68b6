/** A value as written: a literal, a list or object of values, or the name of a variable. */
export type Value =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, Value> };

export type Selection =
  | {
      readonly kind: 'field';
      readonly name: string;
      readonly alias: string;
      readonly args: ReadonlyMap<string, Value>;
      readonly selections: readonly Selection[];
    }
  | { readonly kind: 'fragment'; readonly on: string; readonly selections: readonly Selection[] };

export interface Operation {
  readonly kind: 'query' | 'mutation';
  /** Variable name to its declared type, and whether that is required. */
  readonly variables: ReadonlyMap<string, { readonly type: string; readonly required: boolean }>;
  readonly selections: readonly Selection[];
}

const TOKEN =
  /\s*(?:#[^\n]*\n\s*)*(\.\.\.|[{}()[\]:!$=,@]|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|[_A-Za-z]\w*)/y;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw new SyntaxError(`Parse error near ${text.slice(at, at + 20)}`);
    if (token !== ',') tokens.push(token);
  }
  return tokens;
}

class Reader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  next(): string {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new SyntaxError('Unexpected end of document');
    return token;
  }

  /** Takes the token if it is the next one. */
  take(token: string): boolean {
    if (this.peek() !== token) return false;
    this.#at++;
    return true;
  }

  expect(token: string): void {
    const found = this.next();
    if (found !== token) throw new SyntaxError(`Expected "${token}", actual: "${found}"`);
  }
}

function readValue(from: Reader): Value {
  if (from.take('$')) return { kind: 'variable', name: from.next() };
  if (from.take('[')) {
    const items: Value[] = [];
    while (!from.take(']')) items.push(readValue(from));
    return { kind: 'list', items };
  }
  if (from.take('{')) return { kind: 'object', fields: readFields(from, '}') };
  const token = from.next();
  if (/^["\d-]/.test(token)) return { kind: 'literal', value: JSON.parse(token) };
  const words: Record<string, boolean | null> = { true: true, false: false, null: null };
  return { kind: 'literal', value: token in words ? (words[token] ?? null) : token };
}

function readFields(from: Reader, end: string): Map<string, Value> {
  const fields = new Map<string, Value>();
  while (!from.take(end)) {
    const name = from.next();
    from.expect(':');
    fields.set(name, readValue(from));
  }
  return fields;
}

function readSelections(from: Reader): Selection[] {
  const selections: Selection[] = [];
  if (!from.take('{')) return selections;
  while (!from.take('}')) selections.push(readSelection(from));
  return selections;
}

function readSelection(from: Reader): Selection {
  if (from.take('...')) {
    if (!from.take('on')) throw new SyntaxError('named fragments are unknown to the sandbox');
    return { kind: 'fragment', on: from.next(), selections: readSelections(from) };
  }
  const first = from.next();
  const name = from.take(':') ? from.next() : first;
  const args = from.take('(') ? readFields(from, ')') : new Map<string, Value>();
  return { kind: 'field', name, alias: first, args, selections: readSelections(from) };
}

function readType(from: Reader): { type: string; required: boolean } {
  const type = from.take('[') ? `[${readType(from).type}]` : from.next();
  if (type.startsWith('[')) from.expect(']');
  return { type, required: from.take('!') };
}

function readVariables(from: Reader): Operation['variables'] {
  const variables = new Map<string, { type: string; required: boolean }>();
  if (!from.take('(')) return variables;
  while (!from.take(')')) {
    from.expect('$');
    const name = from.next();
    from.expect(':');
    variables.set(name, readType(from));
    if (from.take('=')) readValue(from);
  }
  return variables;
}

/** Reads one query or mutation; throws a SyntaxError on what is not GraphQL or not known here. */
export function parseOperation(text: string): Operation {
  const from = new Reader(tokensOf(text));
  if (from.peek() === '{') {
    return { kind: 'query', variables: new Map(), selections: readSelections(from) };
  }
  const kind = from.next();
  if (kind !== 'query' && kind !== 'mutation') throw new SyntaxError(`Unexpected "${kind}"`);
  if (from.peek() !== '{' && from.peek() !== '(') from.next();
  const variables = readVariables(from);
  const selections = readSelections(from);
  if (from.peek() !== undefined) throw new SyntaxError(`Unexpected "${from.peek()}"`);
  return { kind, variables, selections };
}
