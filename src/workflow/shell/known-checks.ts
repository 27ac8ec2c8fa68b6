import { memoizeText } from '../../lib/memoize.ts';
import rows from '../../tables/check-commands.yaml';

/** What a gate checks; `other` when its name does not say. */
export type GateTarget = 'test' | 'scan' | 'coverage' | 'lint' | 'type' | 'build' | 'other';

/** A command that counts as a check, or as `none`; the table says how `command` is read. */
export interface KnownCheck {
  readonly target: GateTarget | 'none';
  readonly command: string;
  readonly source: string;
}

/** Every row of the table, in the order in which it is looked up. */
export const KNOWN_CHECKS: readonly KnownCheck[] = (
  rows as readonly (readonly [KnownCheck['target'], string, string])[]
).map(([target, command, source]) => ({ target, command, source }));

type WordTest = (word: string) => boolean;

interface Compiled {
  readonly target: KnownCheck['target'];
  readonly program: WordTest;
  readonly rest: readonly WordTest[];
  /** Nothing may follow the last word. */
  readonly alone: boolean;
}

function compile({ target, command }: KnownCheck): Compiled {
  const alone = command.endsWith('$') && !command.endsWith('^$');
  const words = (alone ? command.slice(0, -1) : command).split(' ').map(wordTest);
  const [program = () => false, ...rest] = words;
  return { target, program, rest, alone };
}

function wordTest(words: string): WordTest {
  const options = words.split('|').map((word) => word.split('*'));
  return (word) => options.some((parts) => hasParts(word, parts));
}

/** Whether a word is made of the parts, in order, with any text between them. */
function hasParts(word: string, [first = '', ...others]: readonly string[]): boolean {
  const last = others.pop();
  if (last === undefined) return word === first;
  if (word.length < first.length + last.length) return false;
  if (!word.startsWith(first) || !word.endsWith(last)) return false;
  let at = first.length;
  for (const part of others) {
    const found = word.indexOf(part, at);
    if (found === -1 || found + part.length > word.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}

/** Words of the row are found in order, with anything between them. */
function matches({ program, rest, alone }: Compiled, words: readonly string[]): boolean {
  if (!program(words[0] ?? '')) return false;
  if (!alone) return inOrder(rest, words.slice(1));
  const last = rest.at(-1);
  if (last === undefined) return words.length === 1;
  const between = words.slice(1, -1);
  return words.length > 1 && last(words.at(-1) ?? '') && inOrder(rest.slice(0, -1), between);
}

function inOrder(tests: readonly WordTest[], words: readonly string[]): boolean {
  let found = 0;
  for (const word of words) if (tests[found]?.(word)) found += 1;
  return found >= tests.length;
}

const compiled = KNOWN_CHECKS.map(compile);

/** The rows that a program can match, in their order; most rows name their program in full. */
const rowsOf = memoizeText((program) =>
  compiled.filter((_, at) => {
    const [first = ''] = (KNOWN_CHECKS[at]?.command ?? '').replace(/\$$/, '').split(' ');
    return first.includes('*') || first.split('|').includes(program);
  }),
);

/** Whether a program has a row of its own; `build` is also what many projects call their scripts. */
export function isKnownProgram(program: string): boolean {
  return program !== 'build' && rowsOf(program).some((row) => row.program(program));
}

/** Returns what a command checks, by its words on one line; undefined when it is not in the table. */
export function knownCheck(line: string): GateTarget | undefined {
  // The wrapper scripts of Maven and Gradle lie in the repository.
  const named = line
    .replace(/^\S*[/\\](?=(?:mvnw|gradlew)(?:\.bat)?(?: |$))/, '')
    .replace(/^(mvnw|gradlew)\.bat/, '$1');
  const words = named.split(' ');
  const target = rowsOf(words[0] ?? '').find((row) => matches(row, words))?.target;
  return target === 'none' ? undefined : target;
}
