import { KNOWN_KEYS } from '../../src/workflow/parse/unread-keys.ts';
import { KNOWN_CHECKS } from '../../src/workflow/shell/known-checks.ts';
import { launchers } from '../../src/workflow/shell/launchers.ts';
import { losingOptions } from '../../src/workflow/shell/lost-options.ts';
import { GENERATED, inCode, markdownTable } from './markdown-table.ts';

/** Returns the page about which commands are checks and which keys of a workflow are read. */
export function workflowReading(): string {
  const checks = KNOWN_CHECKS.map(({ target, command, source }) => [
    target,
    inCode(command),
    source,
  ]);
  const starts = launchers.map(({ start, source }) => [
    inCode(start.map((word) => word.source).join(' ')),
    source,
  ]);
  const losing = losingOptions.map(({ command, word, pair, unless, source }) => [
    inCode(command.source === '^' ? '' : command.source),
    inCode(word?.source ?? pair?.map((part) => part.source).join(' ') ?? `no ${unless?.source}`),
    source,
  ]);
  const keys = Object.entries(KNOWN_KEYS).map(([place, { read, irrelevant }]) => [
    place,
    read.map(inCode).join(', '),
    Object.entries(irrelevant)
      .map(([key, why]) => `${inCode(key)} (${why})`)
      .join(', '),
  ]);
  return [
    GENERATED,
    '',
    '# How workflow files are read',
    '',
    'A check is a command that can fail because the code is wrong. `workflows --json FOLDER` lists what was found, and what was not understood.',
    '',
    '## Commands that are checks',
    '',
    'The first row that matches decides. Words are matched in order with anything between them; `|` separates alternatives of one word, `*` is any text, `$` means that nothing follows; `none` is no check, although a row below matches too. A script of npm, make, just, rake or the repository counts by the words of its name: `test`, `spec`, `e2e`, `cov`, `audit`, `scan`, `types`, `lint`, `format`, `build`, `check`, `verify`.',
    '',
    ...markdownTable(['checks', 'command', 'source'], checks),
    '',
    '## Programs that run another command',
    '',
    'The command that they start is read instead (regular expressions, one per word).',
    '',
    ...markdownTable(['words', 'source'], starts),
    '',
    '## Options that lose a failure',
    '',
    'With such an option the command succeeds whatever it finds (regular expressions; an empty first cell is any command).',
    '',
    ...markdownTable(['command', 'option', 'source'], losing),
    '',
    '## Keys',
    '',
    'Any other key is not understood: it is listed with its line and with what it could hide. `workflow-keys` of [the configuration](../configuration.md) accepts a key, with a reason.',
    '',
    ...markdownTable(['place', 'read', 'irrelevant'], keys),
    '',
  ].join('\n');
}
