/** How an action that sets up a runtime gets the version. */
export interface SetupAction {
  readonly runtime: string;
  readonly input: string;
  readonly fileInput?: string;
  /** Files it reads when it gets no version. */
  readonly files: readonly string[];
  /** Whether the action's own ref can be the version, as in `dtolnay/rust-toolchain@1.75.0`. */
  readonly ref?: boolean;
  /** It sets the runtime up only when it gets a version. */
  readonly optional?: boolean;
}

/** By the action's name, each as its README describes it (read 2026-11-22). */
const actions: Readonly<Record<string, SetupAction>> = {
  'actions/setup-python': {
    runtime: 'python',
    input: 'python-version',
    fileInput: 'python-version-file',
    files: ['.python-version'],
  },
  'actions/setup-node': {
    runtime: 'node',
    input: 'node-version',
    fileInput: 'node-version-file',
    files: [],
  },
  'actions/setup-java': {
    runtime: 'java',
    input: 'java-version',
    fileInput: 'java-version-file',
    files: [],
  },
  'actions/setup-go': {
    runtime: 'go',
    input: 'go-version',
    fileInput: 'go-version-file',
    files: [],
  },
  'actions/setup-dotnet': {
    runtime: 'dotnet',
    input: 'dotnet-version',
    fileInput: 'global-json-file',
    files: ['global.json'],
  },
  'ruby/setup-ruby': {
    runtime: 'ruby',
    input: 'ruby-version',
    files: ['.ruby-version', '.tool-versions'],
  },
  'shivammathur/setup-php': {
    runtime: 'php',
    input: 'php-version',
    fileInput: 'php-version-file',
    files: ['.php-version'],
  },
  'astral-sh/setup-uv': { runtime: 'python', input: 'python-version', files: ['.python-version'] },
  'conda-incubator/setup-miniconda': { runtime: 'python', input: 'python-version', files: [] },
  'prefix-dev/setup-pixi': { runtime: 'python', input: 'python-version', files: [] },
  'dtolnay/rust-toolchain': { runtime: 'rust', input: 'toolchain', files: [], ref: true },
  'actions-rs/toolchain': {
    runtime: 'rust',
    input: 'toolchain',
    files: ['rust-toolchain.toml', 'rust-toolchain'],
  },
  'actions-rust-lang/setup-rust-toolchain': {
    runtime: 'rust',
    input: 'toolchain',
    files: ['rust-toolchain.toml', 'rust-toolchain'],
  },
  'denoland/setup-deno': {
    runtime: 'deno',
    input: 'deno-version',
    fileInput: 'deno-version-file',
    files: [],
  },
  'oven-sh/setup-bun': {
    runtime: 'bun',
    input: 'bun-version',
    fileInput: 'bun-version-file',
    files: [],
  },
  'graalvm/setup-graalvm': { runtime: 'java', input: 'java-version', files: [] },
  'sdkman/sdkman-action': { runtime: 'java', input: 'version', files: ['.sdkmanrc'] },
  'coursier/setup-action': { runtime: 'java', input: 'jvm', files: [] },
  'haskell-actions/setup': { runtime: 'ghc', input: 'ghc-version', files: [] },
  'swift-actions/setup-swift': {
    runtime: 'swift',
    input: 'swift-version',
    files: ['.swift-version'],
  },
  'julia-actions/setup-julia': { runtime: 'julia', input: 'version', files: [] },
  'r-lib/actions/setup-r': { runtime: 'r', input: 'r-version', files: [] },
  'mlugg/setup-zig': { runtime: 'zig', input: 'version', files: [] },
  'goto-bus-stop/setup-zig': { runtime: 'zig', input: 'version', files: [] },
  'ocaml/setup-ocaml': { runtime: 'ocaml', input: 'ocaml-compiler', files: [] },
  'dart-lang/setup-dart': { runtime: 'dart', input: 'sdk', files: [] },
  'crystal-lang/install-crystal': { runtime: 'crystal', input: 'crystal', files: [] },
  'gleam-lang/setup-gleam': { runtime: 'gleam', input: 'gleam-version', files: [] },
  'moonrepo/setup-rust': {
    runtime: 'rust',
    input: 'channel',
    files: ['rust-toolchain.toml', 'rust-toolchain'],
  },
  'hecrj/setup-rust-action': { runtime: 'rust', input: 'rust-version', files: [] },
  'subosito/flutter-action': {
    runtime: 'flutter',
    input: 'flutter-version',
    fileInput: 'flutter-version-file',
    files: [],
  },
};

/** erlef/setup-beam sets up what it gets a version of (its README, read 2026-11-29). */
const beam: readonly SetupAction[] = [
  { runtime: 'erlang', input: 'otp-version', fileInput: 'version-file', files: [] },
  ...['elixir', 'gleam'].map((runtime) => ({
    ...{ runtime, input: `${runtime}-version`, fileInput: 'version-file' },
    ...{ files: [], optional: true },
  })),
];

/** Returns the setups that an action does, by its `uses`; none for other actions. */
export function setupActionsOf(uses: string): readonly SetupAction[] {
  const name = uses.replace(/@.*$/s, '').toLowerCase();
  if (name === 'erlef/setup-beam') return beam;
  const one = Object.hasOwn(actions, name) ? actions[name] : undefined;
  return one === undefined ? [] : [one];
}

/** Managers of several runtimes, and the files that give their versions (each README, read 2026-11-29). */
const managers: readonly (readonly [uses: RegExp, command: RegExp, files: readonly string[]])[] = [
  [
    /^(?:jdx|taiki-e)\/(?:mise-action|install-mise)@/,
    /^mise (?:install|i|trust)\b/,
    ['mise.toml', '.mise.toml', '.tool-versions'],
  ],
  [/^asdf-vm\/actions/, /^asdf install$/, ['.tool-versions']],
  [/^volta-cli\/action@/, /^volta setup\b/, ['package.json']],
];

/** Returns the files from which a step or a command of a manager sets up all runtimes. */
export function managedFiles(usesOrCommand: string): readonly string[] {
  const found = managers.find(
    ([uses, command]) => uses.test(usesOrCommand) || command.test(usesOrCommand),
  );
  return found?.[2] ?? [];
}

/** Commands that install a version of a runtime, each with the version (the tools' own help, read 2026-11-29). */
const commandSetups: readonly (readonly [runtime: string, command: RegExp])[] = [
  ['rust', /^rustup (?:default|override set|toolchain install|install|update) ([^-\s]\S*)/],
  ['java', /^sdk install java (\S+)/],
  ['ghc', /^ghcup (?:install|set) ghc (?:--set )?(\S+)/],
  [
    'node',
    /^(?:nvm|fnm|n) (?:install|use|exec|default)(?: --default| -s)? (v?\d\S*|--lts|lts\S*|node)/,
  ],
  ['node', /^volta install node@(\S+)/],
  ['python', /^pyenv (?:install(?: -\w+)*|global|local) (\d\S*)/],
  ['python', /^uv (?:python install|venv (?:.* )?(?:-p|--python)) (\d\S*)/],
  ['python', /^(?:conda|mamba|micromamba) (?:create|install) (?:.* )?python=+(\d[^\s=]*)/],
  ['ruby', /^rbenv (?:install(?: -\w+)*|global|local) (\d\S*)/],
  ['swift', /^swiftly install (\S+)/],
];

/** Returns the runtime that a command installs, with its version; undefined for other commands. */
export function commandSetup(
  line: string,
): { readonly runtime: string; readonly version: string } | undefined {
  const [, tool, runtime, version] =
    /^(mise use(?: -\w+)*|asdf (?:install|global|local)) (\w+)[@ ](\S+)/.exec(line) ?? [];
  if (tool !== undefined) {
    return {
      runtime: (runtime ?? '').replace(/^nodejs$/, 'node').replace(/^golang$/, 'go'),
      version: version ?? '',
    };
  }
  for (const [of, command] of commandSetups) {
    const found = command.exec(line)?.[1];
    if (found !== undefined) return { runtime: of, version: found };
  }
  return undefined;
}

/** Files that a runtime's own program obeys without any setup: rustup and the .NET host download what they name. */
export const OBEYED_FILES: Readonly<Record<string, readonly string[]>> = {
  rust: ['rust-toolchain.toml', 'rust-toolchain'],
  dotnet: ['global.json'],
};

const programs: readonly (readonly [string, RegExp])[] = [
  ['python', /^(?:python[\d.]*|pip[\d.]*|pytest|tox|nox|poetry|pipenv|coverage|uv)$/],
  ['node', /^(?:node|npm|npx|yarn|pnpm|corepack)$/],
  ['go', /^(?:go|gofmt)$/],
  ['java', /^(?:java|javac|mvn|gradle|sbt|(?:\.\/)?(?:mvnw|gradlew))$/],
  ['ruby', /^(?:ruby|bundle|gem|rake|rspec)$/],
  ['dotnet', /^dotnet$/],
  ['php', /^(?:php|composer|phpunit)$/],
  ['rust', /^(?:cargo|rustc)$/],
  ['deno', /^deno$/],
  ['bun', /^(?:bun|bunx)$/],
];

/** Returns the runtime that a program needs, by the first word of a command. */
export function runtimeOfProgram(program: string): string | undefined {
  return programs.find(([, pattern]) => pattern.test(program))?.[0];
}

/** Returns the runtime of an official image: `python:3.10.6-slim`. */
export function runtimeOfImage(image: string): string | undefined {
  const name = image
    .replace(/^docker:\/\//, '')
    .replace(/^(?:docker\.io\/)?(?:library\/)?/, '')
    .replace(/[:@].*$/s, '');
  const known: Readonly<Record<string, string>> = {
    python: 'python',
    node: 'node',
    golang: 'go',
    ruby: 'ruby',
    php: 'php',
    rust: 'rust',
    'eclipse-temurin': 'java',
    openjdk: 'java',
    maven: 'java',
    gradle: 'java',
    'denoland/deno': 'deno',
    'oven/bun': 'bun',
  };
  return Object.hasOwn(known, name) ? known[name] : undefined;
}
