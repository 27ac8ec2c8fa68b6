import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { demandedLevel, parseCondition } from '../../src/config/condition.ts';
import { propertyOptions } from '../runs.ts';

const RULES = ['test-results', 'coverage-gate'];
const why = (text: string): string => {
  const parsed = parseCondition(text, RULES);
  return parsed.state === 'invalid' ? parsed.why : 'valid';
};

it.each([
  'test-results >= 4',
  'test-results>=4',
  'test-results ≥ 4',
  'test-results = 5',
  'test-results >= previous',
  'coverage.lines >= base',
  'coverage.lines >= 79.5 %',
  'coverage.branches > 0',
  'tests.failed == 0',
  'tests.total >= base',
  'flakes == 0',
  'score >= 4',
  'score >= 4.5',
  'score >= previous',
])('%s is a condition', (text) => {
  expect(why(text)).toBe('valid');
});

it.each([
  [
    'test-results',
    'expected `subject comparison value`, for instance `test-results >= 4`, `coverage.lines >= base` or `flakes == 0`',
  ],
  [
    'test-results => 4',
    'expected `subject comparison value`, for instance `test-results >= 4`, `coverage.lines >= base` or `flakes == 0`',
  ],
  ['test-results >= 6', 'a level is a whole number from 0 to 5, not 6'],
  ['test-results >= 3.5', 'a level is a whole number from 0 to 5, not 3.5'],
  ['test-results >= -1', '`-1` is neither a number, `base` nor `previous`'],
  [
    'test-results >= base',
    'only tests and coverage are known of the base; compare levels with `previous`',
  ],
  [
    'coverage.lines >= previous',
    'only levels and the score are known of the previous audit; compare with `base`',
  ],
  ['coverage.lines >= 101', 'coverage is at most 100%, not 101'],
  ['tests.failed == 0.5', 'a count is a whole number, not 0.5'],
  ['tests.failed == 1%', 'a count is a whole number, not 1%'],
  ['score >= 7', 'a score is a number from 0 to 5, not 7'],
  ['coverage.line >= 80', 'unknown measure `coverage.line`; did you mean `coverage.lines`?'],
])('rejects the condition %s with a reason', (text, said) => {
  expect(why(text)).toBe(said);
});

it('parses any text without throwing', () => {
  const part = fc.constantFrom(
    'score',
    'tests',
    '.',
    'failed',
    ' ',
    '>=',
    '==',
    '4',
    '%',
    'base',
    '-',
    '1e9',
    '$',
  );
  fc.assert(
    fc.property(
      fc.array(part).map((parts) => parts.join('')),
      (text) => {
        expect(['condition', 'invalid']).toContain(parseCondition(text, 'any').state);
      },
    ),
    propertyOptions(100, 2000),
  );
});

it('returns the level that a condition requires of a rule', () => {
  expect([
    demandedLevel('test-results >= 4', 'test-results'),
    demandedLevel('test-results > 3', 'test-results'),
    demandedLevel('test-results >= 4', 'coverage-gate'),
    demandedLevel('test-results >= previous', 'test-results'),
    demandedLevel('score >= 4', 'score'),
  ]).toEqual([4, 4, undefined, undefined, undefined]);
});
