import { closest } from '../lib/closest.ts';
import { patternProblem } from '../lib/linear-pattern.ts';
import type { Position } from '../lib/yaml.ts';
import type { Rule, RuleOption } from '../model/rule.ts';
import { parseCondition } from './condition.ts';
import type { ConfigFile } from './config-schema.ts';
import { DEFAULT_GATES } from './defaults.ts';
import { compileExpression } from './expression.ts';
import type { Problem } from './problem.ts';
import { type ReadConfig, readConfig } from './read-config.ts';
import { isDocumentPath } from './settings.ts';

/** A rule, as far as the check of a config needs it. */
export type KnownRule = Pick<Rule, 'id' | 'options'>;

/** Returns the problems of one rule's options, by the name of the option. */
function checkRuleOptions(
  rule: KnownRule,
  given: Readonly<Record<string, unknown>>,
): readonly { readonly option: string; readonly message: string }[] {
  const known = rule.options ?? [];
  return Object.entries(given).flatMap(([option, value]) => {
    if (option === 'off') return offProblems(value);
    if (option === 'reason') return reasonProblems(value);
    const declared = known.find(({ name }) => name === option);
    const message = declared === undefined ? unknown(rule, option) : typeProblem(declared, value);
    return message === undefined ? [] : [{ option, message }];
  });
}

/** A rule that is off needs a reason, which the audit shows. */
function offProblems(
  value: unknown,
): readonly { readonly option: string; readonly message: string }[] {
  if (typeof value === 'string' && value.trim() !== '') return [];
  const message = `${JSON.stringify(value) ?? 'nothing'} is no reason; say in words why the rule is off`;
  return [{ option: 'off', message }];
}

/** The audit shows the reason next to the options. */
function reasonProblems(
  value: unknown,
): readonly { readonly option: string; readonly message: string }[] {
  if (typeof value === 'string' && value.trim() !== '') return [];
  const message = `${JSON.stringify(value) ?? 'nothing'} is no reason; say in words why the rule has these options`;
  return [{ option: 'reason', message }];
}

function unknown({ id, options = [] }: KnownRule, option: string): string {
  const names = [...options.map(({ name }) => name), 'off', 'reason'];
  const suggestion = closest(option, names);
  if (suggestion !== undefined) return `unknown option; did you mean ${suggestion}?`;
  return `unknown option; ${id} takes ${names.join(', ')}`;
}

const WORDS: Readonly<Record<RuleOption['type'], string>> = {
  number: 'a number',
  text: 'a text',
  list: 'a list of texts',
  flag: 'true or false',
};

function typeProblem({ type }: RuleOption, value: unknown): string | undefined {
  return fits(type, value)
    ? undefined
    : `${JSON.stringify(value) ?? 'nothing'} is not ${WORDS[type]}`;
}

function fits(wanted: RuleOption['type'], value: unknown): boolean {
  switch (wanted) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'text':
      return typeof value === 'string' && value !== '';
    case 'list':
      return (
        typeof value === 'string' ||
        (Array.isArray(value) && value.every((one) => typeof one === 'string'))
      );
    case 'flag':
      return typeof value === 'boolean';
  }
  wanted satisfies never;
  return false;
}

export type CheckedConfig =
  | {
      readonly state: 'valid';
      readonly file: ConfigFile;
      /** Returns the position of a key, for problems that are found later. */
      readonly at: (key: readonly PropertyKey[]) => Position;
      /** Returns the rules that the file names and that neither it nor the config it extends declares. */
      readonly undeclared: (shared: ConfigFile) => readonly Problem[];
    }
  | { readonly state: 'invalid'; readonly problems: readonly Problem[] };

type Report = (key: PropertyKey[], message: string) => void;

/** Ids of rules; `any` where the config that is extended may declare further ones. */
type RuleIds = readonly string[] | 'any';

/**
 * Checks a config file: its schema, and everything that a schema cannot express. `known` are all built-in
 * rules. A file that extends another may name the rules of that one, which `undeclared` checks.
 */
export function checkConfig(
  path: string,
  text: string,
  known: readonly KnownRule[],
): CheckedConfig {
  const read = readConfig(path, text);
  const own = declaredRules(read.file);
  const given = [...known, ...own];
  const ids = given.map(({ id }) => id);
  const problems = [
    ...read.problems,
    ...problemsIn(path, read, (report) => {
      checkNames(read.file, given, read.file.extends === undefined ? ids : 'any', report);
      checkOwnRules(read.file, ids, report);
      checkPatterns(read.file, report);
      checkPaths(read.file, report);
    }),
  ];
  if (problems.length > 0) return { state: 'invalid', problems: problems.sort(byPosition) };
  return {
    state: 'valid',
    file: read.file,
    at: read.at,
    undeclared: (shared) => {
      const all = [...given, ...declaredRules(shared)];
      const names = all.map(({ id }) => id);
      return problemsIn(path, read, (report) => checkNames(read.file, all, names, report));
    },
  };
}

function declaredRules(file: ConfigFile): readonly KnownRule[] {
  return (file['own-rules'] ?? []).map(({ id }) => ({ id }));
}

function problemsIn(
  path: string,
  read: ReadConfig,
  check: (report: Report) => void,
): readonly Problem[] {
  const problems: Problem[] = [];
  check((key, message) => {
    const written = read.asWritten(key);
    const { line, column }: Position = read.at(written);
    problems.push({ where: path, line, column, key: written.map(String).join('.'), message });
  });
  return problems.sort(byPosition);
}

/** Checks everything that names a rule. */
function checkNames(
  file: ConfigFile,
  known: readonly KnownRule[],
  ids: RuleIds,
  report: Report,
): void {
  checkCategories(file, ids, report);
  checkRules(file, known, ids, report);
  checkGates(file, ids, report);
  checkInvariants(file, ids, report);
}

function byPosition(a: Problem, b: Problem): number {
  const order = (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
  return order || (a.key < b.key ? -1 : 1);
}

/** Returns the problem of a rule that does not exist. */
function unknownRule(rule: string, rules: RuleIds): string | undefined {
  if (rules === 'any' || rules.includes(rule)) return undefined;
  const suggestion = closest(rule, rules);
  const hint =
    suggestion === undefined ? '`milestone-audit rules` lists them' : `did you mean ${suggestion}?`;
  return `unknown rule \`${rule}\`; ${hint}`;
}

function checkCategories(file: ConfigFile, rules: RuleIds, report: Report): void {
  const categories = file.categories ?? [];
  if (categories.length > 0 && categories.every((category) => category.weight === 0)) {
    report(['categories'], 'every weight is 0; at least one category must weigh something');
  }
  categories.forEach((category, index) => {
    if (categories.findIndex((other) => other.id === category.id) !== index) {
      report(['categories', index, 'id'], `\`${category.id}\` names two categories`);
    }
  });
  checkRulesOfCategories(categories, rules, report);
}

function checkRulesOfCategories(
  categories: NonNullable<ConfigFile['categories']>,
  rules: RuleIds,
  report: Report,
): void {
  const placed = new Map<string, string>();
  const places = categories.flatMap((category, index) =>
    ('rules' in category ? category.rules : []).map((rule, position) => ({
      rule,
      category: category.id,
      key: ['categories', index, 'rules', position],
    })),
  );
  for (const { rule, category, key } of places) {
    const before = placed.get(rule);
    const why = unknownRule(rule, rules);
    if (why !== undefined) report(key, why);
    if (before !== undefined) {
      report(key, `\`${rule}\` already counts in \`${before}\`; a rule counts once`);
    }
    placed.set(rule, category);
  }
}

function checkRules(
  file: ConfigFile,
  known: readonly KnownRule[],
  ids: RuleIds,
  report: Report,
): void {
  for (const [id, given] of Object.entries(file.rules ?? {})) {
    const why = unknownRule(id, ids);
    if (why !== undefined) {
      report(['rules', id], why);
      continue;
    }
    // What the extended config declares is a rule without options.
    const rule = known.find((one) => one.id === id) ?? { id };
    for (const { option, message } of checkRuleOptions(rule, given)) {
      report(['rules', id, option], message);
    }
  }
}

function checkOwnRules(file: ConfigFile, rules: readonly string[], report: Report): void {
  file['own-rules']?.forEach((rule, index) => {
    const key = ['own-rules', index];
    if (rules.indexOf(rule.id) !== rules.lastIndexOf(rule.id)) {
      report([...key, 'id'], `\`${rule.id}\` names two rules`);
    }
    if (Object.keys(rule.levels).length < 2) {
      report([...key, 'levels'], 'must define at least two levels');
    }
    checkExpression(rule.expression, ['bool', 'int'], [...key, 'expression'], report);
    if (rule.shows !== undefined) {
      checkExpression(rule.shows, ['list<string>'], [...key, 'shows'], report);
    }
  });
}

/** Line and column of a message count within the expression, which may begin below its key. */
function checkExpression(
  text: string,
  types: readonly string[],
  key: PropertyKey[],
  report: Report,
): void {
  const compiled = compileExpression(text);
  if (compiled.state === 'invalid') report(key, compiled.why);
  else if (!types.includes(compiled.type)) {
    report(key, `must be ${types.join(' or ')} (got ${compiled.type})`);
  }
}

function checkGates(file: ConfigFile, rules: RuleIds, report: Report): void {
  file.gates?.forEach((gate, index) => {
    const isDefault = DEFAULT_GATES.some(({ title }) => title === gate.title);
    if (gate.when === undefined && !isDefault) {
      const titles = DEFAULT_GATES.map(({ title }) => `"${title}"`).join(', ');
      report(['gates', index], `needs \`when\`: only ${titles} have default conditions`);
    }
    if (gate.optional !== undefined && gate.off !== undefined) {
      report(['gates', index, 'off'], 'a gate is either `optional` or `off`');
    }
    gate.when?.forEach((condition, position) => {
      const parsed = parseCondition(condition, rules);
      if (parsed.state === 'invalid') {
        report(['gates', index, 'when', position], `\`${condition}\`: ${parsed.why}`);
      }
    });
  });
}

function checkInvariants(file: ConfigFile, rules: RuleIds, report: Report): void {
  file.invariants?.forEach((invariant, index) => {
    if ('rule' in invariant) {
      const why = invariantRuleProblem(invariant.rule, rules);
      if (why !== undefined) report(['invariants', index, 'rule'], why);
    }
    if ('files' in invariant) {
      const generated = invariant.files.findIndex((path) => GENERATED.test(path));
      if (generated !== -1) {
        const message = `\`${invariant.files[generated]}\` is made by the audit itself and proves nothing`;
        report(['invariants', index, 'files', generated], message);
      }
    }
  });
}

const GENERATED = /_audit\.(md|json)$|_evidence\.json$/;

function invariantRuleProblem(rule: string, rules: RuleIds): string | undefined {
  const why = unknownRule(rule, rules);
  if (why !== undefined) return why;
  return rule === 'invariants' ? 'an invariant cannot rest on the invariants' : undefined;
}

function checkPatterns(file: ConfigFile, report: Report): void {
  const patterns: [PropertyKey[], string | undefined][] = [
    [['milestone', 'pattern'], file.milestone?.pattern],
    [['probes', 'server-boot', 'log'], file.probes?.['server-boot']?.log],
  ];
  for (const [key, pattern] of patterns) {
    const why = pattern === undefined ? undefined : patternProblem(pattern);
    if (why !== undefined) report(key, why);
  }
}

function checkPaths(file: ConfigFile, report: Report): void {
  const path = file['docs-path'];
  if (path !== undefined && !isDocumentPath(path)) {
    report(
      ['docs-path'],
      `\`${path}\` is not a relative path of a \`.md\` file inside the repository`,
    );
  }
}
