import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { withLedgerRow } from '../../src/history/ledger.ts';
import { anyText } from '../any-text.ts';
import { propertyOptions } from '../runs.ts';

const cells = {
  milestone: 'M02',
  title: 'Contracts',
  status: 'Passed',
  branch: '`m02-contracts`',
  'pull-request': '#15',
  commit: '`abcdef0`',
  runs: '`7`',
  score: '4.8 / 5',
  verdict: 'Passed',
  completed: '2026-03-09T10:00:00Z',
};

const OPEN = '<!-- milestone-audit:ledger -->';
const CLOSE = '<!-- /milestone-audit:ledger -->';

interface Case {
  readonly what: string;
  readonly before: string;
  /** The line that is put in or replaced, without its end. */
  readonly row: string;
  /** The line it replaces; without it, the row is new. */
  readonly old?: string;
}

const HEAD = ['| Milestone | Title | Score |', '| --- | --- | --- |'];
const NEW = '| M02 | Contracts | 4.8 / 5 |';

function around(lines: readonly string[], eol = '\n'): string {
  return [OPEN, ...lines, CLOSE, ''].join(eol);
}

const CASES: readonly Case[] = [
  { what: 'a plain table', before: around([...HEAD, '| M01 | One | 4 |']), row: NEW },
  {
    what: 'a row that is there',
    before: around([...HEAD, '| M01 | One | 4 |', '| M02 | tbd | – |', '| M03 | Three | 4 |']),
    row: NEW,
    old: '| M02 | tbd | – |',
  },
  { what: 'CRLF', before: around([...HEAD, '| M01 | One | 4 |'], '\r\n'), row: NEW },
  {
    what: 'no final newline',
    before: `# L\n${OPEN}\n${HEAD.join('\n')}\n| M01 | One | 4 |\n${CLOSE}`,
    row: NEW,
  },
  { what: 'a table without rows', before: around(HEAD), row: NEW },
  {
    what: 'alignment rows',
    before: around(['| Milestone | Title | Score |', '|:--|:-:|--:|', '|M01|One|4|']),
    row: NEW,
  },
  {
    what: 'no outer pipes',
    before: around(['Milestone | Title | Score', '--- | --- | ---', 'M01 | One | 4']),
    row: 'M02 | Contracts | 4.8 / 5',
  },
  {
    what: 'an opening pipe only',
    before: around(['| ID | Name | Score', '|---|---|---', '| M01 | One | 4']),
    row: '| M02 | Contracts | 4.8 / 5',
  },
  {
    what: 'columns of the team’s own, which stay',
    before: around([
      '| Milestone | Phase | Score | Notes |',
      '|---|---|---|---|',
      '| M02 | II 🚀 | ? | ask `a \\| b` |',
    ]),
    row: '| M02 | II 🚀 | 4.8 / 5 | ask `a \\| b` |',
    old: '| M02 | II 🚀 | ? | ask `a \\| b` |',
  },
  {
    what: 'other tables around it',
    before: `| M02 | not this |\n|---|---|\n| M02 | nor this |\n\n${around([...HEAD, '| M01 | One | 4 |'])}\n| M02 | later |\n|---|---|\n`,
    row: NEW,
  },
  {
    what: 'HTML around it',
    before: `<div align="center">\n\n<details><summary>Ledger ✨</summary>\n\n${around(['', ...HEAD, '| M01 | One | 4 |', ''])}\n</details></div>\n`,
    row: NEW,
  },
  {
    what: 'newest first',
    before: around([...HEAD, '| M09 | Nine | 4 |', '| M03 | Three | 4 |', '| M01 | One | 4 |']),
    row: NEW,
  },
  {
    what: 'ids in bold, in code and in links',
    before: around([
      ...HEAD,
      '| **M01** | One | 4 |',
      '| [`M02`](x) | Two | 4 |',
      '| _M10_ | T | 4 |',
    ]),
    row: NEW,
    old: '| [`M02`](x) | Two | 4 |',
  },
  {
    what: 'numbers, not text, order the rows',
    before: around([...HEAD, '| M1 | One | 4 |', '| M9 | Nine | 4 |', '| M10 | Ten | 4 |']),
    row: NEW,
  },
  {
    what: 'another series between',
    before: around([...HEAD, '| V15-M02 | Other | 4 |', '| M03 | Three | 4 |']),
    row: NEW,
  },
  {
    what: 'text below the table',
    before: around([...HEAD, '| M01 | One | 4 |', '', 'Typed by hand: M02 | is fun']),
    row: NEW,
  },
  {
    what: 'a quoted table',
    before: around(['> | Milestone | Title |', '> |---|---|', '> | M01 | One |']),
    row: '> | M02 | Contracts |',
  },
  {
    what: 'blanks at line ends, tabs and a byte order mark',
    before: `\uFEFF# Ledger\t \n\n${around(['|\tMilestone | Title |  ', '|---|---|\t', '| M01 | One |  '])}`,
    row: '| M02 | Contracts |',
  },
  {
    what: 'many columns with the names of a long-lived ledger',
    before: around([
      '| Milestone | Title | Status | Branch | PR | Commit | CI Run(s) | Audit Score / Notes | Completed At |',
      '|---|---|---|---|---|---|---|---|---|',
      '| M01 | One | ✓ | `m01` | #1 | `1234567` | 1 | 4.7 / 5 | 2026 |',
    ]),
    row: '| M02 | Contracts | Passed | `m02-contracts` | #15 | `abcdef0` | `7` | 4.8 / 5 | 2026-03-09T10:00:00Z |',
  },
  {
    what: 'a half milestone before it',
    before: around([...HEAD, '| M01 | One | 4 |', '| M01.5 | Half | 4 |', '| M02.1 | After | 4 |']),
    row: NEW,
  },
  {
    what: 'a fenced example above',
    before: `\`\`\`md\n| Milestone |\n|---|\n| M02 |\n\`\`\`\n${around([...HEAD, '| M01 | One | 4 |'])}`,
    row: NEW,
  },
];

/** The text without its first line that is `row`, end of line included. */
function without(text: string, row: string): string {
  const at = new RegExp(`(^|\\n)${row.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(\\r\\n|\\n|$)`).exec(
    text,
  );
  if (at === null) throw new Error(`there is no line ${row}`);
  const from = at.index + (at[1] ?? '').length;
  return text.slice(0, from) + text.slice(from + row.length + (at[2] ?? '').length);
}

describe('one row of a ledger', () => {
  it.each(CASES)('keeps every other byte: $what', ({ before, row, old }) => {
    const edit = withLedgerRow(before, 'M02', cells);
    if (edit.state === 'refused') throw new Error(edit.why);
    const rest = without(edit.text, row);
    expect(Buffer.from(rest)).toEqual(
      Buffer.from(old === undefined ? before : without(before, old)),
    );
    expect(withLedgerRow(edit.text, 'M02', cells)).toEqual(edit);
  });

  it('replaces the row of an id that the config’s pattern allows', () => {
    const first = withLedgerRow(around(HEAD), 'sprint-9', cells, '(sprint-[0-9]+)');
    if (first.state === 'refused') throw new Error(first.why);
    const named = first.text.replace(NEW, NEW.replace(/M02/g, 'sprint-9'));
    const again = withLedgerRow(named, 'sprint-9', cells, '(sprint-[0-9]+)');
    expect(again).toEqual({ state: 'written', text: first.text });
  });

  it('inserts a row by the order of ids', () => {
    const ids = (before: string): unknown => {
      const edit = withLedgerRow(before, 'M02', cells);
      return edit.state === 'written' ? edit.text.match(/M\d+(?:\.\d)?(?= \|)/g) : [];
    };
    const table = (...all: string[]): string =>
      around([...HEAD, ...all.map((id) => `| ${id} | x | 4 |`)]);
    expect(ids(table('M1', 'M9', 'M10'))).toEqual(['M1', 'M02', 'M9', 'M10']);
    expect(ids(table('M09', 'M03', 'M01'))).toEqual(['M09', 'M03', 'M02', 'M01']);
    expect(ids(table('M01', 'M01.5', 'M02.1'))).toEqual(['M01', 'M01.5', 'M02', 'M02.1']);
  });

  it('creates a table between empty markers', () => {
    const edit = withLedgerRow(`${OPEN}\n${CLOSE}\n`, 'M02', cells);
    expect(edit.state === 'written' ? edit.text.split('\n').slice(1, 4) : []).toEqual([
      '| Milestone | Title | Branch | PR | Commit | CI Run(s) | Audit Score | Verdict | Completed At |',
      '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
      '| M02 | Contracts | `m02-contracts` | #15 | `abcdef0` | `7` | 4.8 / 5 | Passed | 2026-03-09T10:00:00Z |',
    ]);
  });

  it('does not change a ledger without both markers', () => {
    expect(withLedgerRow(`${HEAD.join('\n')}\n${OPEN}\n`, 'M02', cells)).toMatchObject({
      state: 'refused',
    });
  });

  it('keeps every byte outside the markers', () => {
    fc.assert(
      fc.property(anyText(), anyText(), (above, below) => {
        fc.pre(!/milestone-audit:ledger/.test(above + below));
        const table = around([...HEAD, '| M01 | One | 4 |']);
        const edit = withLedgerRow(`${above}\n${table}${below}`, 'M02', cells);
        const grown = around([...HEAD, '| M01 | One | 4 |', NEW]);
        expect(edit).toEqual({ state: 'written', text: `${above}\n${grown}${below}` });
      }),
      propertyOptions(100, 2000),
    );
  });
});
