import { leveled, notApplicable } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { unknown } from '../analysis/unconverted.ts';
import { plural } from '../lib/format.ts';
import type { MilestoneScope, ScopeItem } from '../model/repository.ts';
import { numberOption, type RuleContext } from '../model/rule.ts';
import type { Level } from '../model/verdict.ts';

export const milestoneScope = defineRule({
  id: 'milestone-scope',
  title: 'Milestone scope',
  needs: [],
  uses: ['scope'],
  levels: [
    'more than half of its issues and pull requests are open or were moved out late',
    'at most half of them are',
    'at most a quarter of them are',
    'at most a tenth of them are',
    'none is, and it was due before the evidence was complete, or a pull request of it was merged without a review',
    'nothing is open, nothing was moved out late, and every merged pull request was reviewed',
  ],
  remediation: {
    recommendation: 'Close what is done; move the rest to the next milestone, and say why in it.',
    minutes: 30,
    guardrail: 'Close the GitHub milestone only when nothing is open in it.',
    rollback: 'Move the issues back.',
    area: 'GOV',
  },
  options: [
    {
      name: 'late-days',
      type: 'number',
      fallback: '7',
      meaning:
        'days before the due date, or before the audited commit where that is earlier, from which on an issue is moved out late; at most 30 are looked at',
    },
  ],
  judge({ scope }, context) {
    if (scope.state !== 'present') return notApplicable(scope.why);
    const { value, source } = scope;
    if (value.unread !== undefined) {
      return unknown(`what belongs to “${value.title}” could not be looked at: ${value.unread}`);
    }
    const counts = countsOf(value, context);
    if (counts.all === 0)
      return notApplicable(`the GitHub milestone “${value.title}” holds nothing else`);
    const level = levelOf(counts, value);
    const measured = describe(counts, value);
    const named = [...namedItems(value, counts)];
    return leveled({
      level,
      measured,
      proof: [
        { text: `${value.title}: ${measured}`, source },
        ...named.map(({ text, url }) => ({ text, source: { what: text, url } })),
      ],
      flaws:
        level === 5
          ? []
          : [
              {
                key: 'scope',
                severity: severityOf(level),
                observation: `The GitHub milestone “${value.title}”: ${measured}.`,
                source,
              },
            ],
    });
  },
});

interface Counts {
  readonly open: number;
  /** Issues that were moved out of the milestone late. */
  readonly moved: readonly (ScopeItem & { readonly at: string })[];
  readonly unreviewed: readonly ScopeItem[];
  /** Issues and pull requests in the milestone, and those moved out late. */
  readonly all: number;
}

function countsOf(scope: MilestoneScope, context: RuleContext): Counts {
  const { pull } = context.target;
  // The audited pull request is part of the milestone and still open.
  const own = pull?.state === 'open' && pull.milestone === scope.title ? 1 : 0;
  const open = Math.max(0, scope.open - own);
  const from = lateFrom(scope, numberOption(context, 'late-days', 7));
  const moved = (scope.movedOut ?? []).filter(({ at }) => at >= from);
  const unreviewed = scope.pulls?.unreviewed ?? [];
  return { open, moved, unreviewed, all: open + scope.closed + moved.length };
}

/** Returns the time from which an issue counts as moved out late. */
function lateFrom({ asOf = '', dueOn }: MilestoneScope, days: number): string {
  const end = dueOn !== undefined && dueOn < asOf ? `${dueOn}T23:59:59Z` : asOf;
  const time = Date.parse(end) - days * 86_400_000;
  return Number.isNaN(time) ? '' : new Date(time).toISOString().replace('.000', '');
}

function describe(
  { open, moved, unreviewed, all }: Counts,
  { late, dueOn, pulls }: MilestoneScope,
) {
  return [
    `${open} of ${plural(all, 'issue or pull request', 'issues and pull requests')} open`,
    ...(moved.length > 0 ? [`${moved.length} moved out late`] : []),
    ...(unreviewed.length > 0 ? [`${unreviewed.length} merged without a review`] : []),
    ...(pulls !== undefined && pulls.looked < pulls.of
      ? [`reviews of the newest ${pulls.looked} of ${pulls.of} looked at`]
      : []),
    ...(late && open === 0 ? [`due ${dueOn}`] : []),
  ].join(', ');
}

/** Maximum number of items named in the proof. */
const MAX_NAMED = 10;

function namedItems(scope: MilestoneScope, { moved, unreviewed }: Counts) {
  return [
    ...(scope.openItems ?? []).map((one) => ({ ...one, word: 'open' })),
    ...moved.map((one) => ({ ...one, word: `moved out on ${one.at.slice(0, 10)}` })),
    ...unreviewed.map((one) => ({ ...one, word: 'merged without a review' })),
  ]
    .slice(0, MAX_NAMED)
    .map(({ number, title, url, word }) => ({ text: `#${number} ${word}: ${title}`, url }));
}

/** Compares whole numbers, so that a tenth is exact; moved out late counts as open. */
function levelOf({ open, moved, unreviewed, all }: Counts, { late }: MilestoneScope): Level {
  const undone = open + moved.length;
  if (undone === 0) return late || unreviewed.length > 0 ? 4 : 5;
  if (undone * 10 <= all) return 3;
  if (undone * 4 <= all) return 2;
  return undone * 2 <= all ? 1 : 0;
}
