import { expect, it } from '@jest/globals';
import { JunitNames, secondsToMs } from '../../src/reports/junit-case.ts';

const SUITE = { name: 'suite', file: '', hostname: '' };

function names(attributes: Readonly<Record<string, string>>, suite = SUITE) {
  const { group, className, name } = new JunitNames().of({ get: (key) => attributes[key] }, suite);
  return [group, className, name];
}

it('groups by file, then by Python module, then by class, then by suite', () => {
  expect([
    names({ name: 'n', classname: 'pkg.test_a.TestX', file: 'pkg/test_a.py' }),
    names({ name: 'n', classname: 'pkg.test_a', file: 'pkg/test_a.py' }),
    names({ name: 'n', classname: 'X' }, { ...SUITE, file: '/home/runner/work/r/r/a.js' }),
    names({ name: 'n', classname: 'pkg.test_a.TestX.TestY' }),
    names({ name: 'n', classname: 'org.example.ATest' }),
    names({ name: 'n', class: 'src/a.test.ts' }),
    names({ name: 's n', classname: 'n' }),
    names({ name: 'n', classname: 'test' }),
    names({ name: 'n' }, { ...SUITE, name: 'undefined' }),
    names({}),
  ]).toEqual([
    ['pkg/test_a.py', 'TestX', 'n'],
    ['pkg/test_a.py', '', 'n'],
    ['a.js', 'X', 'n'],
    ['pkg.test_a', 'TestX.TestY', 'n'],
    ['org.example.ATest', '', 'n'],
    ['src/a.test.ts', '', 'n'],
    ['suite', '', 's n'],
    ['suite', '', 'n'],
    ['', '', 'n'],
    ['suite', '', ''],
  ]);
});

it.each([
  ['0.125', 125],
  ['1,234.5', 1_234_500],
  ['3', 3000],
  ['1e-3', 1],
  ['', 0],
  ['-1', 0],
  ['NaN', 0],
  ['soon', 0],
  ['1.2.3', 0],
  ['0.1234567890123456789', 123.45678901234568],
  [undefined, 0],
])('reads %s seconds as %s milliseconds', (time, ms) => {
  expect(secondsToMs(time)).toBeCloseTo(ms, 9);
});
