import { BY_WORST } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { plural } from '../lib/format.ts';
import type { Evidence, Source } from '../model/evidence.ts';
import type { Review } from '../model/repository.ts';
import type { Judged, RuleEvidence } from '../model/rule.ts';
import type { PullRequest } from '../model/target.ts';
import type { Flaw, Level, Open } from '../model/verdict.ts';

type State = (typeof BY_WORST.states)[number];

export const mergeDiscipline = defineRule({
  id: 'merge-discipline',
  title: 'Merge discipline',
  controls: ['OSPS-AC-03.01', 'OSPS-QA-03.01', 'OSPS-QA-07.01'],
  needs: [],
  uses: ['reviews', 'requiredChecks'],
  settles: ['reviews', 'requiredChecks'],
  levels: [
    'merged over a review that asks for changes',
    'pushed directly, without a pull request',
    'a pull request, neither approved nor behind required checks',
    'approved, and no check is required',
    'required checks, and nobody approved',
    'a pull request, approved, behind required checks',
  ],
  remediation: {
    recommendation: 'Ask for a review, and require the checks in branch protection or a ruleset.',
    minutes: 20,
    guardrail: 'Protect the default branch against direct pushes.',
    rollback: 'Lift the protection again.',
    area: 'GOV',
  },
  inapplicable: ({ target }) =>
    target.occasion.kind === 'local' ? 'a local checkout is not merged' : undefined,
  table: BY_WORST,
  judge(evidence, { target }, gaps) {
    const { pull, pullUnknown } = target;
    if (pullUnknown !== undefined) {
      const what = 'pull request of the audited commit';
      const open: Open = { kind: 'reviews', what, why: pullUnknown };
      return { items: [{ worst: '0', best: '5', open }], measured: 'no pull request was read' };
    }
    return pull === undefined
      ? direct(target.commits.audited)
      : judgePull(evidence, pull, { reviews: gaps('reviews'), checks: gaps('requiredChecks') });
  },
});

type Gathered = RuleEvidence<never, 'reviews' | 'requiredChecks'>;

interface Lost {
  readonly reviews: readonly Open[];
  readonly checks: readonly Open[];
}

function judgePull(
  { reviews, requiredChecks }: Gathered,
  pull: PullRequest,
  lost: Lost,
): Judged<State> {
  // Authors cannot approve their own pull request.
  const others = (reviews.state === 'present' ? reviews.value : []).filter(
    ({ login }) => login !== pull.author,
  );
  const has = (state: Review['state']) => others.some((review) => review.state === state);
  const required = requiredChecks.state === 'present' ? requiredChecks.value.length : 0;
  const known = { approved: has('approved'), required: required > 0 };
  const against = has('changes-requested');
  // A review that is missing may object or approve; checks that were not read may be required.
  const worst = against || lost.reviews.length > 0 ? '0' : levelOf(known);
  const best = against
    ? '0'
    : levelOf({
        approved: known.approved || lost.reviews.length > 0,
        required: known.required || lost.checks.length > 0,
      });
  const source = { what: `pull request #${pull.number}`, url: pull.url };
  const item = { worst, best, ...(best === '5' ? {} : { flaw: flawOf(best, source) }) };
  const open = [...lost.reviews, ...lost.checks];
  return {
    items: worst === best ? [item] : open.map((one) => ({ ...item, open: one })),
    measured: describe(reviews, others, requiredChecks),
    proof: [
      { text: plural(required, 'required check'), source },
      ...others.map(({ login, state, url }) => ({
        text: `${login}: ${state}`,
        source: { what: `review of ${login}`, url },
      })),
    ],
  };
}

function direct(commit: string): Judged<State> {
  const source = { what: `commit ${commit.slice(0, 12)}`, commit };
  const observation = `${commit.slice(0, 12)} came without a pull request.`;
  const flaw: Flaw = { key: 'direct', severity: 'high', observation, source };
  return {
    items: [{ worst: '1', best: '1', flaw: () => flaw }],
    measured: 'pushed directly',
    proof: [{ text: 'no pull request', source }],
  };
}

function levelOf(known: { readonly approved: boolean; readonly required: boolean }): State {
  if (known.approved) return known.required ? '5' : '3';
  return known.required ? '4' : '2';
}

function describe(
  reviews: Evidence<readonly Review[]>,
  others: readonly Review[],
  required: Evidence<readonly string[]>,
): string {
  const approvals = others.filter(({ state }) => state === 'approved').length;
  const parts = [
    ...(isRead(reviews) ? [plural(approvals, 'approval')] : []),
    ...(isRead(required)
      ? [plural(required.state === 'present' ? required.value.length : 0, 'required check')]
      : []),
  ];
  return parts.length === 0 ? 'a pull request' : parts.join(', ');
}

function isRead({ state }: Evidence<unknown>): boolean {
  return state === 'present' || state === 'none';
}

const DESCRIPTIONS: Readonly<Record<State, string>> = {
  0: 'A review asks for changes.',
  1: 'It was pushed directly.',
  2: 'Nobody approved, and no check is required.',
  3: 'No check is required.',
  4: 'Nobody but the author approved.',
  5: '',
};

function flawOf(state: State, source: Source): (most: Level) => Flaw {
  const observation = `${source.what}: ${DESCRIPTIONS[state]}`;
  return (most) => ({ key: `merge:${state}`, severity: severityOf(most), observation, source });
}
