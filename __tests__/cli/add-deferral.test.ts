import { expect, it } from '@jest/globals';
import { addDeferral, type NewDeferral } from '../../src/cli/defer-command.ts';
import { readRegistry } from '../../src/config/read-registry.ts';

const entry: NewDeferral = {
  id: 'D02',
  issue: '#14',
  covers: { kind: 'tests', globs: ['**slow**'] },
  reason: 'yes: and "no" # really',
  owner: 'ada',
  discovered: 'M02',
  until: 'M04',
  exit: 'test-results >= 5',
};

const FIRST = `# kept by hand

- id: D01 # the first
  issue: "#12"
  covers: { rule: coverage-gate, level: 3 }
  reason: >-
    a long
    story
  owner: mira
  discovered: M01
  until: M02
  exit: done`;

function grown(text: string): string {
  const added = addDeferral(text, entry);
  if (added.state === 'refused') throw new Error(added.problems.join('; '));
  return added.text;
}

it.each([
  ['a registry without a final newline', FIRST],
  ['one with', `${FIRST}\n`],
  ['CRLF', `${FIRST}\n`.replaceAll('\n', '\r\n')],
  ['indented entries', `${FIRST.replace(/^(?=[- ])/gm, '  ')}\n`],
  ['an empty file', ''],
  ['comments alone', '# nothing yet\n'],
])('%s: every byte stays, and the entry is read back as it was given', (_, before) => {
  const text = grown(before);
  expect(text.startsWith(before)).toBe(true);
  const read = readRegistry(text);
  const last = read.state === 'read' ? read.deferrals.at(-1) : read.problems;
  expect(last).toMatchObject(entry);
  expect(text.replaceAll('\r\n', '').includes('\n')).toBe(!before.includes('\r\n'));
});

it('an empty list in brackets becomes a list of one', () => {
  expect(grown('[]\n')).toMatch(/^- id: D02\n/);
});

it.each([
  ['an id that is there', `${FIRST}\n`.replace('D01', 'D02'), 'D02 is there already, in line 3'],
  ['a broken registry', '- id: [', 'not valid YAML'],
  ['entries in brackets', '[{ id: x }]', 'is missing'],
])('%s is refused', (_, before, why) => {
  const added = addDeferral(before, entry);
  expect(added.state === 'refused' ? added.problems.join('; ') : added.text).toContain(why);
});

it('an entry that is no entry is refused', () => {
  const added = addDeferral('', { ...entry, until: 'some day' });
  expect(added.state).toBe('refused');
});
