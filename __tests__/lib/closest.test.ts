import { expect, it } from '@jest/globals';
import { closest } from '../../src/lib/closest.ts';

it.each([
  ['profil', 'profile'],
  ['scroe', 'score'],
  ['veiw', 'view'],
  ['profile', 'profile'],
  ['colour', undefined],
  ['x', undefined],
])('the closest word to %s is %s', (word, meant) => {
  expect(closest(word, ['milestone', 'profile', 'score', 'view'])).toBe(meant);
});
