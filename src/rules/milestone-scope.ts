import { defineRule, severityOf } from '../analysis/runner.ts';
import { quantity } from '../lib/format.ts';
import type { MilestoneScope, ScopeItem } from '../model/repository.ts';
import { type CountStates, type Item, numberOption, type RuleContext } from '../model/rule.ts';
import type { Flaw, Level, Open } from '../model/verdict.ts';

/** `blemish` marks a milestone in which everything is done, too late or without a review. */
const STATES = ['undone', 'blemish', 'done'] as const;
type State = (typeof STATES)[number];

export const milestoneScope = defineRule({
  id: 'milestone-scope',
  title: 'Milestone scope',
  needs: [],
  uses: ['scope'],
  settles: ['scope'],
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
        'days before the due date, or before the audited commit where that is earlier, from which on an issue is moved out late; at most 30 are read',
    },
  ],
  table: { states: STATES, level: levelOf },
  judge(evidence, context, gaps) {
    if (evidence.scope.state !== 'present') {
      const items = gaps('scope').map(anyUndone);
      return { items, measured: 'no GitHub milestone was read', none: evidence.scope.why };
    }
    const { value: scope, source } = evidence.scope;
    const { title } = scope;
    const counts = countsOf(scope, context);
    const measured = describe(counts, scope);
    const flaw = (most: Level): Flaw => ({
      key: 'scope',
      severity: severityOf(most),
      observation: `The GitHub milestone “${title}”: ${measured}.`,
      source,
    });
    return {
      items: [
        ...knownItems(counts).map((one, at) => (at === 0 ? { ...one, flaw } : one)),
        ...known('done', Math.max(0, scope.closed)),
        ...openItems(scope, counts),
      ],
      measured,
      proof: [
        { text: `${title}: ${measured}`, source },
        ...namedItems(scope, counts).map(({ text, url }) => ({
          text,
          source: { what: text, url },
        })),
      ],
      none: `the GitHub milestone “${title}” holds nothing else`,
    };
  },
});

/** Compares whole numbers, so that a tenth is exact; moved out late counts as open. */
function levelOf(count: CountStates<State>): Level {
  const undone = count('undone');
  const all = count('undone', 'done');
  if (undone === 0) return count('blemish') > 0 ? 4 : 5;
  if (undone * 10 <= all) return 3;
  if (undone * 4 <= all) return 2;
  return undone * 2 <= all ? 1 : 0;
}

interface Counts {
  readonly open: number;
  readonly moved: readonly Moved[];
  readonly unreviewed: readonly ScopeItem[];
  /** Issues and pull requests in the milestone, and those moved out late. */
  readonly all: number;
  /** It was due before the audited commit was made. */
  readonly late: boolean;
}

/** An issue that was moved out of the milestone late. */
type Moved = ScopeItem & { readonly at: string };

function countsOf(scope: MilestoneScope, context: RuleContext): Counts {
  const { pull } = context.target;
  // The audited pull request is part of the milestone and still open.
  const own = pull?.state === 'open' && pull.milestone === scope.title ? 1 : 0;
  const open = Math.max(0, scope.open - own);
  const from = lateFrom(scope, numberOption(context, 'late-days', 7));
  const moved = isTimed(scope) ? (scope.movedOut ?? []).filter(({ at }) => at >= from) : [];
  const unreviewed = scope.pulls?.unreviewed ?? [];
  return { open, moved, unreviewed, all: open + scope.closed + moved.length, late: scope.late };
}

/** Whether the time of the audited commit is known; an older version did not save it. */
function isTimed({ unread, asOf }: MilestoneScope): boolean {
  return unread === undefined || asOf !== undefined;
}

function anyUndone(open: Open): Item<State> {
  return { worst: 'undone', best: 'none', times: 'any', open };
}

function known(state: State, times: number): readonly Item<State>[] {
  return times > 0 ? [{ worst: state, best: state, times }] : [];
}

function knownItems({ open, moved, unreviewed, late, all }: Counts): readonly Item<State>[] {
  return [
    ...known('undone', open + moved.length),
    ...known('blemish', all === 0 ? 0 : unreviewed.length + Number(late)),
  ];
}

/** What could not be read may be any number of issues, and reviews that are missing. */
function openItems(scope: MilestoneScope, counts: Counts): readonly Item<State>[] {
  const { unread, movedOut, pulls, dueOn } = scope;
  const open = (what: string, why: string): Open => ({ kind: 'scope', what, why });
  const timed = isTimed(scope);
  const blemish = (what: string, why: string): Item<State> => {
    return { worst: 'blemish', best: 'none', open: open(what, why) };
  };
  const unreviewed = pulls === undefined ? 0 : pulls.of - pulls.looked;
  return [
    ...(unread !== undefined && (movedOut === undefined || !timed)
      ? [anyUndone(open(MOVED, unread))]
      : []),
    ...(unread !== undefined && pulls === undefined ? [blemish(REVIEWS, unread)] : []),
    ...(unreviewed > 0 && counts.all > 0
      ? [
          blemish(
            `reviews of ${unreviewed} older pull requests`,
            `only the newest ${pulls?.looked} of ${pulls?.of} are read`,
          ),
        ]
      : []),
    ...(unread !== undefined && !timed && dueOn !== undefined
      ? [blemish('time of the audited commit', unread)]
      : []),
  ];
}

const MOVED = 'issues that were moved out of the GitHub milestone';
const REVIEWS = 'reviews of the merged pull requests of the GitHub milestone';

/** Returns the time from which an issue counts as moved out late. */
function lateFrom({ asOf = '', dueOn }: MilestoneScope, days: number): string {
  const end = dueOn !== undefined && dueOn < asOf ? `${dueOn}T23:59:59Z` : asOf;
  const time = Date.parse(end) - days * 86_400_000;
  return Number.isNaN(time) ? '' : new Date(time).toISOString().replace('.000', '');
}

function describe({ open, moved, unreviewed, all }: Counts, { late, dueOn }: MilestoneScope) {
  return [
    `${open} of ${quantity(all, 'issue or pull request', 'issues and pull requests')} open`,
    ...(moved.length > 0 ? [`${moved.length} moved out late`] : []),
    ...(unreviewed.length > 0 ? [`${unreviewed.length} merged without a review`] : []),
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
