import { withoutComments } from '../parse/comments.ts';
import { quoted } from '../shell/container-script.ts';
import type { IgnoredScript } from '../shell/placed-commands.ts';
import {
  lineScript,
  type Recipe,
  type RecipeScript,
  type Recipes,
  type TextFile,
} from './recipe.ts';
import { toxNames } from './script-calls.ts';

/** A recipe whose scripts are still read. */
interface Draft extends Recipe {
  readonly needs: string[];
  readonly scripts: RecipeScript[];
}

function draftAt(line: number): Draft {
  return { line, needs: [], scripts: [] };
}

/**
 * Returns the environments of tox by name, `''` for those of `env_list` (tox.wiki/en/latest/config.html, read
 * 2026-11-30): of an INI file, of `legacy_tox_ini` in pyproject.toml, or of TOML. `*` is `[testenv]`, which
 * environments without commands run. `deps` are installed first, `-` ignores a command's failure. Empty without any
 * setting of tox.
 */
export function toxEnvironments({ path, text }: TextFile): Recipes {
  if (!path.endsWith('.toml')) return environmentsOf(iniValues(text));
  const [whole, before = '', ini = ''] =
    /^([\s\S]*?\blegacy_tox_ini\s*=\s*(?:"""|'''))([\s\S]*?)(?:"""|''')/.exec(text) ?? [];
  if (whole === undefined) return environmentsOf(tomlValues(text));
  return environmentsOf(iniValues(`${before.replace(/[^\n]+/g, '')}${ini}`));
}

function environmentsOf(values: readonly IniValue[]): Recipes {
  const recipes = new Map<string, Recipe>();
  for (const { section, key, line } of values) {
    if (!/^(?:commands(?:_pre|_post)?|deps)$/.test(key)) continue;
    for (const environment of environmentNames(section)) {
      if (recipes.has(environment)) continue;
      recipes.set(environment, { line, needs: [], scripts: scriptsOf(values, section) });
    }
  }
  const needs = values
    .filter(({ section, key }) => /^tox(?::tox)?$/.test(section) && /^env_?list$/.test(key))
    .flatMap(({ value }) => toxNames(value));
  if (recipes.size + needs.length === 0) return recipes;
  return recipes.set('', { ...draftAt(1), needs: needs.length === 0 ? ['*'] : needs });
}

/** Returns the environments of a section, `*` for `[testenv]`; none for other sections. */
function environmentNames(section: string): readonly string[] {
  const [found, names] = /^testenv(?::(.+))?$/.exec(section) ?? [];
  if (found === undefined) return [];
  return names === undefined ? ['*'] : toxNames(names);
}

/** An environment has the values of `[testenv]` that it does not set. */
function scriptsOf(values: readonly IniValue[], section: string): readonly RecipeScript[] {
  const ofBoth = (read: (section: string) => readonly RecipeScript[]) => {
    const own = read(section);
    return own.length > 0 ? own : read('testenv');
  };
  return [
    ...ofBoth((from) => dependenciesOf(valuesIn(values, from, /^deps$/))),
    ...ofBoth((from) => valuesIn(values, from, /^commands/).map(toxCommand)),
  ];
}

function valuesIn(values: readonly IniValue[], section: string, key: RegExp): readonly IniValue[] {
  return values.filter((one) => one.section === section && key.test(one.key));
}

/** Returns lists of TOML as values of an INI file: a value for each list of words, which is a command. */
function tomlValues(text: string): readonly IniValue[] {
  let section = text.includes('[tool.') ? '' : 'tox';
  const keys =
    /^\[([\w."'-]{1,200})\]|^(commands(?:_pre|_post)?|env_list|deps)[ \t]{0,9}=[ \t]{0,9}(?=\[)/gm;
  return [...text.matchAll(keys)].flatMap(({ 0: found, 1: header, 2: key = '', index }) => {
    if (header !== undefined) section = toxSection(header);
    if (header !== undefined || section === '') return [];
    const at = index + found.length;
    const line = text.slice(0, at).split('\n').length;
    return wordLists(text.slice(at, at + MAX_LIST)).flatMap((one) => {
      const each = key === 'deps' ? one.words : [one.words.map(quoted).join(' ')];
      return each.map((value) => ({ section, key, value, line: line + one.line }));
    });
  });
}

/** Maximum number of characters of one list in TOML. */
const MAX_LIST = 4_000;

/** `tool.tox.env.lint` of pyproject.toml and `env.lint` of tox.toml are `testenv:lint`; '' is another tool. */
function toxSection(header: string): string {
  if (header === 'tool.tox') return 'tox';
  const own = header.replace(/^tool\.tox\./, '');
  if (own === 'env_run_base') return 'testenv';
  const name = /^env\.["']?([^"']+)["']?$/.exec(own)?.[1];
  return name === undefined ? '' : `testenv:${name}`;
}

/** Returns the lists inside a list of TOML, or the list itself; tables in it are left out. */
function wordLists(text: string) {
  const plain = text.replace(/\{[^{}\n]*\}/g, '');
  const [list = ''] = /^\[(?:[^[\]]|\[[^[\]]*\])*\]/.exec(plain) ?? [];
  const inner = [...list.slice(1).matchAll(/\[[^[\]]*\]/g)];
  const lists = inner.length > 0 ? inner : list.matchAll(/^.*$/gs);
  return [...lists].map(({ 0: words, index }) => ({
    line: list.slice(0, index + 1).split('\n').length - 1,
    words: [...words.matchAll(/"([^"\n]*)"|'([^'\n]*)'/g)].map(([, a, b]) => a ?? b ?? ''),
  }));
}

interface IniValue {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

/** Returns the values of an INI file, one for each line that has one. */
function iniValues(text: string): readonly IniValue[] {
  let [section, key] = ['', ''];
  return text.split(/\r?\n/).flatMap((raw, index): readonly IniValue[] => {
    const header = /^\[([^\]]+)\]/.exec(raw)?.[1];
    const [, name, first] = /^([\w-]+)\s*=(.*)$/.exec(raw) ?? [];
    if (header !== undefined) section = header.trim();
    if (/^\S/.test(raw)) key = name ?? '';
    const value = (first ?? raw).replace(/(?:^|\s)#.*$/s, '').trim();
    return value === '' || key === '' ? [] : [{ section, key, value, line: index + 1 }];
  });
}

/** Returns the factors for which a value counts, and the value with its substitutions. */
function toxValue(value: string) {
  const when = /^([\w,.{}!-]+):\s+/.exec(value);
  const text = value
    .slice(when?.[0].length ?? 0)
    .replace(/\{(?:toxinidir|tox_root)\}/g, '.')
    .replace(/\{(?:posargs|env:\w+|\/)(?::([^{}]*))?\}/g, '$1')
    .replace(/\{env_?python\}/g, 'python')
    .replace(/\{[^{}]*\}/g, '');
  return { text, ...(when === null ? {} : { when: when[1] ?? '' }) };
}

function toxCommand({ value, line }: IniValue): RecipeScript {
  const { text, ...condition } = toxValue(value);
  const [prefix = ''] = /^[-!\s]*/.exec(text) ?? [];
  const ignored = prefix.includes('-') ? 'the prefix -' : undefined;
  return { ...lineScript(text.slice(prefix.length), line, ignored), ...condition };
}

/** Returns the installs of `deps`: one of those without a condition, and one for each condition. */
function dependenciesOf(values: readonly IniValue[]): readonly RecipeScript[] {
  const all = values
    .map(({ value, line }) => ({ ...toxValue(value), line }))
    .filter(({ text }) => text.trim() !== '');
  const constraints = all.filter(({ text, when }) => when === undefined && /^-c/.test(text));
  return [...new Set(all.map(({ when }) => when))].map((when): RecipeScript => {
    const own = all.filter((one) => one.when === when);
    const words = [...own, ...(when === undefined ? [] : constraints)].flatMap(({ text }) =>
      text.startsWith('-') ? text.split(/\s+/) : [text],
    );
    const script = lineScript(`pip install ${words.map(quoted).join(' ')}`, own[0]?.line ?? 1);
    return when === undefined ? script : { ...script, when };
  });
}

/**
 * Whether an environment has the factors of a condition: a comma means "or", a dash "and", `!` "not". Everything
 * counts where only the run knows the environment.
 */
export function hasFactors(environment: string, condition: string): boolean {
  if (/[*$]/.test(environment) || condition.includes('{')) return true;
  const factors = new Set(environment.split('-'));
  return condition
    .split(',')
    .some((all) =>
      all
        .split('-')
        .every((one) => (one.startsWith('!') ? !factors.has(one.slice(1)) : factors.has(one))),
    );
}

/** Maximum number of lines of one call in a noxfile. */
const MAX_CALL_LINES = 40;

/** Returns the sessions of a noxfile, `''` for all of them (nox.thea.codes/en/stable/config.html, read 2026-11-29). */
export function noxSessions(file: TextFile): Recipes {
  const text = withoutComments(file);
  const lines = text.split(/\r?\n/);
  const recipes = new Map<string, Draft>();
  for (const [index, line] of lines.entries()) {
    const defined = /^def (\w+)\(/.exec(line)?.[1];
    const name = defined === undefined ? undefined : sessionName(lines, index, defined);
    if (name === undefined) continue;
    const end = lines.findIndex((next, at) => at > index && /^(?:def |@)/.test(next));
    const body = lines.slice(0, end === -1 ? lines.length : end);
    const scripts = body.flatMap((_, at) => (at > index ? sessionCall(lines, at) : []));
    recipes.set(name, { line: index + 1, needs: [], scripts });
  }
  const chosen = /^nox\.options\.sessions\s?=\s?[[(]([^\])]{0,2000})/m.exec(text)?.[1];
  const names = [...(chosen ?? '').matchAll(/["']([^"'\n]+)["']/g)].map(([, name = '']) => name);
  return recipes.set('', { ...draftAt(1), needs: names.length > 0 ? names : [...recipes.keys()] });
}

/** Returns the name of the session that a function is; undefined without the decorator. */
function sessionName(lines: readonly string[], index: number, defined: string): string | undefined {
  const from = lines
    .slice(0, index)
    .findLastIndex((line) => /^(?:@(?:nox\.)?session\b|def )/.test(line));
  const decorator = lines.slice(Math.max(from, 0), index).join('\n');
  if (!decorator.startsWith('@')) return undefined;
  return /\bname\s?=\s?["']([^"']+)["']/.exec(decorator)?.[1] ?? defined;
}

/** Returns the command of `session.run(…)` or `session.install(…)` on a line. */
function sessionCall(lines: readonly string[], index: number): readonly IgnoredScript[] {
  const line = lines[index] ?? '';
  const verb = /^[^#]*?\bsession\.(run|run_always|run_install|install)\(/.exec(line);
  if (verb === null) return [];
  const call = argumentsFrom([
    line.slice(verb[0].length),
    ...lines.slice(index + 1, index + MAX_CALL_LINES),
  ]);
  const tokens = [...call.matchAll(/"([^"\n]*)"|'([^'\n]*)'|=/g)];
  const keyword = tokens.findIndex(([token]) => token === '=');
  const positional = keyword === -1 ? tokens : tokens.slice(0, keyword);
  const words = positional.map(([, double, single]) => double ?? single ?? '');
  if (words.length === 0) return [];
  const program = verb[1] === 'install' ? 'pip install ' : '';
  const codes = /\bsuccess_codes ?= ?\[([^\]]{0,200})\]/.exec(call);
  const ignored = /[1-9]/.test(codes?.[1] ?? '') ? codes?.[0] : undefined;
  return [lineScript(`${program}${words.map(quoted).join(' ')}`, index + 1, ignored)];
}

/** Returns the text of a call's arguments up to its closing parenthesis. */
function argumentsFrom(lines: readonly string[]): string {
  const text = lines.join('\n');
  let depth = 1;
  for (const { 0: found, index } of text.matchAll(/"[^"\n]*"|'[^'\n]*'|[()]/g)) {
    if (found === '(') depth += 1;
    if (found === ')') depth -= 1;
    if (depth === 0) return text.slice(0, index);
  }
  return text;
}

/**
 * Returns the tasks of a Rakefile: `sh` runs a command and fails with it, `system` only returns false
 * (ruby.github.io/rake, docs.ruby-lang.org `Kernel#system`, read 2026-11-29). A task that a library defines is known
 * by its name.
 */
export function rakeTasks(file: TextFile): Recipes {
  const recipes = new Map<string, Draft>();
  let open: Draft | undefined;
  for (const [index, line] of withoutComments(file).split(/\r?\n/).entries()) {
    const [, name, needed = ''] =
      /^\s*(?:multi)?task[ (]\s*:?["']?([\w-]+)["']?(?![\w"'-])(.*)$/.exec(line) ?? [];
    if (name === undefined) {
      open?.scripts.push(...rakeCommand(line, index + 1));
      continue;
    }
    open = recipes.get(name) ?? draftAt(index + 1);
    open.needs.push(...neededTasks(needed));
    recipes.set(name, open);
  }
  const start = recipes.get('default');
  return start === undefined ? recipes : recipes.set('', start);
}

function neededTasks(text: string): readonly string[] {
  const [before = ''] = text.split(/#|\bdo\b/);
  const names = before.match(/[\w-]+(?::[\w-]+)*/g) ?? [];
  // `%i[a b]` and `%w[a b]` are lists.
  return names.filter((name) => name !== 'i' && name !== 'w');
}

function rakeCommand(line: string, at: number): readonly IgnoredScript[] {
  const [, verb, double, single] = /^\s*(sh|system)[ (]\s*(?:"([^"]*)"|'([^']*)')/.exec(line) ?? [];
  if (verb === undefined) return [];
  return [lineScript(double ?? single ?? '', at, verb === 'system' ? 'system' : undefined)];
}
