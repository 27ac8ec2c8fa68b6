import table from '../../tables/runtimes.yaml';

/** How an action that sets up a runtime gets the version. */
export interface SetupAction {
  readonly runtime: string;
  readonly input: string;
  readonly fileInput?: string;
  readonly files: readonly string[];
  readonly ref?: boolean;
  readonly optional?: boolean;
}

interface Table {
  readonly actions: Readonly<Record<string, SetupAction>>;
  readonly managers: readonly {
    readonly uses: RegExp;
    readonly command: RegExp;
    readonly files: readonly string[];
  }[];
  readonly commands: readonly { readonly runtime: string; readonly command: RegExp }[];
  readonly programs: Readonly<Record<string, RegExp>>;
  readonly files: Readonly<Record<string, readonly string[]>>;
  readonly images: Readonly<Record<string, string>>;
}

const { actions, managers, commands, programs, files, images } = table as Table;

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

/** Returns the files from which a step or a command of a manager sets up all runtimes. */
export function managedFiles(usesOrCommand: string): readonly string[] {
  const found = managers.find(
    ({ uses, command }) => uses.test(usesOrCommand) || command.test(usesOrCommand),
  );
  return found?.files ?? [];
}

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
  for (const { runtime: of, command } of commands) {
    const found = command.exec(line)?.[1];
    if (found !== undefined) return { runtime: of, version: found };
  }
  return undefined;
}

/** Files that a runtime's own program obeys without any setup. */
export const OBEYED_FILES = files;

/** Returns the runtime that a program needs, by the first word of a command. */
export function runtimeOfProgram(program: string): string | undefined {
  return Object.entries(programs).find(([, pattern]) => pattern.test(program))?.[0];
}

/** Returns the runtime of an official image: `python:3.10.6-slim`. */
export function runtimeOfImage(image: string): string | undefined {
  const name = image
    .replace(/^docker:\/\//, '')
    .replace(/^(?:docker\.io\/)?(?:library\/)?/, '')
    .replace(/[:@].*$/s, '');
  return Object.hasOwn(images, name) ? images[name] : undefined;
}
