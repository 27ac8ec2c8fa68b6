import { afterEach, expect, it, jest } from '@jest/globals';
import type { Terminal } from '../../src/cli/command.ts';
import { progressOn } from '../../src/cli/progress.ts';

function terminal(live?: Terminal['live']): { readonly said: string[] } & Terminal {
  const said: string[] = [];
  const out = (text: string): void => void said.push(text);
  return { said, out, err: out, ...(live === undefined ? {} : { live }) };
}

afterEach(() => {
  jest.useRealTimers();
});

const ERASE = '\u001b[2K\r';

it('elsewhere than on a terminal every step is a line', () => {
  const one = terminal();
  const progress = progressOn(one, false);
  progress.step('first');
  progress.say('second');
  progress.follow(() => 'never');
  progress.end();
  expect(one.said).toEqual(['first\n', 'second\n']);
});

it('on a terminal a step takes the place of the one before, and the end leaves none', () => {
  const one = terminal({ width: 80, color: false });
  const progress = progressOn(one, false);
  progress.step('first');
  progress.step('second');
  progress.say('stays');
  progress.step('third');
  progress.end();
  expect(one.said).toEqual(['first', ERASE, 'second', ERASE, 'stays\n', 'third', ERASE]);
});

it('a step that does not fit is cut, so that it can be taken back', () => {
  const one = terminal({ width: 10, color: false });
  progressOn(one, false).step('0123456789');
  expect(one.said).toEqual(['01234567…']);
});

it('what takes long is told again and again until the end', () => {
  jest.useFakeTimers();
  const one = terminal({ width: 40, color: false });
  const progress = progressOn(one, false);
  let count = 0;
  progress.follow(() => {
    count += 1;
    return `request ${count}`;
  });
  jest.advanceTimersToNextTimer(2);
  progress.end();
  expect(one.said).toEqual(['request 1', ERASE, 'request 2', ERASE]);
});

it('quiet says nothing', () => {
  const one = terminal({ width: 40, color: false });
  const progress = progressOn(one, true);
  progress.step('a');
  progress.say('b');
  progress.end();
  expect(one.said).toEqual([]);
});
