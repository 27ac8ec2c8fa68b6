import { COMMANDS } from '../../src/cli/command-list.ts';
import { main } from '../../src/cli.ts';
import { STANDARD_VIEWS, type StandardView } from '../../src/render/standards/views.ts';
import { VIEWS, type ViewName } from '../../src/render/views.ts';
import { GENERATED, inCode, markdownTable } from './markdown-table.ts';

const VIEW_MEANINGS: Readonly<Record<ViewName | StandardView, string>> = {
  document: 'the whole document, as it is committed',
  comment: 'the comment of a pull request',
  summary: 'the job summary',
  ledger: 'the milestone’s row of the ledger',
  json: 'the audit again, in its canonical form',
  sarif: 'the issues as SARIF 2.1.0, for code scanning',
  junit: 'verdict, gates, and rules as JUnit XML, for dashboards of tests',
  svr: 'what was proven, as an in-toto Simple Verification Result v0.2',
  'test-result': 'how each evidence run ended, as in-toto test results v0.1, one per line',
};

/** Commands with what each of their exit codes means. */
const EXIT_CODES: readonly (readonly [string, string, string, string])[] = [
  [
    '`audit`, `score`',
    'the verdict passes `--fail-on`',
    'the verdict does not pass; of a preview: a gate fails',
    'wrong usage, or input that cannot be read',
  ],
  [
    '`verify`',
    'every file is reproduced; with `--bundle`, the signature proves the audit as well',
    'a file differs, lacks its evidence, or is not signed as expected',
    'the same',
  ],
  [
    '`rehearse`',
    'no audit gets worse, or `--fail-on` is not given',
    'an audit that passes now would not pass `--fail-on`, or one cannot be read',
    'the same',
  ],
  ['`check-config`', 'the config is valid', 'the config has problems', 'the same'],
  ['`reports`', 'every report was read', 'never', 'the same; the others are still printed'],
  [
    '`workflows`',
    'every workflow was read, with or without findings',
    'never',
    'the same; the others are still printed',
  ],
  [
    '`collect`, `render`, `rollup`, `rules`, `explain`, `defer`, `init`, `completion`',
    'it is done',
    'never',
    'the same',
  ],
];

async function said(...args: readonly string[]): Promise<string> {
  let text = '';
  await main(args, {
    out: (part) => {
      text += part;
    },
    err: () => undefined,
  });
  return text;
}

/** Returns the names of the commands, in the order of `--help`. */
export function commandNames(): readonly string[] {
  return Object.keys(COMMANDS);
}

/** Returns the page about all commands, from their `--help`. */
export async function commandLine(): Promise<string> {
  const names = commandNames();
  const sections = await Promise.all(
    names.map(async (name) => [
      `## ${name}`,
      '',
      '```text',
      (await said(name, '--help')).trimEnd(),
      '```',
      '',
    ]),
  );
  return [
    GENERATED,
    '',
    '# Command line',
    '',
    '`milestone-audit` stands for `node dist/cli.js` in a clone of this project. The result goes to stdout, everything else to stderr, so that `> file` keeps the result alone. Only `audit URL`, `collect`, and `rollup --organization` use the network, and only `rollup --issue` writes to GitHub.',
    '',
    '## Exit codes',
    '',
    'Their meaning changes only with a major version.',
    '',
    ...markdownTable(
      ['command', '0', '1', '2'],
      EXIT_CODES.map(([command, good, bad, unusable]) => [command, good, bad, unusable]),
    ),
    '',
    '## JSON',
    '',
    'Every command has `--json`. Then stdout is one JSON document, also when the exit code is not 0. Its form is the definition of the command in [commands.schema.json](../../schema/commands.schema.json); keys are only added. With `-o FILE` or `--out DIR`, the files are written as well.',
    '',
    'A command that cannot do its work prints the definition `error` instead, with exit code 2. The same message is on stderr:',
    '',
    '```json',
    (await said('check-config', 'none.yml', '--json')).trimEnd(),
    '```',
    '',
    ...sections.flat(),
    '## Views',
    '',
    'What `render --view` takes:',
    '',
    ...markdownTable(
      ['view', 'prints'],
      Object.entries({ ...VIEWS, ...STANDARD_VIEWS }).map(([name]) => [
        inCode(name),
        VIEW_MEANINGS[name as ViewName | StandardView],
      ]),
    ),
    '',
    '## Environment',
    '',
    '| variable | read by | meaning |',
    '| --- | --- | --- |',
    '| `GH_TOKEN`, `GITHUB_TOKEN` | `audit`, `collect` | token that may read actions, contents, and pull requests; default: that of `gh auth token` |',
    '| `GH_ENTERPRISE_TOKEN`, `GITHUB_ENTERPRISE_TOKEN` | `audit`, `collect` | the same for a URL on another host than github.com |',
    '| `GITHUB_API_URL` | `audit`, `collect` | address of the API; default: `https://api.github.com` |',
    '| `GITHUB_GRAPHQL_URL` | `audit`, `collect` | address of GraphQL; default: derived from that of the API |',
    '| `GITHUB_SERVER_URL` | `audit`, `collect` | address of the pages that citations link to |',
    '| `GITHUB_REPOSITORY` | `collect` | the repository, when `--repository` is not given |',
    '| `NO_COLOR` | all | no colors, unless it is empty |',
    '| `FORCE_COLOR` | all | colors also without a terminal, unless it is empty or `0`, or `NO_COLOR` is set |',
    '| `FORCE_HYPERLINK` | all | whether ids of issues link to their source: `0` never, else on every terminal; default: on terminals that are known to support it |',
    '',
  ].join('\n');
}
