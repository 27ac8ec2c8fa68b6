import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { refusalIn } from '../../src/github/api-error.ts';
import { messagesOfSource } from './messages.ts';
import { ROOT } from './pages.ts';

const PAGE = readFileSync(join(ROOT, 'docs/how-to/troubleshoot.md'), 'utf8');

/** Rows of the tables below a heading, as cells without backticks. */
function rowsBelow(heading: string): readonly (readonly string[])[] {
  const [, after = ''] = PAGE.split(`## ${heading}\n`);
  const [section = ''] = after.split('\n## ');
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.slice(2, -2).split(' | '));
}

const withoutTicks = (cell = ''): string => cell.replace(/^`|`$/g, '');

it('explains the words of each refusal as the program does', () => {
  const rows = rowsBelow('A request was refused for another reason');
  expect(rows.map(([words]) => refusalIn(withoutTicks(words)))).toMatchObject(
    rows.map(([, why, wayOut]) => ({ why, wayOut })),
  );
});

it('explains every refusal that the program knows', () => {
  const source = readFileSync(join(ROOT, 'src/tables/refusals.yaml'), 'utf8');
  const known = [...source.matchAll(/reason: ([\w-]+)/g)].map(([, reason]) => reason);
  const explained = rowsBelow('A request was refused for another reason').map(
    ([words]) => refusalIn(withoutTicks(words))?.reason,
  );
  expect(explained).toEqual(known);
});

/** Words that identify a message: `…` stands for anything. */
type Phrase = string;

/** The words in code of the first column. The table of refusals has GitHub's words and its own tests. */
const explained: readonly Phrase[] = PAGE.split(/^## /m)
  .map((section) => section.split('\n', 1)[0] ?? '')
  .filter((heading) => heading !== 'A request was refused for another reason')
  .flatMap(rowsBelow)
  .flatMap(([words = '']) => [...words.matchAll(/`([^`]+)`/g)].map(([, one = '']) => one));

/** Returns the words of a message without what is filled in and without code marks. */
const plain = (message: string): string =>
  message
    .replaceAll('`', '')
    .replace(/^[^\p{L}]+|[^\p{L}\p{N}]+$/gu, '')
    .trim();

/** Fewer than three words would be in many messages, so they must be all of one. */
function names(phrase: Phrase, message: string): boolean {
  if (phrase.split(/\s+/).length < 3) return plain(message) === plain(phrase);
  let at = 0;
  return phrase.split('…').every((part) => {
    const found = message.replaceAll('`', '').indexOf(part.trim(), at);
    at = found + part.trim().length;
    return found !== -1;
  });
}

const messages = messagesOfSource();

it('explains every message about what could not be done, and every end of a status', () => {
  const missing = messages.filter(([, message]) => !explained.some((one) => names(one, message)));
  expect(missing.map(([file, message]) => `${file}: ${message}`)).toEqual([]);
});

it('explains only messages that the program prints', () => {
  const others = ['no answer', 'or the token lacks'];
  const gone = explained.filter((one) => !messages.some(([, message]) => names(one, message)));
  expect(gone.filter((one) => !others.includes(one))).toEqual([]);
});

it('finds the messages of each module', () => {
  const modules = new Set(messages.map(([file]) => file.split('/')[0]));
  expect([...modules]).toEqual(
    expect.arrayContaining([
      'action.ts',
      'analysis',
      'cli',
      'collect',
      'config',
      'github',
      'lib',
      'local',
      'publish',
      'report-formats',
      'workflow',
    ]),
  );
});
