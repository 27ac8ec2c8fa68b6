import { expect, it } from '@jest/globals';
import { styleOf } from '../../src/cli/style.ts';

it.each([
  [{}, {}, { width: 100, colour: false }],
  [{ isTTY: true, columns: 80 }, {}, { width: 80, colour: true }],
  [{ isTTY: true, columns: 300 }, {}, { width: 120, colour: true }],
  [{ isTTY: true, columns: 80 }, { NO_COLOR: '1' }, { width: 80, colour: false }],
  [{ isTTY: true, columns: 80 }, { NO_COLOR: '' }, { width: 80, colour: true }],
  [{ isTTY: true }, { TERM: 'dumb' }, { width: 80, colour: false }],
])('%j with %j is shown as %j', (stream, env, style) => {
  expect(styleOf(stream, env)).toEqual(style);
});
