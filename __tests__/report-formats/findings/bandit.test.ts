import { expect, it } from '@jest/globals';
import { bandit } from '../../../src/report-formats/findings/bandit.ts';
import { findingsOf, fixture, missedIn, notesOf, readReport, readText } from '../reading.ts';

it('reads what bandit wrote, and names the file that it could not scan', () => {
  const read = readReport('out.json', Buffer.from(fixture('bandit', 'bandit.json')));
  expect([read.format, findingsOf(read), notesOf(read)]).toEqual([
    'bandit',
    {
      tool: 'bandit',
      kind: 'code',
      counts: { critical: 0, high: 1, medium: 2, low: 3, unknown: 0 },
      findings: [
        'high B602 money.py:16',
        'medium B301 money.py:12',
        'medium B303 money.py:7',
        'low B101 money.py:20',
        'low B403 money.py:2',
        'low B404 money.py:3',
      ],
    },
    ['./broken.py was not scanned: syntax error while parsing AST from file'],
  ]);
});

it('is incomplete with a file that it could not scan', () => {
  const text = fixture('bandit', 'bandit.json');
  expect(missedIn(readText(bandit, text))).toEqual([
    './broken.py was not scanned: syntax error while parsing AST from file',
  ]);
});

it('is clean without findings, and empty without files', () => {
  const report = (metrics: object) =>
    JSON.stringify({ errors: [], generated_at: '', metrics, results: [] });
  const texts = [report({ 'a.py': { loc: 1 }, _totals: {} }), report({ _totals: { loc: 0 } })];
  expect(texts.map((text) => [bandit.recognize(text, ''), readText(bandit, text).state])).toEqual([
    [true, 'present'],
    [true, 'empty'],
  ]);
});
