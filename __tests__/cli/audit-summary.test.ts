import { expect, it } from '@jest/globals';
import { auditSummary } from '../../src/cli/audit-summary.ts';
import { columns } from '../../src/cli/style.ts';
import { anAudit } from '../render/an-audit.ts';

it.each([40, 80, 120])('no line is longer than a terminal of %i columns', (width) => {
  const lines = auditSummary(anAudit(), { width, colour: false }).split('\n');
  // The subject of the verdict is one line, whatever the width.
  const long = lines.slice(1).filter((line) => columns(line) > width);
  expect(long).toEqual([]);
});

it('the verdict comes first, in words', () => {
  const red = anAudit({ verdict: 'red', outcome: 'INCOMPLETE' });
  expect(auditSummary(red, { width: 80, colour: false })).toMatch(/^✗ RED {2}M01/);
});

it('what comes from outside cannot command the terminal', () => {
  const audit = anAudit({ notices: ['a\u001b[2Jb\u0007', 'c\u202Ed'] });
  const shown = auditSummary(audit, { width: 80, colour: false });
  expect([shown.includes('\u001b'), shown.includes('\u0007'), shown.includes('\u202E')]).toEqual([
    false,
    false,
    false,
  ]);
});

it('rules that are unknown for one reason are told together', () => {
  const why = 'only GitHub knows it';
  const audit = anAudit({
    not_evaluated: [
      { what: 'Required runs (required-runs)', why },
      { what: 'Stable runs (stable-runs)', why },
    ],
  });
  expect(auditSummary(audit, { width: 80, colour: false })).toContain(
    'Unknown (2 rules, each counted 0)\n  ? required-runs, stable-runs: only GitHub knows it\n',
  );
});

it('colours are there only when they are asked for', () => {
  const [plain, coloured] = [false, true].map((colour) =>
    auditSummary(anAudit(), { width: 80, colour }),
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
  expect(coloured?.replace(/\u001b\[\d+m/g, '')).toBe(plain);
  expect(coloured).not.toBe(plain);
});

it('says in words that nothing could be measured', () => {
  const score = (measured: number): string | undefined =>
    auditSummary(
      anAudit({
        score: 0,
        measured: measured === 0 ? null : 4.5,
        measured_rules: { measured, of: 9 },
        outcome: 'INCOMPLETE',
        reason: 'Why',
      }),
      { width: 100, colour: false },
    ).split('\n')[1];
  expect([score(0), score(4), score(9)]).toEqual([
    '  Score 0.0 / 5; none of 9 rules could be measured. INCOMPLETE: Why.',
    '  Score 0.0 / 5; 4.5 over the 4 of 9 rules that could be measured. INCOMPLETE: Why.',
    '  Score 0.0 / 5. INCOMPLETE: Why.',
  ]);
});
