import { join } from 'node:path';
import { composeRollup } from '../history/rollup/compose-rollup.ts';
import { rollupCsv } from '../history/rollup/csv.ts';
import { ROLLUP_PAGE_MARK, renderRollupPage } from '../history/rollup/page.ts';
import { ROLLUP_MARK, renderRollup, renderRollupIssue } from '../history/rollup/readme.ts';
import { readText } from '../local/disk.ts';
import { isDay } from '../model/latest.ts';
import { type Rollup, readRollup, rollupText } from '../model/rollup.ts';
import { flag, optionText, UsageError } from './arguments.ts';
import type { Arguments, Command } from './command.ts';
import { readInput, writeOutput } from './read-input.ts';
import { readFound, readRepositories } from './rollup-inputs.ts';
import {
  type OrganizationInputs,
  organizationInputs,
  publishIssue,
} from './rollup-organization.ts';

/** `rollup`: one table of many repositories; a file that cannot be read costs one row. */
export const rollupCommand: Command = {
  async run(given, terminal) {
    const asOf = asOfDay(given);
    const previous = await previousRollup(optionText(given, 'previous'));
    const { server, ...inputs } = await inputsOf(given);
    const rollup = composeRollup({ ...inputs, asOf, previous });
    const out = optionText(given, 'out');
    if (out !== undefined) terminal.err(`written: ${await writeAll(out, rollup, server)}\n`);
    if (flag(given, 'json')) terminal.out(rollupText(rollup));
    else if (out === undefined) terminal.out(renderRollup(rollup, server));
    const issue = optionText(given, 'issue');
    if (issue !== undefined) terminal.err(`${await writeIssue(issue, rollup, server)}\n`);
    return 0;
  },
};

async function writeIssue(repository: string, rollup: Rollup, server: string): Promise<string> {
  const { red, unknown } = rollup.totals;
  const body = renderRollupIssue(rollup, server);
  return publishIssue(repository, {
    title: 'Milestone audits that need attention',
    body,
    open: red + unknown > 0,
  });
}

/** Returns what the arguments name, and the address of the server for links. */
async function inputsOf(given: Arguments): Promise<OrganizationInputs> {
  const { positionals: paths } = given;
  const organization = optionText(given, 'organization');
  const list = optionText(given, 'repositories');
  if (organization === undefined) {
    if (paths.length === 0) throw new UsageError('name a folder, a file, or --organization NAME');
    const expected = list === undefined ? [] : await readRepositories(list);
    const server = (process.env['GITHUB_SERVER_URL'] || 'https://github.com').replace(/\/$/, '');
    return { expected, found: await readFound(paths, expected), notices: [], server };
  }
  if (list !== undefined)
    throw new UsageError('--organization and --repositories exclude each other');
  const read = await organizationInputs(organization, given);
  // Audits that a fan-out collected count where a repository publishes none.
  const local = paths.length === 0 ? [] : await readFound(paths, read.expected);
  return { ...read, found: [...read.found, ...local] };
}

function asOfDay(given: Arguments): string | undefined {
  const day = optionText(given, 'as-of');
  if (day !== undefined && !isDay(day)) {
    throw new UsageError(`--as-of must be a day such as 2026-03-31 (got ${day})`);
  }
  return day;
}

async function previousRollup(path: string | undefined): Promise<Rollup | undefined> {
  if (path === undefined) return undefined;
  const read = readRollup(await readInput(path));
  if (read.state === 'unreadable') throw new UsageError(`${path}: ${read.why}`);
  return read.rollup;
}

/** Writes every form into a folder. A README or page that a person wrote is never overwritten. */
async function writeAll(folder: string, rollup: Rollup, server: string): Promise<string> {
  const files = [
    ['README.md', renderRollup(rollup, server), `<!-- ${ROLLUP_MARK}`],
    ['index.html', renderRollupPage(rollup, server), ROLLUP_PAGE_MARK],
    ['rollup.json', rollupText(rollup), ''],
    ['rollup.csv', rollupCsv(rollup), ''],
  ] as const;
  for (const [name, , mark] of files) {
    const there = await readText(join(folder, name));
    if (there.state === 'read' && !there.text.includes(mark)) {
      throw new UsageError(`${join(folder, name)} was not made by rollup; choose another folder`);
    }
  }
  const written: string[] = [];
  for (const [name, text] of files) written.push(await writeOutput(join(folder, name), text));
  return written.join(', ');
}
