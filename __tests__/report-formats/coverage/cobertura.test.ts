import { expect, it } from '@jest/globals';
import { cobertura } from '../../../src/report-formats/coverage/cobertura.ts';
import { coverageOf, fixture, readText, whyOf } from '../reading.ts';

function files(xml: string) {
  const read = readText(cobertura, xml);
  return read.state !== 'unreadable' && read.content.kind === 'coverage'
    ? read.content.report.files.map(({ path, lines }) => [path, lines.covered, lines.total])
    : read;
}

function report(sources: string, classes: string): string {
  return `<coverage line-rate="1"><sources>${sources}</sources><packages><package><classes>${classes}</classes></package></packages></coverage>`;
}

it.each([
  ['c8.xml', [8, 13, 6, 7]],
  ['nyc.xml', [9, 11, 3, 4]],
  ['coverage-py.xml', [7, 9, 1, 2]],
  ['gcovr.xml', [5, 6, 3, 6]],
  ['phpunit.xml', [2, 4, null, null]],
])('%s is counted by its lines, as the tool counts them', (name, counts) => {
  expect(coverageOf(readText(cobertura, fixture('cobertura', name)))).toEqual(counts);
});

it('paths are those of the repository, on every runner and for every source root', () => {
  const one = '<class filename="a.py"><lines><line number="1" hits="1"/></lines></class>';
  expect([
    files(report('<source>/home/runner/work/r/r/src</source>', one)),
    files(report('<source>/home/runner/work/r/r</source>', one)),
    files(report('<source>/elsewhere</source>', one)),
    files(report('<source>lib/</source>', one)),
    files(report('<source>a</source><source>b</source>', one)),
    files(report('', one.replace('a.py', 'D:\\a\\r\\r\\a.py'))),
  ]).toEqual([
    [['src/a.py', 1, 1]],
    [['a.py', 1, 1]],
    [['a.py', 1, 1]],
    [['lib/a.py', 1, 1]],
    [['a.py', 1, 1]],
    [['a.py', 1, 1]],
  ]);
});

it('a summary without lines is empty, and its rates are ignored', () => {
  const read = readText(
    cobertura,
    '<coverage line-rate="0.99" lines-covered="99" lines-valid="100"/>',
  );
  expect(coverageOf(read)).toEqual([0, 0, null, null]);
  expect(read.state).toBe('empty');
});

it('lines of a class and of its methods are one set, in whichever entry of the file', () => {
  expect(
    files(
      report(
        '',
        `<class filename="a.py"><methods><method><lines><line number="9" hits="1"/></lines></method></methods>
           <lines><line number="1" hits="0"/></lines></class>
         <class filename="a.py"><lines><line number="1" hits="2"/></lines></class>
         <class filename="b.py"><methods><method><lines><line number="9" hits="1"/></lines></method></methods></class>`,
      ),
    ),
  ).toEqual([
    ['a.py', 2, 2],
    ['b.py', 1, 1],
  ]);
});

it('a declaration that istanbul writes counts only in a class without other lines', () => {
  const method =
    '<methods><method name="f" hits="3" signature="()V"><lines><line number="4" hits="3"/></lines></method></methods>';
  const other =
    '<methods><method name="g" hits="0" signature="()V"><lines><line number="9" hits="0"/></lines></method></methods>';
  const read = report(
    '',
    `<class filename="a.js">${method}<lines><line number="5" hits="0"/></lines></class>
     <class filename="b.js">${method}${other}</class>`,
  );
  expect(files(read)).toEqual([
    ['a.js', 0, 1],
    ['b.js', 1, 2],
  ]);
});

it('a line without a number makes the report unreadable', () => {
  const read = readText(
    cobertura,
    report('', '<class filename="a"><lines><line hits="1"/></lines></class>'),
  );
  expect(whyOf(read)).toBe('The report covers a line numbered NaN; no source file has one.');
});

it('its well-known DOCTYPE is ignored, any other is refused', () => {
  const body = report('', '<class filename="a"><lines><line number="1" hits="1"/></lines></class>');
  for (const url of [
    'http://cobertura.sourceforge.net/xml/coverage-04.dtd',
    'https://raw.githubusercontent.com/cobertura/web/master/htdocs/xml/coverage-04.dtd',
    'https://cobertura.github.io/xml/coverage-loose.dtd',
  ]) {
    const known = `<!DOCTYPE coverage SYSTEM "${url}">`;
    expect(coverageOf(readText(cobertura, known + body))).toEqual([1, 1, null, null]);
  }
  for (const other of [
    '<!DOCTYPE coverage>',
    '<!DOCTYPE coverage SYSTEM "file:///etc/passwd">',
    '<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd" [<!ENTITY a "b">]>',
  ]) {
    expect(whyOf(readText(cobertura, other + body))).toContain('DOCTYPE, which is refused');
  }
});
