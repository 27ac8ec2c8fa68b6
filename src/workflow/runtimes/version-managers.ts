/** A program that installs or chooses the version of a runtime. */
interface VersionManager {
  /** Program and verb. */
  readonly start: RegExp;
  /** The runtime; absent where the words name it, as `node@22` or `nodejs 22`. */
  readonly runtime?: string;
  /** Files that it reads when it gets no version. */
  readonly files: readonly string[];
  readonly source: string;
}

/** The first row that matches decides; read 2026-11-29. */
const managers: readonly VersionManager[] = [
  {
    start: /^(?:nvm (?:install|use)|fnm (?:install|use|default)|n(?: install)?)(?= |$)/,
    ...{ runtime: 'node', files: ['.nvmrc', '.node-version'] },
    source: 'https://github.com/nvm-sh/nvm#usage',
  },
  {
    start: /^pyenv (?:install|global|local|shell)(?= |$)/,
    ...{ runtime: 'python', files: ['.python-version'] },
    source: 'https://github.com/pyenv/pyenv/blob/master/COMMANDS.md',
  },
  {
    start: /^uv python (?:install|pin)(?= |$)/,
    ...{ runtime: 'python', files: ['.python-version'] },
    source: 'https://docs.astral.sh/uv/reference/cli/#uv-python',
  },
  {
    start: /^rbenv (?:install|global|local|shell)(?= |$)/,
    ...{ runtime: 'ruby', files: ['.ruby-version'] },
    source: 'https://github.com/rbenv/rbenv#command-reference',
  },
  {
    start: /^rustup (?:toolchain install|install|update|default|override set)(?= |$)/,
    ...{ runtime: 'rust', files: ['rust-toolchain.toml', 'rust-toolchain'] },
    source: 'https://rust-lang.github.io/rustup/',
  },
  {
    start: /^sdk (?:install|use|default) java(?= |$)/,
    ...{ runtime: 'java', files: ['.sdkmanrc'] },
    source: 'https://sdkman.io/usage',
  },
  { start: /^volta (?:install|pin)(?= )/, files: [], source: 'https://docs.volta.sh/reference/' },
  {
    start: /^(?:mise|rtx|asdf) (?:install|use|global|local|set|shell)(?= )/,
    files: [],
    source: 'https://mise.jdx.dev/cli/use.html',
  },
];

/** Options whose value is the next word. */
const valued = /^(?:-[ctp]|--(?:profile|component|target|path))$/;

const runtimeNames: Readonly<Record<string, string>> = { nodejs: 'node', golang: 'go' };

/** What a command sets up; `version` is empty where it reads one of the files. */
export interface ManagedVersion {
  readonly runtime: string;
  readonly version: string;
  readonly files: readonly string[];
}

/** Returns the runtimes whose versions a command installs or chooses. */
export function managedVersions(words: readonly string[]): readonly ManagedVersion[] {
  const line = words.join(' ');
  for (const { start, runtime, files } of managers) {
    const found = start.exec(line)?.[0];
    if (found === undefined) continue;
    const rest = words.slice(found.split(' ').length);
    const lts = rest.includes('--lts') ? ['lts/*'] : [];
    const given = rest.filter(
      (word, at) => !word.startsWith('-') && !valued.test(rest[at - 1] ?? ''),
    );
    const operands = [...lts, ...given];
    if (runtime === undefined) return named(operands);
    const versions = operands.length === 0 ? [''] : operands;
    return versions.map((version) => ({ runtime, version, files }));
  }
  return [];
}

/** `node@22 python@3.12` of mise and Volta, `nodejs 22` of asdf. */
function named(operands: readonly string[]): readonly ManagedVersion[] {
  const pair = !operands.some((word) => word.includes('@')) && operands.length === 2;
  const tools = pair ? [operands.join('@')] : operands;
  return tools.flatMap((tool) => {
    const [name = '', version = ''] = tool.split('@');
    return version === '' ? [] : [{ runtime: runtimeNames[name] ?? name, version, files: [] }];
  });
}
