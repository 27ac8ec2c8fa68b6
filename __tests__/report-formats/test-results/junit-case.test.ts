import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { caseId, caseKey } from '../../../src/report-formats/test-results/case-identity.ts';
import { JunitNames } from '../../../src/report-formats/test-results/junit-case.ts';
import type { XmlAttributes } from '../../../src/report-formats/xml/xml-reader.ts';
import { propertyOptions } from '../../runs.ts';

const SUITE = { name: 'suite', file: '', hostname: '' };

function xmlAttributes(all: Readonly<Record<string, string>>): XmlAttributes {
  return { get: (name) => all[name] };
}

function names(attributes: Readonly<Record<string, string>>, suite = SUITE) {
  const taken = new JunitNames();
  taken.take(xmlAttributes(attributes), suite);
  return [taken.group, taken.className, taken.name];
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
  .array(fc.constantFrom('n', 'a.b', ' ', 'é', '漢', '😀', '›'), { maxLength: 5 })
  .map((parts) => parts.join(''));
const someCase = fc.record(
  { name: written, classname: written, class: written, file: written },
  { requiredKeys: [] },
);

it('a case has the same place and key whatever case came before', () => {
  fc.assert(
    fc.property(fc.array(someCase, { maxLength: 6 }), (cases) => {
      const shared = new JunitNames();
      const all = cases.map((each) => {
        shared.take(xmlAttributes(each), SUITE);
        const alone = new JunitNames();
        alone.take(xmlAttributes(each), SUITE);
        const { group, className, name } = alone;
        const key = caseKey(caseId(group, className, name));
        return {
          expected: [group, className, name, key],
          got: [shared.group, shared.className, shared.name, shared.key()],
        };
      });
      expect(all.map(({ got }) => got)).toEqual(all.map(({ expected }) => expected));
    }),
    propertyOptions(100, 2000),
  );
});
