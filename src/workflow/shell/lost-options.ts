import rows from '../../tables/losing-options.yaml';
import { unwrap } from './classify-command.ts';
import { launchedBy } from './launchers.ts';

interface LosingOption {
  readonly command: RegExp;
  readonly word?: RegExp;
  readonly pair?: readonly [option: RegExp, value: RegExp];
  readonly unless?: RegExp;
  readonly source: string;
}

export const losingOptions = rows as readonly LosingOption[];

/** Returns the option that makes a command or one of its launchers succeed always; undefined for none. */
export function losingOption(words: readonly string[]): string | undefined {
  for (let at: readonly string[] | undefined = words; at !== undefined; at = launchedBy(at)) {
    const option = lostBy(at);
    if (option !== undefined) return option;
  }
  return lostBy(unwrap(words));
}

/** Returns the words without those that ignore a failure, to match a command between commits. */
export function withoutLosingOptions(words: readonly string[]): readonly string[] {
  return words.filter((word) => !losingOptions[0]?.word?.test(word));
}

function lostBy(words: readonly string[]): string | undefined {
  const line = `${words.join(' ')} `;
  for (const { command, word, pair, unless } of losingOptions) {
    if (!command.test(line)) continue;
    if (unless !== undefined && !words.some((each) => unless.test(each))) return words[0];
    const at = words.findIndex(
      (each, index) =>
        word?.test(each) || (pair?.[0].test(each) && pair[1].test(words[index + 1] ?? '')),
    );
    if (at !== -1) return words[at];
  }
  return undefined;
}
