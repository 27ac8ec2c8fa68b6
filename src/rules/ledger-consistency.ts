import { defineRule, severityOf } from '../analysis/runner.ts';
import { pathSource } from '../analysis/workflow-files.ts';
import { quantity } from '../lib/format.ts';
import type { PreviousAudit } from '../model/history.ts';
import { compareMilestones } from '../model/milestone-id.ts';
import type { Ledger, LedgerRow } from '../model/repository.ts';
import type { Item } from '../model/rule.ts';
import type { Flaw, Level } from '../model/verdict.ts';

export const ledgerConsistency = defineRule({
  id: 'ledger-consistency',
  title: 'Ledger consistency',
  needs: ['previous'],
  uses: ['ledger'],
  settles: ['previous', 'ledger'],
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
  inapplicable: ({ config }) =>
    config.ledger === undefined ? 'the config names no ledger' : undefined,
  table: {
    states: ['missing', 'differs', 'placeholder', 'agrees'],
    level(count) {
      if (count('missing') > 0) return 0;
      if (count('differs') > 0) return count('differs') > 1 ? 1 : 3;
      return count('placeholder') > 0 ? 4 : 5;
    },
  },
  judge({ ledger, previous }, context, gaps) {
    const read = ledger.state === 'present' || ledger.state === 'none';
    const path = context.config.ledger ?? '';
    const rows = ledger.state === 'present' ? ledger.value.rows : [];
    const checked = read ? previous.map((audit) => checkRow({ path, rows }, audit)) : [];
    const agreeing = checked.filter(({ state }) => state === 'agrees').length;
    const differing = checked.filter(({ state }) => state === 'differs').length;
    const commit = context.target.commits.policy;
    const lost = [...gaps('ledger'), ...gaps('previous')];
    return {
      items: [
        ...checked.map((one) => itemOf(one, path, commit)),
        ...lost.map((open): Item<State> => {
          return { worst: 'missing', best: 'none', times: 'any', open };
        }),
      ],
      measured: `${agreeing} of ${quantity(checked.length, 'row')} agree${differing > 0 ? `, ${differing} contradict` : ''}`,
      none: 'there is no earlier audit to compare with',
    };
  },
});

type State = 'missing' | 'differs' | 'placeholder' | 'agrees';

function itemOf(
  { milestone, state, text, line }: Checked,
  path: string,
  commit: string,
): Item<State> {
  const source = pathSource(path, commit, line);
  const flaw = (most: Level): Flaw => ({
    key: `${state}:${milestone}`,
    severity: severityOf(most),
    observation: `${path}${line === undefined ? '' : `:${line}`} ${text}.`,
    source,
  });
  const proof = [{ text, source }];
  return { worst: state, best: state, proof, ...(state === 'agrees' ? {} : { flaw }) };
}

interface Checked {
  readonly milestone: string;
  readonly state: State;
  readonly text: string;
  readonly line: number | undefined;
}

function checkRow({ rows }: Ledger, audit: PreviousAudit): Checked {
  const { milestone } = audit;
  const matching = rows.filter((row) => compareMilestones(row.milestone, milestone) === 0);
  const row = matching[0];
  if (row === undefined || matching.length > 1) {
    const text = `${milestone} has ${row === undefined ? 'no row' : quantity(matching.length, 'row')}`;
    return { milestone, state: 'missing', text, line: row?.line };
  }
  const wrong = contradiction(row, audit);
  if (wrong !== '') return { milestone, state: 'differs', text: wrong, line: row.line };
  const open = row.cells.find(isPlaceholder)?.trim();
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

/** Marks around the words of a cell: `_[pending]_`, `**TBD**`, `⏳ pending`, `&lt;TBD&gt;`. */
const MARKS = /&(?:lt|gt|quot|amp|nbsp);|[^\p{L}\p{N}\s?…/.]+/gu;

/** Words that people write where the value is to follow, perhaps with a remark in parentheses. */
const PLACEHOLDER =
  /^(?:tb[acd]|to ?do|to be (?:added|announced|confirmed|decided|defined|determined|done|filled)|pending|wip|in progress|fixme|xxx|n\/?a|n\.a|unknown|none yet|not yet|placeholder|coming soon|later|\?+|…)$/i;

/** A template that nobody filled in: `<score>`, `{{ score }}`, `[ ]`, `...`. */
const TEMPLATE = /^(?:<[^<>:@]+>|\{\{[^{}]*\}\}|\[ ?\]|\.(?: ?\.)+)$/;

function isPlaceholder(cell: string): boolean {
  const text = cell.trim();
  const words = text
    .replace(/\([^()]*\)$/, (remark) => (remark === text ? remark : ''))
    .replace(MARKS, ' ')
    .replace(/\s+/g, ' ')
    .replace(/(?<!\.)\.+ ?$/, '')
    .trim();
  return PLACEHOLDER.test(words) || TEMPLATE.test(text);
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
