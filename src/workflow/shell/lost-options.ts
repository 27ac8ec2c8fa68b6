import { unwrap } from './classify-command.ts';
import { launchedBy } from './launchers.ts';

/** An option, or the lack of one, with which a command succeeds whatever it finds. */
interface LosingOption {
  /** Matched with the command and its words, without launchers: `docker compose up --build`. */
  readonly command: RegExp;
  /** One word that loses the exit code. */
  readonly word?: RegExp;
  /** An option and its value that lose the exit code together. */
  readonly pair?: readonly [option: RegExp, value: RegExp];
  /** Without such a word the exit code is lost. */
  readonly unless?: RegExp;
  readonly source: string;
}

const maven = 'https://maven.apache.org/ref/current/maven-embedder/cli.html';
const surefire =
  'https://maven.apache.org/surefire/maven-surefire-plugin/test-mojo.html#testFailureIgnore';

/**
 * The known options, read 2026-11-29. `make -k`, `gradle --continue` and `pytest -x` are not listed: with them
 * a failure still fails the command.
 */
export const losingOptions: readonly LosingOption[] = [
  {
    command: /^/,
    word: /^--(?:exit-zero(?:-even-if-changed)?|soft-fail|no-fail(?:-on-\S+)?|passWithNoTests|pass-with-no-tests|allow-no-tests|suppress-no-test-exit-code|no-exit-code|warn-only|if-present|exit-code=0|allow-empty|no-error|advisory-only|force-exit-zero)(?:=true)?$/,
    source: 'the tools’ own help: ruff, checkov, jest, npm, trivy, pytest-custom-exit-code',
  },
  {
    command: /^/,
    pair: [/^--exit-code$/, /^0$/],
    source: 'https://trivy.dev/docs/latest/configuration/others/#exit-code',
  },
  { command: /^\S*mvnw? /, word: /^(?:-fn|--fail-never)$/, source: maven },
  {
    command: /^\S*mvnw? /,
    word: /^-D(?:maven\.test\.failure\.ignore|testFailureIgnore)(?:=true)?$/,
    source: surefire,
  },
  {
    command: /^(?:g?make|mingw32-make) /,
    word: /^(?:-[a-hjl-zA-Z]*i[a-zA-Z]*|--ignore-errors)$/,
    source: 'https://www.gnu.org/software/make/manual/make.html#Errors',
  },
  {
    command: /^(?:(?:docker|podman) compose|docker-compose|podman-compose) (?:.* )?up(?: |$)/,
    unless:
      /^--(?:exit-code-from|abort-on-container-failure)(?:=|$)|^(?:-d|--detach|--wait|--no-start)$/,
    source: 'https://docs.docker.com/reference/cli/docker/compose/up/',
  },
  {
    command: /^find /,
    word: /^;$/,
    source: 'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/find.html',
  },
  {
    command: /^rspec /,
    pair: [/^--failure-exit-code$/, /^0$/],
    source: 'https://rspec.info/features/3-13/rspec-core/command-line/exit-status/',
  },
  {
    command: /^snyk /,
    word: /^--fail-on=none$/,
    source: 'https://docs.snyk.io/snyk-cli/commands/test',
  },
];

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
