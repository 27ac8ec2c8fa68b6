import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { safeLogLine } from '../../src/lib/sanitize.ts';
import { hostile } from '../render/markdown/hostile.ts';
import { propertyOptions } from '../runs.ts';

it.each([
  ['::add-mask::success', '> ::add-mask::success'],
  [' \t\u00A0::stop-commands::x', '> ::stop-commands::x'],
  ['ok\r\n::error::x', 'ok ::error::x'],
  ['text ##[add-path]/tmp', 'text ## [add-path]/tmp'],
  ['###[error]x', '### [error]x'],
  ['\u001B[0m::error::x', '> ::error::x'],
  ['tests::unit::works', 'tests::unit::works'],
  ['  indented', ' indented'],
])('%j is printed as %j', (untrusted, printed) => {
  expect(safeLogLine(untrusted)).toBe(printed);
});

it('the runner reads no line as a command', () => {
  fc.assert(
    fc.property(hostile, fc.constantFrom('::', '##[', ' ::', '\n::', ''), (value, start) => {
      const line = safeLogLine(start + value);
      expect(line).not.toMatch(/^\s*::|##\[|[\r\n]/);
    }),
    propertyOptions(100, 2000),
  );
});
