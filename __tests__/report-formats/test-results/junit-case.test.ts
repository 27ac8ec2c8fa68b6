import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { caseId, caseKey } from '../../../src/report-formats/test-results/case-identity.ts';
import { JunitNames } from '../../../src/report-formats/test-results/junit-case.ts';
import type { XmlAttributes } from '../../../src/report-formats/xml/xml-handler.ts';
import { runs } from '../../runs.ts';

const SUITE = { name: 'suite', file: '', hostname: '' };

function xmlAttributes(all: Readonly<Record<string, string>>): XmlAttributes {
  return {
    get: (key) => all[key],
    hold(key, value) {
      const written = all[key] ?? '';
      value.point(written, 0, written.length, written.includes('&'));
      return key in all;
    },
  };
}

function names(attributes: Readonly<Record<string, string>>, suite = SUITE) {
  const taken = new JunitNames();
  taken.take(xmlAttributes(attributes), suite);
  return [taken.group, taken.className, taken.name()];
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

const written = fc
  .array(
    fc.constantFrom(
      'n',
      'a.b',
      ' ',
      '&amp;',
      '&#66;',
      'é',
      '漢',
      '😀',
      '\u00c2',
      '\u0080',
      '\t',
      '\r\n',
      '›',
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(''));
const someCase = fc.record(
  { name: written, classname: written, class: written, file: written },
  { requiredKeys: [] },
);

it('the key taken from the bytes is the key of the id, whatever case came before', () => {
  fc.assert(
    fc.property(fc.array(someCase, { maxLength: 6 }), fc.boolean(), (cases, encoded) => {
      const taken = new JunitNames();
      for (const each of cases) {
        const latin1 = (text: string): string => Buffer.from(text).toString('latin1');
        const all = Object.entries(each).map(([key, text]) => [key, encoded ? latin1(text) : text]);
        taken.take(xmlAttributes(Object.fromEntries(all)), SUITE);
        const alone = new JunitNames();
        alone.take(xmlAttributes(Object.fromEntries(all)), SUITE);
        const [first, second] = [taken, alone].map((one) => [one.group, one.className, one.name()]);
        expect(first).toEqual(second);
        expect(taken.key()).toBe(caseKey(caseId(taken.group, taken.className, taken.name())));
      }
    }),
    { numRuns: runs(100, 2000) },
  );
});
