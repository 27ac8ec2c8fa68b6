import { expect, it } from '@jest/globals';
import { coverageOf, fixture, readReport } from '../reading.ts';

it('counts lines to cover and their branches', () => {
  const read = readReport('c.xml', Buffer.from(fixture('sonar-coverage', 'generic.xml')));
  expect([read.format, coverageOf(read)]).toEqual(['sonar-coverage', [2, 3, 3, 4]]);
});

it('reads what gcovr wrote', () => {
  const read = readReport('c.xml', Buffer.from(fixture('sonar-coverage', 'gcovr.xml')));
  expect([read.format, coverageOf(read)]).toEqual(['sonar-coverage', [5, 6, 3, 6]]);
});
