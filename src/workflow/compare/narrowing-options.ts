/** Options with which a tool looks at less: each new one narrows. */
const leavingOut =
  /^--(?:deselect|ignore(?:-glob|-vuln|-unfixed|-pattern|-missing-imports)?|extend-ignore|exclude(?:-[a-z]+)?|extend-exclude|skip(?:-[a-z]+)*|testPathIgnorePatterns|onlyChanged|changedSince|changed|last-failed|lf|grep-invert|per-file-ignores|omit|production)$|^-D(?:skipTests|skipITs|maven\.test\.skip)$/;

/** Options with which a tool looks at nothing but what they name: a further name widens. */
const keepingOnly =
  /^--(?:testNamePattern|testPathPatterns?|grep|filter|severity|severity-threshold|audit-level|select|tests)$|^-Dtest$/;

/** Short options mean something else for every tool. */
const shortOf: Readonly<Record<string, RegExp>> = {
  pytest: /^-[km]$/,
  jest: /^-[to]$/,
  vitest: /^-t$/,
  mocha: /^-[gi]$/,
  go: /^-(?:run|skip|short)$/,
  bandit: /^-(?:l+|s|x)$/,
  eslint: /^--quiet$/,
  rspec: /^--tag$/,
  phpunit: /^--(?:exclude-)?group$/,
};

export interface Narrowing {
  readonly option: string;
  readonly value: string;
  readonly only: boolean;
}

/** The options of a command that make it look at less, by its words. */
export function narrowingOptions(words: readonly string[]): readonly Narrowing[] {
  const short = shortOf[words[0] ?? ''];
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

/** The first option of the head that narrows more than any of the base. */
export function narrowedOption(
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

/** Options of one letter that take no value, joined ones too. */
const bareFlag = /^--$|^-[qvxsl]+$/;

/** Files and folders a command is given: its operands, as far as an option before them does not claim them. */
function pathsOf(words: readonly string[]): readonly string[] {
  return words.slice(1).filter((word, at) => {
    const before = words[at] ?? '';
    return !word.startsWith('-') && (!before.startsWith('-') || bareFlag.test(before));
  });
}

/** Whether a command is given only a part of what it was given, or single files where it was given nothing. */
export function narrowedPaths(before: readonly string[], after: readonly string[]): boolean {
  const [old, now] = [pathsOf(before).map(plain), pathsOf(after).map(plain)];
  if (now.length === 0) return false;
  if (old.length === 0) return namesNothing(before) && now.every((path) => /[./]/.test(path));
  const kept = now.every((path) => old.some((one) => isWithin(path, one)));
  return kept && old.some((one) => !now.includes(one));
}

function namesNothing(words: readonly string[]): boolean {
  return words.slice(1).every((word) => word.startsWith('-'));
}

function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** `./src/` is `src`, and `./...` of Go is everything. */
function plain(path: string): string {
  return path
    .replace(/(?:^|\/)\.\.\.$/, '')
    .replace(/^\.(?:\/|$)/, '')
    .replace(/\/$/, '');
}
