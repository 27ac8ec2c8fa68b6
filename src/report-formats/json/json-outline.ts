/**
 * Paths that the outline keeps, so that a hostile file of a million keys costs no more than others.
 * A signature stands at the top of a document, not behind thousands of other keys.
 */
const MAX_PATHS = 4000;
/** Levels below the root that signatures look at. */
const MAX_DEPTH = 5;

/** Which keys the beginning of a JSON document shows, although the end may be missing. */
export interface JsonOutline {
  readonly root: 'object' | 'array' | 'none';
  /**
   * Each key met, as its path: keys joined by NUL, `[]` for a step into an array, at most five
   * levels deep. `runs`, `[]`, `tool` is the path of a SARIF tool.
   */
  readonly paths: ReadonlySet<string>;
}

/** Whether a path is in the outline; `*` stands for any one key. */
export function hasPath(outline: JsonOutline, ...path: readonly string[]): boolean {
  if (!path.includes('*')) return outline.paths.has(path.join('\0'));
  for (const known of outline.paths) {
    const keys = known.split('\0');
    if (
      keys.length === path.length &&
      path.every((step, at) => step === '*' || step === keys[at])
    ) {
      return true;
    }
  }
  return false;
}

let last: { head: string; outline: JsonOutline } | undefined;

/**
 * Reads the keys of a document's head without parsing it. Two dozen formats look at the same head
 * one after the other, so the latest answer is remembered.
 */
export function outlineOf(head: string): JsonOutline {
  if (last?.head !== head) last = { head, outline: scan(head) };
  return last.outline;
}

const TOKEN = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|[{}[\]:,]|[^\s{}[\]:,"]+/y;

function scan(head: string): JsonOutline {
  const start = head.search(/\S/);
  const first = head[start];
  if (first !== '{' && first !== '[') return { root: 'none', paths: new Set() };
  const walk = new KeyWalk();
  TOKEN.lastIndex = start;
  for (;;) {
    const blank = skipBlank(head, TOKEN.lastIndex);
    TOKEN.lastIndex = blank;
    const token = TOKEN.exec(head)?.[0];
    if (token === undefined || !walk.take(token)) break;
  }
  return { root: first === '{' ? 'object' : 'array', paths: walk.paths };
}

function skipBlank(head: string, from: number): number {
  let at = from;
  while (at < head.length && head.charCodeAt(at) <= 32) at++;
  return at;
}

/** Follows brackets and keeps the key of every open object; deeper levels are only counted. */
class KeyWalk {
  readonly paths = new Set<string>();
  readonly #steps: string[] = [];
  #deeper = 0;
  #held = '';

  /** False once nothing more can be learnt. */
  take(token: string): boolean {
    if (token === '{' || token === '[') this.#open(token);
    else if (token === '}' || token === ']') return this.#close();
    else if (token === ':') this.#key();
    else this.#held = token;
    return this.paths.size < MAX_PATHS;
  }

  #open(token: string): void {
    if (this.#deeper > 0 || this.#steps.length > MAX_DEPTH) this.#deeper++;
    else this.#steps.push(token === '[' ? '[]' : '');
  }

  #close(): boolean {
    if (this.#deeper > 0) this.#deeper--;
    else this.#steps.pop();
    return this.#deeper > 0 || this.#steps.length > 0;
  }

  #key(): void {
    if (this.#deeper > 0 || this.#steps.length === 0) return;
    this.#steps[this.#steps.length - 1] = unquote(this.#held);
    this.paths.add(this.#steps.join('\0'));
  }
}

function unquote(token: string): string {
  if (!token.includes('\\')) return token.slice(1, -1);
  try {
    return String(JSON.parse(token));
  } catch {
    return token;
  }
}
