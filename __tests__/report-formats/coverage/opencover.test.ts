import { expect, it } from '@jest/globals';
import { opencover } from '../../../src/report-formats/coverage/opencover.ts';
import { coverageOf, fixture, readText } from '../reading.ts';

it('counts every line of a statement, and branches by line', () => {
  const read = readText(opencover, fixture('opencover', 'opencover.xml'));
  expect(coverageOf(read)).toEqual([2, 3, 1, 2]);
  expect(read).toMatchObject({ content: { report: { files: [{ path: 'src/Money.cs' }] } } });
});

it('a statement with too many lines is cut', () => {
  const read = readText(
    opencover,
    '<CoverageSession><Modules><Module><Files><File uid="1" fullPath="a.cs"/></Files><SequencePoint vc="1" sl="1" el="99999999" fileid="1"/></Module></Modules></CoverageSession>',
  );
  expect(coverageOf(read)).toEqual([1001, 1001, null, null]);
});
