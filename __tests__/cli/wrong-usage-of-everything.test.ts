import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ListedOption, wordsOf } from '../../src/cli/command.ts';
import { COMMANDS } from '../../src/cli/command-list.ts';
import { STANDARD_VIEWS } from '../../src/render/standards/views.ts';
import { VIEWS } from '../../src/render/views.ts';
import { onTerminal } from './on-terminal.ts';

/* Every command and option of the table that `--help` is made from, used wrongly in every way it can be. */

let folder = '';
const place = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'milestone-audit-usage-all-'));
  mkdirSync(place('folder'));
  writeFileSync(place('broken.json'), '{ "schema": ');
  writeFileSync(place('evidence.json'), '{ "schema": "milestone-evidence/2" }');
  writeFileSync(place('audit.json'), '{ "schema": "milestone-audit/2" }');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a command is about, so that only the option is wrong. */
const SUBJECTS: Readonly<Record<string, readonly string[]>> = {
  score: ['evidence.json'],
  render: ['audit.json'],
  reports: ['junit.xml'],
  workflows: ['.'],
  explain: ['required-runs'],
  defer: ['D01'],
  'check-config': ['config.yml'],
  completion: ['bash'],
};

const subjectOf = (name: string): readonly string[] => SUBJECTS[name] ?? [];

async function refused(name: string, ...args: readonly string[]): Promise<string> {
  const { code, out, err } = await onTerminal(name, ...args);
  const printed = args.includes('--json') ? expect.stringContaining('"error"') : '';
  expect([code, out, err.trimEnd().split('\n')]).toEqual([2, printed, [expect.any(String)]]);
  expect(err.startsWith(`milestone-audit ${name}: `)).toBe(true);
  expect(err).not.toContain('this is a fault');
  return err.trimEnd().slice(`milestone-audit ${name}: `.length);
}

const every = Object.entries(COMMANDS).flatMap(([name, { options }]) =>
  options.map((option) => [name, option.name, option] as const),
);
const valued = every.filter(([, , { value }]) => value !== undefined);

/** A key that was held too long. */
const mistyped = (word: string): string => `${word}${word.at(-1)}`;

describe.each(every)('%s --%s', (name, option, listed) => {
  it('mistyped is refused with what was meant', async () => {
    const wrong = `--${mistyped(option)}`;
    expect(await refused(name, ...subjectOf(name), wrong)).toBe(
      `unknown option ${wrong}; did you mean --${option}?`,
    );
  });

  it('given twice is refused, unless it may be', async () => {
    const twice = [...once(listed), ...once(listed)];
    if (listed.repeated) expect(listed.value).toBeDefined();
    else {
      expect(await refused(name, ...subjectOf(name), ...twice)).toBe(`--${option} is given twice`);
    }
  });
});

const once = ({ name, value }: ListedOption): readonly string[] =>
  value === undefined ? [`--${name}`] : [`--${name}`, wordsOf(value)[0] ?? 'x'];

describe.each(valued)('%s --%s', (name, option, { value = '', short }) => {
  const needs = `--${option} needs a value: --${option} ${value}`;

  it('without its value is refused with what it takes', async () => {
    expect(await refused(name, ...subjectOf(name), `--${option}`)).toBe(needs);
    expect(await refused(name, ...subjectOf(name), `--${option}=`)).toBe(needs);
    expect(await refused(name, ...subjectOf(name), `--${option}`, '--json')).toBe(
      `${needs} (got --json)`,
    );
    if (short !== undefined) {
      const said = await refused(name, ...subjectOf(name), `-${short}`);
      expect(said).toBe(`-${short} needs a value: -${short} ${value}`);
    }
  });
});

describe.each(every.filter(([, , { value }]) => value === undefined))('%s --%s', (name, option) => {
  it('with a value is refused', async () => {
    expect(await refused(name, ...subjectOf(name), `--${option}=yes`)).toBe(
      `--${option} takes no value (got yes)`,
    );
  });
});

describe.each(valued.filter(([, , { value = '' }]) => wordsOf(value).length > 0))(
  '%s --%s',
  (name, option, { value = '' }) => {
    const words = wordsOf(value);
    const [first = ''] = words;

    it('with another word is refused with all of them and the nearest', async () => {
      const wrong = `${first}x`;
      expect(await refused(name, ...subjectOf(name), `--${option}`, wrong)).toBe(
        `--${option} must be one of ${words.join(', ')} (got ${wrong}); did you mean ${first}?`,
      );
    });
  },
);

/** Options that name a file to be read; the folders and files others name are made. */
const READ: readonly (readonly [string, string, readonly string[]])[] = [
  ['audit', 'repo', []],
  ['audit', 'config', []],
  ['audit', 'from', []],
  ['init', 'repo', []],
  ['workflows', 'base', ['.']],
];

it.each(READ)(
  '%s --%s with what is not there says that it does not exist',
  async (name, option, rest) => {
    const missing = place('none');
    expect(await refused(name, ...rest, `--${option}`, missing)).toContain('does not exist');
  },
);

it.each([
  ['collect', 'pr', '--pr must be a number (got x)'],
  ['collect', 'run', '--run must be a number (got x)'],
  ['defer', 'level', '--level must be a whole number from 0 to 5'],
])('%s --%s with a word where a number goes is refused', async (name, option, said) => {
  process.env['GITHUB_TOKEN'] = 'token';
  const texts = ['issue', 'reason', 'owner', 'discovered', 'until', 'exit'];
  const others = name === 'defer' ? texts.flatMap((one) => [`--${one}`, 'x']) : [];
  const rule = name === 'defer' ? ['--rule', 'required-runs'] : ['--repository', 'octo/till'];
  expect(await refused(name, ...subjectOf(name), ...others, ...rule, `--${option}`, 'x')).toBe(
    said,
  );
});

const taking = Object.entries(COMMANDS).flatMap(([name, { takes }]) =>
  takes === undefined || takes.least === 0 ? [] : [[name, takes] as const],
);

describe.each(taking)('%s', (name, { what, shown, most }) => {
  it('without what it is about is refused with its usage', async () => {
    const said = await refused(name);
    expect(said).toMatch(`${what} is missing: milestone-audit ${name} `);
    expect(said).toContain(shown[0]);
    expect(await refused(name, '')).toBe(`${what} is empty`);
  });

  it('with more than it takes is refused', async () => {
    if (most === undefined) return;
    const more = [...subjectOf(name), 'a', 'b'].slice(0, most + 1);
    expect(await refused(name, ...more)).toMatch(/expected \(got .+ too\)$/);
  });
});

const alone = Object.entries(COMMANDS).filter(([, { takes }]) => takes === undefined);

it.each(alone)('%s takes no file and says what to do instead', async (name) => {
  expect(await refused(name, 'stray')).toContain(`${name} takes no file (got stray)`);
});

it.each(['score', 'render', 'check-config'])(
  '%s of no file, and of a folder, says so',
  async (name) => {
    expect(await refused(name, place('none'))).toBe(`${place('none')} does not exist`);
    expect(await refused(name, place('folder'))).toBe(`${place('folder')} is a folder, not a file`);
  },
);

it.each([
  ['score', 'broken.json', 'it is not JSON'],
  ['score', 'evidence.json', 'by a later version of milestone-audit'],
  ['score', 'audit.json', 'it has schema "milestone-audit/2"'],
  ['render', 'broken.json', 'it is not JSON'],
  ['render', 'audit.json', 'by a later version of milestone-audit'],
  ['render', 'evidence.json', 'its schema is milestone-evidence/2'],
])('%s of %s says why it cannot be read', async (name, file, said) => {
  expect(await refused(name, place(file))).toContain(said);
});

it('the words that the table names are those that there are', () => {
  const view = COMMANDS['render']?.options.find((one) => one.name === 'view');
  expect(wordsOf(view?.value ?? '')).toEqual(Object.keys({ ...VIEWS, ...STANDARD_VIEWS }));
});
