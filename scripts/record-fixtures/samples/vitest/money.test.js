import { describe, expect, it } from 'vitest';

describe('money', () => {
  it('adds', () => expect(2 + 3).toBe(5));
  it('rounds half up', () => expect(Math.round(2.4)).toBe(3));
  it.skip('converts currencies', () => {});
  it.todo('formats');
  it.fails('is known to be wrong', () => expect(1).toBe(2));
});

let attempts = 0;
it('answers at the second try', { retry: 2 }, () => {
  attempts += 1;
  expect(attempts).toBe(2);
});
