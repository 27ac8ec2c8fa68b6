import type { PlacedCommand } from '../shell/step-commands.ts';
import type { FetchLevel } from './fetch-level.ts';

export interface FetchFound {
  /** What is fetched, as named: a URL, an image, a package. */
  readonly what: string;
  readonly level: FetchLevel;
}

/** What a command is seen with: the ones that follow it in the job, and images built there. */
export interface FetchContext {
  readonly later: readonly PlacedCommand[];
  /** Commands of its own step close to it. */
  readonly step: readonly PlacedCommand[];
  readonly built: ReadonlySet<string>;
}

/** Reads what one program brings in from outside, from the words behind its name. */
export type FetchReader = (
  args: readonly string[],
  command: PlacedCommand,
  context: FetchContext,
) => readonly FetchFound[];

/** The words that are no options; values of options are among them. */
export function operandsOf(args: readonly string[]): readonly string[] {
  return args.filter((word) => !word.startsWith('-'));
}

/** The value of the first of these options, written `--name value` or `--name=value`. */
export function optionValue(
  args: readonly string[],
  ...names: readonly string[]
): string | undefined {
  const at = args.findIndex((word) => names.includes(word.replace(/=.*$/s, '')));
  return at === -1 ? undefined : (/=(.*)$/s.exec(args[at] ?? '')?.[1] ?? args[at + 1]);
}

/** The repository that the workflow belongs to, as expressions and variables name it. */
export function isOwnRepository(url: string): boolean {
  return /github\.repository\b|GITHUB_REPOSITORY\b|github\.event\.(?:repository|pull_request\.head\.repo)\b/.test(
    url,
  );
}
