import { joinPath } from '../../lib/glob.ts';
import { folderOf } from '../parse/file-names.ts';
import type { IgnoredScript } from '../shell/placed-commands.ts';
import {
  lineScript,
  MAX_INCLUDES,
  type OpenFiles,
  PLAIN_SHELL,
  type Recipe,
  type Recipes,
  type TextFile,
} from './recipe.ts';

interface Line {
  /** The included file; absent in the file itself. */
  readonly path?: string;
  readonly line: number;
  readonly text: string;
}

interface Draft {
  readonly path?: string;
  readonly line: number;
  readonly needs: string[];
  readonly body: Line[];
}

type Variables = Map<string, string>;

/** Joins the lines that end in a backslash; line breaks stay, so that lines of the text are lines of the file. */
function joinedLines(text: string): readonly Line[] {
  const joined: { readonly line: number; text: string }[] = [];
  let goesOn = false;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const last = joined.at(-1);
    if (goesOn && last !== undefined) last.text += `\n${raw}`;
    else joined.push({ line: index + 1, text: raw });
    goesOn = raw.endsWith('\\');
  }
  return joined;
}

/**
 * Returns the rules of a makefile (gnu.org/software/make/manual, "Recipe Execution" and "Errors in Recipes", read
 * 2026-11-29). Each line of a recipe runs in its own shell; `-` before it ignores its failure. Conditions are not
 * evaluated: every branch counts. Included files are read in place, pattern rules are not read.
 */
export function makeTargets({ path, text }: TextFile, open: OpenFiles): Recipes {
  const reader = new MakeReader(folderOf(path), open);
  for (const line of joinedLines(text)) reader.read(line, 0);
  return reader.recipes();
}

/** Returns what `include`, `-include` and `sinclude` name (same manual, "Including Other Makefiles"). */
export function includedByMake(line: string): string | undefined {
  return /^ {0,8}(?:-|s)?include\s+(\S[^#]*)/.exec(line)?.[1];
}

const assignment = /^(?:(?:export|override) )?\s*([\w.-]+)\s*(\+|\?|:{1,3})?=(.*)$/s;

class MakeReader {
  readonly #folder: string;
  readonly #files: OpenFiles;
  readonly #drafts = new Map<string, Draft>();
  readonly #variables: Variables = new Map([
    ['MAKE', 'make'],
    ['CURDIR', '.'],
    ['PWD', '.'],
  ]);
  #open: readonly Draft[] = [];
  #first: string | undefined;

  constructor(folder: string, files: OpenFiles) {
    this.#folder = folder;
    this.#files = files;
  }

  read(one: Line, depth: number): void {
    const { line, text } = one;
    if (text.startsWith('\t')) {
      for (const { body } of this.#open) body.push({ line, text: text.slice(1) });
      return;
    }
    const included = includedByMake(text);
    if (included !== undefined) {
      this.#include(expand(included, this.#variables), depth + 1);
      return;
    }
    const code = text.replace(/(?:^|\s)#.*$/s, '');
    const assigned = assignment.exec(code);
    if (assigned === null) this.#rule(one, code);
    else this.#assign(assigned[1] ?? '', assigned[2], (assigned[3] ?? '').trim());
  }

  #include(names: string, depth: number): void {
    if (depth > MAX_INCLUDES) return;
    const files = names.split(/\s+/).flatMap((name) => this.#files(joinPath(this.#folder, name)));
    for (const { path, text } of files) {
      for (const line of joinedLines(text)) this.read({ ...line, path }, depth);
    }
  }

  #assign(name: string, operator: string | undefined, value: string): void {
    const known = this.#variables.get(name);
    if (operator === '?' && known !== undefined) return;
    this.#variables.set(
      name,
      operator === '+' && known !== undefined ? `${known} ${value}` : value,
    );
  }

  #rule({ path, line }: Line, code: string): void {
    const colon = code.indexOf(':');
    const rest = code.slice(colon + 1).replace(/^:/, '');
    const [needed = '', ...inline] = rest.split(';');
    // `target: NAME = value` sets a variable for the target.
    if (colon < 1 || needed.includes('=')) return;
    const needs = expand(needed, this.#variables)
      .split(/\s+/)
      .filter((name) => /^[\w./-]+$/.test(name));
    const targets = code.slice(0, colon).trim().split(/\s+/);
    const names = targets.filter((name) => !name.includes('%'));
    this.#open = names.map((name) => {
      const place = path === undefined ? { line } : { path, line };
      const draft = this.#drafts.get(name) ?? { ...place, needs: [], body: [] };
      draft.needs.push(...needs);
      if (inline.length > 0) draft.body.push({ line, text: inline.join(';') });
      this.#drafts.set(name, draft);
      return draft;
    });
    this.#first ??= names.find((name) => !name.startsWith('.'));
  }

  recipes(): Recipes {
    const shell = this.#shell();
    const recipes = new Map<string, Recipe>();
    for (const [name, draft] of this.#drafts) {
      if (!name.startsWith('.')) recipes.set(name, this.#recipe(name, draft, shell));
    }
    const start = recipes.get(this.#first ?? '');
    return start === undefined ? recipes : recipes.set('', start);
  }

  #shell(): string {
    const program = this.#variables.get('SHELL');
    const flags = this.#variables.get('.SHELLFLAGS');
    if (program === undefined && flags === undefined) return PLAIN_SHELL;
    return `${program ?? 'sh'} ${flags ?? ''} {0}`;
  }

  #recipe(name: string, { body, ...rest }: Draft, shell: string): Recipe {
    const all = this.#drafts.get('.IGNORE');
    const ignored = all !== undefined && (all.needs.length === 0 || all.needs.includes(name));
    const known = new Map([...this.#variables, ['@', name]]);
    const lines = this.#drafts.has('.ONESHELL') ? inOneShell(body) : body;
    const scripts = lines.map((one): IgnoredScript => {
      const [prefix = ''] = /^[\s@+-]*/.exec(one.text) ?? [];
      const by = prefix.includes('-') ? 'the prefix -' : ignored ? '.IGNORE' : undefined;
      return { ...lineScript(expand(one.text.slice(prefix.length), known), one.line, by), shell };
    });
    return { ...rest, scripts };
  }
}

function inOneShell(body: readonly Line[]): readonly Line[] {
  const [start] = body;
  return start === undefined ? [] : [{ ...start, text: body.map(({ text }) => text).join('\n') }];
}

/** Variables inside variables are replaced to this depth. */
const MAX_DEPTH = 5;
const MAX_EXPANDED = 20_000;

/** Replaces `$(NAME)`, `${NAME}`, `$@` and `$(shell pwd)` by what they are; `$$` is a dollar of the shell. */
function expand(text: string, variables: Variables, depth = 0): string {
  if (depth > MAX_DEPTH || text.length > MAX_EXPANDED) return text;
  return text.replace(
    /\$(?:\$|@|\(shell pwd\)|\(([\w.-]+)\)|\{([\w.-]+)\})/g,
    (whole, round, curly) => {
      if (whole === '$$') return '$';
      if (whole === '$(shell pwd)') return '.';
      const value = variables.get(whole === '$@' ? '@' : (round ?? curly));
      return value === undefined ? whole : expand(value, variables, depth + 1);
    },
  );
}

/** Returns the recipes of a justfile (just.systems/man/en, read 2026-11-29). */
export function justRecipes({ text }: TextFile): Recipes {
  const reader = new JustReader();
  for (const line of joinedLines(text)) reader.read(line);
  return reader.recipes();
}

class JustReader {
  readonly #drafts = new Map<string, Draft>();
  readonly #variables: Variables = new Map();
  readonly #aliases = new Map<string, string>();
  #shell = PLAIN_SHELL;
  #open: Draft | undefined;

  read({ line, text }: Line): void {
    if (/^\s+\S/.test(text)) this.#open?.body.push({ line, text: text.trimStart() });
    else if (/^[^:]*:=/.test(text)) this.#assign(text);
    else if (!/^(?:#|\s*$)/.test(text)) this.#header(line, text);
  }

  #assign(text: string): void {
    const [left = '', ...right] = text.split(':=');
    const value = right.join(':=').trim();
    const [keyword = '', name = keyword] = left.trim().split(/\s+/);
    if (keyword === 'alias') this.#aliases.set(name, value);
    else if (keyword !== 'set') this.#variables.set(name, value.replace(/^["']|["']$/g, ''));
    else if (name === 'shell') this.#shell = `${value.replace(/[[\]"',]/g, ' ').trim()} {0}`;
  }

  #header(line: number, text: string): void {
    const colon = text.indexOf(':');
    const name = /^@?([A-Za-z_][\w-]*)/.exec(text)?.[1];
    this.#open = undefined;
    if (colon === -1 || name === undefined) return;
    const rest = text.slice(colon + 1).replace(/#.*$/s, '');
    const needs = rest.match(/(?<![\w"'-])[A-Za-z_][\w-]*/g) ?? [];
    this.#open = { line, needs: [...needs], body: [] };
    this.#drafts.set(name, this.#open);
  }

  recipes(): Recipes {
    const recipes = new Map<string, Recipe>();
    for (const [name, draft] of this.#drafts) recipes.set(name, this.#recipe(draft));
    const [start] = recipes.values();
    for (const [name, of] of this.#aliases) {
      const recipe = recipes.get(of);
      if (recipe !== undefined) recipes.set(name, recipe);
    }
    return start === undefined ? recipes : recipes.set('', start);
  }

  #recipe({ line, needs, body }: Draft): Recipe {
    const lines = body.map((one) => ({ ...one, text: this.#filled(one.text) }));
    const [first] = lines;
    const program = interpreterOf(first?.text ?? '');
    if (first !== undefined && program !== undefined) {
      const text = lines.map((one) => one.text).join('\n');
      return { line, needs, scripts: [{ text, line: first.line, shell: `${program} {0}` }] };
    }
    const scripts = lines.map((one): IgnoredScript => {
      const [prefix = ''] = /^[@-]*/.exec(one.text) ?? [];
      const by = prefix.includes('-') ? 'the prefix -' : undefined;
      return { ...lineScript(one.text.slice(prefix.length), one.line, by), shell: this.#shell };
    });
    return { line, needs, scripts };
  }

  #filled(text: string): string {
    return text.replace(
      /\{\{\s*([\w-]+)\s*\}\}/g,
      (_, name) => this.#variables.get(name) ?? `$${name}`,
    );
  }
}

/** Returns the program in a script's first line with its options; undefined when it names none. */
export function interpreterOf(text: string): string | undefined {
  return /^#!\s*(?:\/usr\/bin\/env (?:-S )?)?(\S[^\n]*)/.exec(text)?.[1]?.trim();
}
