import { expect, it } from '@jest/globals';
import { linearPattern, patternProblem } from '../../src/lib/linear-pattern.ts';

it.each([
  ['(?=a)b', 'the lookahead `(?=` is not supported'],
  ['(?!a)b', 'the lookahead `(?!` is not supported'],
  ['(?<=a)b', 'the lookbehind `(?<=a)b` is not supported'],
  ['(?<!a)b', 'the lookbehind `(?<!a)b` is not supported'],
  [String.raw`(a)\1`, String.raw`the back-reference ${'`'}\1${'`'} is not supported`],
  [String.raw`(?<n>a)\k<n>`, String.raw`the back-reference ${'`'}\k${'`'} is not supported`],
  ['(', 'not a regular expression: missing closing )'],
  ['[z-a]', 'not a regular expression: invalid character class range: `z-a`'],
  ['(((a{100}){100}){100})', 'not a regular expression: invalid repeat count'],
])('the problem of the pattern %s names the construct', (pattern, problem) => {
  expect(patternProblem(pattern)).toContain(problem);
});

it.each([
  String.raw`^SPRINT-\d+$`,
  String.raw`sprint/(?<id>[0-9]+)\b`,
  String.raw`\u00e9\p{L}[^/]*?`,
])('the pattern %s has no problem', (pattern) => {
  expect(patternProblem(pattern)).toBeUndefined();
});

it('a match prefers what JavaScript prefers', () => {
  expect(linearPattern('(a|ab)(c|bcd)?').exec('abcd')?.[0]).toBe('abcd');
});
