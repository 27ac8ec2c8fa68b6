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

/** Follows 7 requests that begin at 0 ms, and shows the line at each of these moments. */
function followed(width: number, ...moments: readonly number[]): readonly string[] {
  jest.useFakeTimers();
  const one = terminal({ width, color: false });
  let time = 0;
  const progress = progressOn(one, false, () => time);
  progress.step('Collecting from octo/till');
  progress.follow(() => '7 requests');
  for (const moment of moments) {
    time = moment;
    jest.advanceTimersToNextTimer();
  }
  progress.end();
  return one.said.filter((said) => said !== ERASE);
}

it('shows the count and the elapsed time of the current step until the end', () => {
  expect(followed(60, 999, 12_000, 61_000)).toEqual([
    'Collecting from octo/till',
    'Collecting from octo/till: 7 requests, 0 s',
    'Collecting from octo/till: 7 requests, 12 s',
    'Collecting from octo/till: 7 requests, 61 s',
  ]);
});

it('cuts the step, not the count, on a narrow terminal', () => {
  expect(followed(30, 1000)[1]).toBe('Collecting …: 7 requests, 1 s');
});

it('quiet says nothing', () => {
  const one = terminal({ width: 40, color: false });
  const progress = progressOn(one, true);
  progress.step('a');
  progress.say('b');
  progress.end();
  expect(one.said).toEqual([]);
});
