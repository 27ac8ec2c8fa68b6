import { leveled, notApplicable } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { unknown } from '../analysis/unconverted.ts';
import { pathSource } from '../analysis/workflow-files.ts';
import { plural } from '../lib/format.ts';
import type { PreviousAudit } from '../model/history.ts';
import { compareMilestones } from '../model/milestone-id.ts';
import type { Ledger, LedgerRow } from '../model/repository.ts';
import type { Flaw, Level } from '../model/verdict.ts';

export const ledgerConsistency = defineRule({
  id: 'ledger-consistency',
  title: 'Ledger consistency',
  needs: [],
  uses: ['ledger', 'previous'],
  levels: [
    'an audited milestone has no row, or two',
    'two or more rows contradict their audits',
    '—',
    'one row contradicts its audit',
    'a row still has a placeholder',
    'every row agrees with its audit',
  ],
  remediation: {
    recommendation: 'Correct the row from the audit’s JSON; let the action write the rows.',
    minutes: 15,
    guardrail: 'Set `ledger` in the config, so that nobody types a row.',
    rollback: 'Put the ledger back as the base has it.',
    area: 'GOV',
  },
  judge(evidence, context) {
    if (context.config.ledger === undefined) return notApplicable('the config names no ledger');
    if (evidence.ledger.state !== 'present') return unknown(evidence.ledger.why);
    if (evidence.previous.state !== 'present') return unknown(evidence.previous.why);
    const [ledger, previous] = [evidence.ledger.value, evidence.previous.value];
    if (previous.length === 0) return notApplicable('there is no earlier audit to compare with');
    const checked = previous.map((audit) => checkRow(ledger, audit));
    const wrong = checked.filter(({ state }) => state === 'differs').length;
    const level = levelOf(checked.map(({ state }) => state));
    const commit = context.target.commits.policy;
    const bad = checked.filter(({ state }) => state !== 'agrees');
    return leveled({
      level,
      measured: `${checked.length - bad.length} of ${plural(checked.length, 'row')} agree${wrong > 0 ? `, ${wrong} contradict` : ''}`,
      proof: checked.map(({ text, line }) => ({
        text,
        source: pathSource(ledger.path, commit, line),
      })),
      flaws: bad.map(
        ({ state, text, line, milestone }): Flaw => ({
          key: `${state}:${milestone}`,
          severity: severityOf(level),
          observation: `${ledger.path}${line === undefined ? '' : `:${line}`} ${text}.`,
          source: pathSource(ledger.path, commit, line),
        }),
      ),
    });
  },
});

interface Checked {
  readonly milestone: string;
  readonly state: 'agrees' | 'placeholder' | 'differs' | 'missing';
  readonly text: string;
  readonly line: number | undefined;
}

function checkRow({ rows }: Ledger, audit: PreviousAudit): Checked {
  const { milestone } = audit;
  const matching = rows.filter((row) => compareMilestones(row.milestone, milestone) === 0);
  const row = matching[0];
  if (row === undefined || matching.length > 1) {
    const text = `${milestone} has ${row === undefined ? 'no row' : plural(matching.length, 'row')}`;
    return { milestone, state: 'missing', text, line: row?.line };
  }
  const wrong = contradiction(row, audit);
  if (wrong !== '') return { milestone, state: 'differs', text: wrong, line: row.line };
  const open = row.cells.find((cell) => /^(?:tbd|tba|pending|todo|\?+)$/i.test(cell.trim()));
  if (open !== undefined) {
    return {
      milestone,
      state: 'placeholder',
      text: `${milestone} still says ${open}`,
      line: row.line,
    };
  }
  return { milestone, state: 'agrees', text: `${milestone} agrees with its audit`, line: row.line };
}

/**
 * Returns how a row contradicts its audit; empty when it does not. Compared are a score like `4.7`
 * or `4.7 / 5`, and commits of at least seven digits.
 */
function contradiction(
  { cells, milestone }: LedgerRow,
  { score, audited, merge }: PreviousAudit,
): string {
  const scores = cells.flatMap((cell) => /^\W*([0-5]\.\d)(?:\s*\/\s*5)?\W*$/.exec(cell)?.[1] ?? []);
  const stated = scores.find((one) => Number(one) !== score);
  if (stated !== undefined && score !== null) {
    return `${milestone} says ${stated}, its audit ${score.toFixed(1)}`;
  }
  const commits = cells.flatMap((cell) => cell.match(/\b(?=[0-9a-f]*\d)[0-9a-f]{7,40}\b/g) ?? []);
  // A squash merge creates a commit other than the audited head.
  const known = (commit: string): boolean =>
    audited.startsWith(commit) || merge?.startsWith(commit) === true;
  if (commits.length > 0 && !commits.some(known)) {
    return `${milestone} names ${commits[0]}, its audit ${audited.slice(0, 12)}`;
  }
  return '';
}

function levelOf(states: readonly Checked['state'][]): Level {
  if (states.includes('missing')) return 0;
  const wrong = states.filter((state) => state === 'differs').length;
  if (wrong > 0) return wrong > 1 ? 1 : 3;
  return states.includes('placeholder') ? 4 : 5;
}
