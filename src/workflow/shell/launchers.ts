import { memoizeText } from '../../lib/memoize.ts';
import rows from '../../tables/launchers.yaml';

/** A program that runs the command named by its own words. */
export interface Launcher {
  readonly start: readonly RegExp[];
  readonly operands?: number;
  readonly after?: RegExp;
  readonly valued?: RegExp;
  readonly source: string;
}

export const launchers = rows as readonly Launcher[];

/** Returns the words of the command that a launcher runs; undefined when the words start no launcher. */
export function launchedBy(words: readonly string[]): readonly string[] | undefined {
  for (const launcher of launchersOf(programOf(words))) {
    const inner = innerOf(words, launcher);
    // A command in one word is for a shell: `su user -c "npm test"`.
    if (/\s/.test(inner?.[0] ?? '')) return (inner?.[0] ?? '').split(/\s+/);
    if (inner !== undefined && inner.length > 0) return inner;
  }
  return undefined;
}

const launchersOf = memoizeText((program) =>
  launchers.filter(({ start: [first] }) => first?.test(program)),
);

/** A tool that the project has installed is in a folder: `node_modules/.bin/nyc`. */
function programOf([program = '']: readonly string[]): string {
  return program.replace(/^(?:.*\/)?bin\//, '');
}

function innerOf(words: readonly string[], launcher: Launcher): readonly string[] | undefined {
  const { operands = 0, after, valued } = launcher;
  const at = pastStart(words, launcher);
  if (at === undefined) return undefined;
  if (after === undefined) {
    const end = pastOptions(words, at, valued) + operands;
    return [...entrypointOf(words.slice(at, end)), ...words.slice(end)];
  }
  const mark = words.findIndex((word, index) => index >= at && after.test(word));
  return mark === -1 ? undefined : words.slice(mark + 1);
}

/** The program of a container that `--entrypoint` names; its arguments follow the image. */
function entrypointOf(options: readonly string[]): readonly string[] {
  const at = options.findIndex((word) => /^--entrypoint(?:=|$)/.test(word));
  const named = options[at]?.replace(/^--entrypoint=?/, '') || options[at + 1];
  return at === -1 || named === undefined ? [] : [named];
}

function pastStart(words: readonly string[], { start, valued }: Launcher): number | undefined {
  let at = 1;
  // The program is known already.
  for (const word of start.slice(1)) {
    at = pastOptions(words, at, valued);
    if (!word.test(words[at] ?? '')) return undefined;
    at += 1;
  }
  return at;
}

function pastOptions(words: readonly string[], from: number, valued: RegExp | undefined): number {
  let at = from;
  while (at < words.length && /^-|^[A-Za-z_]\w*=/.test(words[at] ?? '')) {
    at += valued?.test(words[at] ?? '') ? 2 : 1;
  }
  return at;
}
