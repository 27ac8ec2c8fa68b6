import type { SettingsFile, Workflow } from '../../model/workflow.ts';
import type { Gate } from '../gates/all-gates.ts';
import { withoutComments } from '../parse/comments.ts';
import { baseName } from '../parse/file-names.ts';
import { hasVerb, measuresCoverage, unwrap } from '../shell/classify-command.ts';
import { calledScripts, placedCommands } from '../shell/placed-commands.ts';
import { runsUnnamed } from '../unread.ts';
import { changedGoals, type Goals, goalsOf } from './narrowed-goals.ts';
import { type Paired, type Weakening, weakened } from './weakening.ts';

/**
 * Returns checks that cover less than before: fewer targets or phases, deselected tests, excluded folders, ignored
 * severities, coverage no longer measured. Skips tools that the head runs again, since the check was split.
 */
export function narrowedSelections(
  { pairs, added }: Paired<Gate>,
  workflows: readonly Workflow[],
): readonly Weakening[] {
  const now = [...pairs.map(([, after]) => after), ...added];
  const head: Head = {
    measured: now.some(measures),
    goals: now.filter(counts).flatMap((gate) => goalsOf(wordsOf(gate)) ?? []),
    split: new Set(added.filter(counts).map(({ tool }) => tool)),
    unnamed: new Map(workflows.flatMap(unnamedIn)),
  };
  return pairs.flatMap(([before, after]) => {
    const [old, now] = [wordsOf(before), wordsOf(after)];
    const narrowed = old.join(' ') !== now.join(' ') && narrows(before, after, head);
    if (narrowed === false) return [];
    const names = { job: after.job.id, step: after.step.name };
    if (before.command !== after.command) {
      const found = weakened('selection-narrowed', before, after, names);
      return [narrowed === true ? found : { ...found, unsure: narrowed }];
    }
    const [was, is] = [before, after].map(shownOptions);
    return [weakened('selection-narrowed', was ?? before, is ?? after, names)];
  });
}

/** Variables of the environment with options of a tool, by its own documentation (read 2026-11-30). */
const optionVariables: Readonly<Record<string, string>> = {
  pytest: 'PYTEST_ADDOPTS',
  go: 'GOFLAGS',
  mvn: 'MAVEN_ARGS',
  mvnw: 'MAVEN_ARGS',
  rspec: 'SPEC_OPTS',
  rake: 'TESTOPTS',
};

/** The innermost variable with options of the tool. */
function optionsOf({ command, workflow, job, step }: Gate) {
  const name = optionVariables[baseName(command.split(' ')[0] ?? '')];
  return [...workflow.env, ...(job.env ?? []), ...step.env].findLast(({ key }) => key === name);
}

/** Returns the words of a check with the options that the environment adds. */
function wordsOf(gate: Gate): readonly string[] {
  const options = optionsOf(gate)?.value.split(/\s+/) ?? [];
  return [...gate.command.split(' '), ...options];
}

/** Where the environment adds options: the line of the variable, or the check where none does. */
function shownOptions(gate: Gate) {
  const found = optionsOf(gate);
  if (found === undefined) return { path: gate.path, line: gate.line, text: gate.text };
  const { key, line, value } = found;
  return { path: gate.workflow.path, line, text: `${key}: ${value}` };
}

/** What the head runs besides the compared check. */
interface Head {
  readonly measured: boolean;
  readonly goals: readonly Goals[];
  /** Tools of checks that the base does not have. */
  readonly split: ReadonlySet<string>;
  /** Tools with a command whose goals only the run knows, each with that command. */
  readonly unnamed: ReadonlyMap<string, string>;
}

function unnamedIn(workflow: Workflow): readonly (readonly [tool: string, why: string])[] {
  return workflow.jobs.flatMap((job) =>
    placedCommands(workflow, job)
      .filter((command) => runsUnnamed(command, workflow, job))
      .flatMap(({ words, path, line, text }) => {
        const tool = goalsOf(unwrap(words))?.tool;
        return tool === undefined
          ? []
          : [[tool, `only the run of ${path}:${line} \`${text}\` knows what it runs`]];
      }),
  );
}

function counts({ mute }: Gate): boolean {
  return mute?.certain !== true;
}

/** A text says why it is not sure. */
function narrows(before: Gate, after: Gate, head: Head): boolean | string {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  const goals = changedGoals(goalsOf(old), goalsOf(now), head.goals);
  if (goals === 'fewer') return head.unnamed.get(goalsOf(now)?.tool ?? '') ?? true;
  if (goals === 'others' && !runsSameScripts(before, after)) {
    return 'a name does not say what it checks';
  }
  if (before.tool !== after.tool || head.split.has(after.tool)) return false;
  return checksLess(before, after, head) || (goals === undefined && narrowedPaths(old, now));
}

/** Whether the options of one tool leave out more, or fail on less. */
function checksLess(before: Gate, after: Gate, head: Head): boolean {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  if (narrowedOption(narrowingOptions(old), narrowingOptions(now)) !== undefined) return true;
  if (!head.measured && measures(before)) return true;
  // An input that is off now is found as an ignored failure.
  return after.mute === undefined && droppedStrictness(old, now);
}

/** Whether two names stand for scripts with the same text. */
function runsSameScripts(before: Gate, after: Gate): boolean {
  const [was, is] = [before, after].map(({ step, line }) =>
    calledScripts(step)
      .filter(({ call }) => call.line === line)
      .map(({ script }) => script.text)
      .join('\n'),
  );
  return was !== '' && was === is;
}

/** Settings files among fixtures are test data and configure nothing. */
function isOwn({ path }: SettingsFile): boolean {
  return !/(?:^|\/)(?:__fixtures__|fixtures|samples|testdata)\//.test(path);
}

/** Whether coverage is measured; without it a threshold has no effect. */
function measures({ command }: Gate): boolean {
  return measuresCoverage(command.split(' '));
}

/** Returns the same for settings files of test tools, and retries that were raised there. */
export function narrowedSettings(
  base: readonly SettingsFile[],
  head: readonly SettingsFile[],
): readonly Weakening[] {
  const old = base.flatMap(selectionSettings);
  return head
    .filter(isOwn)
    .flatMap(selectionSettings)
    .flatMap((now) => {
      const counterparts = old.filter(({ option }) => option === now.option);
      const known = counterparts.some(
        ({ value }) =>
          value === now.value || (now.kind === 'retry' && Number(value) >= Number(now.value)),
      );
      if (known) return [];
      const before = counterparts.find(({ path }) => path === now.path) ?? {
        path: now.path,
        line: 1,
        text: '',
      };
      const kind = now.kind === 'retry' ? 'retry-raised' : 'selection-narrowed';
      return [weakened(kind, before, now)];
    });
}

/** A setting that leaves out tests, or retries them when they fail. */
interface SelectionSetting {
  readonly kind: 'selection' | 'retry';
  readonly path: string;
  readonly line: number;
  readonly option: string;
  readonly value: string;
  readonly text: string;
}

type Pattern = readonly [kind: SelectionSetting['kind'], pattern: RegExp];

const pytest: readonly Pattern[] = [
  ['selection', /(--(?:deselect|ignore|ignore-glob))[= ]['"]?([^\s'",\]]+)/g],
  ['selection', /(?<![\w-])(-[km])[= ]?\\?(['"]?not [^'"\\\]]+)/g],
  ['retry', /(--reruns)[= ]['"]?(\d+)/g],
];
const scripts: readonly Pattern[] = [
  ['retry', /\b(retry|retries)\s*:\s*([^\n,}]{0,200}?\d[^\n,}]*)/g],
  ['selection', /\b(testPathIgnorePatterns|testIgnore|grepInvert)\s*:\s*([^\n]+)/g],
];
const json: readonly Pattern[] = [
  ['retry', /"(retry|retries)"\s*:\s*(\d+)/g],
  ['selection', /"(testPathIgnorePatterns|grepInvert)"\s*:\s*([^\n]+)/g],
];

const readers: readonly (readonly [name: RegExp, patterns: readonly Pattern[]])[] = [
  [/^(?:pyproject\.toml|setup\.cfg|tox\.ini|pytest\.ini)$/, pytest],
  [/^(?:jest|vitest|vite|playwright|cypress)\.config\.|^karma\.conf\./, scripts],
  [/^package\.json$|^\.mocharc/, json],
];

/** Returns the settings of test tools that leave out or retry tests, line by line, without comments. */
function selectionSettings(file: SettingsFile): readonly SelectionSetting[] {
  const { path } = file;
  const patterns = readers.find(([name]) => name.test(baseName(path)))?.[1] ?? [];
  if (patterns.length === 0) return [];
  return withoutComments(file)
    .split('\n')
    .flatMap((line, index) => {
      const code = line.replace(/^\s*[#;].*$/, '');
      return patterns.flatMap(([kind, pattern]) =>
        [...code.matchAll(pattern)].map(([, option = '', value = '']) => ({
          kind,
          path,
          line: index + 1,
          option,
          value: kind === 'retry' ? mostIn(value) : value.replace(/['"]/g, '').trim(),
          text: line.trim().slice(0, 200),
        })),
      );
    });
}

/** Returns the largest number of an expression such as `CI ? 2 : 0`. */
function mostIn(expression: string): string {
  return String(Math.max(...(expression.match(/\d+/g) ?? ['0']).map(Number)));
}

/** Options that exclude something: each new one narrows the check. */
const leavingOut =
  /^--(?:deselect|ignore(?:-glob|-vuln|-unfixed|-pattern|-missing-imports)?|extend-ignore|exclude(?:-[a-z]+)?|extend-exclude|skip(?:-[a-z]+)*|testPathIgnorePatterns|onlyChanged|changedSince|changed|last-failed|lf|grep-invert|per-file-ignores|omit|production|only-new-issues|only-errors|since|new-from-rev|new-from-patch|new-from-merge-base|new|exclude-testsuite)$|^-D(?:skipTests|skipITs|maven\.test\.skip)$/;

/** Options that select something: a new one narrows the check, a further name widens it. */
const keepingOnly =
  /^--(?:testNamePattern|testPathPatterns?|grep|filter|severity|severity-threshold|audit-level|select|tests|testsuite|selectProjects|findRelatedTests)$|^-D(?:test|it\.test|groups)$/;

/** Short options mean something else for every tool. */
const shortOf: Readonly<Record<string, RegExp>> = {
  pytest: /^-[km]$/,
  jest: /^-[to]$/,
  vitest: /^(?:-t|--project|related)$/,
  mocha: /^-[gi]$/,
  go: /^-(?:run|skip|short)$/,
  bandit: /^-(?:l+|s|x)$/,
  eslint: /^--quiet$/,
  rspec: /^--tag$/,
  phpunit: /^--(?:exclude-)?group$/,
  ctest: /^-(?:R|E|L|LE|I|FA)$|^--(?:tests-regex|exclude-regex|label-regex|label-exclude)$/,
  dotnet: /^--filter$/,
  swift: /^--(?:filter|skip)$/,
  cargo: /^(?:-E|--filter-expr|--filterset|--lib|--bins|--doc|-p|--package)$/,
  mvn: /^(?:-pl|--projects)$/,
  mvnw: /^(?:-pl|--projects)$/,
  gradle: /^(?:-x|--exclude-task)$/,
  gradlew: /^(?:-x|--exclude-task)$/,
  bazel: /^--test_(?:tag_filters|filter|size_filters)$|^-\/\//,
  bazelisk: /^--test_(?:tag_filters|filter|size_filters)$|^-\/\//,
  xcodebuild: /^-(?:skip|only)-testing(?::|$)/,
  mix: /^--only$/,
  playwright: /^(?:--project|-g)$/,
  npm: /^(?:-w|--workspace)$/,
};

/**
 * Options that make a check stricter or wider: a dropped one narrows the check, also with fewer names. Limits such
 * as `--fail-under` are thresholds, which may move to a settings file.
 */
const strict =
  /^(?:--(?:all-features|all-files|workspace|all|all-targets|features|strict|check|exit-code|fail[-_](?!under)\w[\w-]*|require[-_]\w+|verify-no-changes|error-on-warnings|warnings-as-errors|fatal-warnings|no-skip)|-race|-[pW]?warnaserror|-warnaserror\+?|-Dsonar\.qualitygate\.wait)$/;
/** Two words that together make warnings fail: `-D warnings` of clippy, `-W error` of Python. */
const strictPair = /(?:^| )(?:-D warnings|-W error)(?= |$)/;

/** Whether a check is less strict than before: an option or one of its names is gone, or more warnings pass. */
function droppedStrictness(before: readonly string[], after: readonly string[]): boolean {
  const now = new Map(strictOptions(after));
  const dropped = strictOptions(before).some(([option, value]) => {
    const kept = now.get(option);
    return kept === undefined || (option === '--features' && !namesIn(value, kept));
  });
  const lines = [before, after].map((words) => words.join(' '));
  const pair = lines.map((line) => strictPair.test(line));
  const [old, most] = lines.map((line) => /--max-warnings[ =](\d+)/.exec(line)?.[1]);
  const moreWarnings = old !== undefined && Number(most ?? Number.POSITIVE_INFINITY) > Number(old);
  return dropped || moreWarnings || (pair[0] === true && pair[1] === false);
}

function strictOptions(words: readonly string[]): readonly (readonly [string, string])[] {
  return words.flatMap((word, at) => {
    const [option = '', ...given] = word.split('=');
    if (at === 0 || !strict.test(option)) return [];
    return [[option, given.length > 0 ? given.join('=') : valueAt(words, at + 1)] as const];
  });
}

interface Narrowing {
  readonly option: string;
  readonly value: string;
  readonly only: boolean;
}

/** Returns the options of a command that narrow what it checks. */
function narrowingOptions(words: readonly string[]): readonly Narrowing[] {
  const short = shortOf[baseName(words[0] ?? '')];
  return words.flatMap((word, at) => {
    const [option = '', ...given] = word.split('=');
    const only = keepingOnly.test(option) || (short?.test(option) ?? false);
    if (at === 0 || !(only || leavingOut.test(option))) return [];
    return [{ option, value: given.length > 0 ? given.join('=') : valueAt(words, at + 1), only }];
  });
}

/** A command's words have lost their quotes, so a value runs to the next option. */
function valueAt(words: readonly string[], from: number): string {
  const next = words.findIndex((word, at) => at >= from && word.startsWith('-'));
  return words.slice(from, next === -1 ? words.length : next).join(' ');
}

/** Returns the first option of the head that narrows more than any option of the base. */
function narrowedOption(
  before: readonly Narrowing[],
  after: readonly Narrowing[],
): Narrowing | undefined {
  return after.find((now) => {
    const same = before.filter(({ option }) => option === now.option);
    if (!now.only) return !same.some(({ value }) => namesIn(now.value, value));
    return !same.some(({ value }) => namesIn(value, now.value));
  });
}

/** Whether every name of the one list is in the other; a severity is a list of one. */
function namesIn(part: string, whole: string): boolean {
  const names = new Set(whole.split(/[,\s]+/));
  return part.split(/[,\s]+/).every((name) => names.has(name));
}

/** One-letter options without a value, alone or joined. */
const bareFlag = /^--$|^-[qvxsl]+$/;

/** Verbs, which are no paths. */
const verb = /^(?:test|run|check|lint|vet|analyze|nextest|build)$/;

/** Returns the files and folders of a command: operands that are not the value of an option. */
function pathsOf(words: readonly string[]): readonly string[] {
  const from = hasVerb(words[0] ?? '') && verb.test(words[1] ?? '') ? 2 : 1;
  const paths = words.slice(from).filter((word, at) => {
    const before = words[at + from - 1] ?? '';
    return !word.startsWith('-') && (!before.startsWith('-') || bareFlag.test(before));
  });
  if (words[0] !== 'go') return paths.map(plain);
  // Go reads a folder without `...` alone, and without any folder the own one.
  const folders = paths.length === 0 ? ['.'] : paths;
  return folders.map((path) => (path.endsWith('...') ? plain(path) : `${plain(path)}/.`));
}

/** Whether a command gets only some of its former paths, or single files where it had none. */
function narrowedPaths(before: readonly string[], after: readonly string[]): boolean {
  const [old, now] = [pathsOf(before), pathsOf(after)];
  if (now.length === 0) return false;
  if (old.length === 0) return namesNothing(before) && now.every((path) => /[./]/.test(path));
  const kept = now.every((path) => old.some((one) => isWithin(path, one)));
  return kept && old.some((one) => !now.includes(one));
}

function namesNothing(words: readonly string[]): boolean {
  return words.slice(hasVerb(words[0] ?? '') ? 2 : 1).every((word) => word.startsWith('-'));
}

function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** `./src/` is `src`, `./...` of Go is everything, and a solution of .NET has the projects of its folder. */
function plain(path: string): string {
  return path
    .replace(/(?:^|\/)[^/]+\.sln[fx]?$/, '')
    .replace(/(?:^|\/)\.\.\.$/, '')
    .replace(/^\.(?:\/|$)/, '')
    .replace(/\/$/, '');
}
