import { BY_WORST } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import type { Review } from '../model/repository.ts';
import type { Judged } from '../model/rule.ts';
import type { PullRequest, Target } from '../model/target.ts';
import type { Flaw, Level, Open } from '../model/verdict.ts';

type State = (typeof BY_WORST.states)[number];

export const freshApproval = defineRule({
  id: 'fresh-approval',
  title: 'Fresh approval',
  controls: ['OSPS-QA-07.01'],
  needs: [],
  uses: ['reviews'],
  settles: ['reviews'],
  levels: [
    'no one other than the author of the pull request approved',
    '—',
    'approved, and commits were pushed after that',
    'the last commit is approved, by somebody who made it',
    '—',
    'the last commit is approved, by somebody who made neither it nor the pull request',
  ],
  remediation: {
    recommendation:
      'Ask somebody who did not push the last commit to approve it; require approval of the most recent push in the ruleset.',
    minutes: 15,
    guardrail: 'Dismiss approvals when new commits are pushed.',
    rollback: 'Lift the requirement again.',
    area: 'GOV',
  },
  inapplicable: ({ target: { occasion, pull, pullUnknown } }) => {
    if (occasion.kind === 'local') return 'a local checkout is not merged';
    const direct = pull === undefined && pullUnknown === undefined;
    return direct ? 'it did not come through a pull request' : undefined;
  },
  table: BY_WORST,
  judge({ reviews }, { target }, gaps) {
    const { pull, pullUnknown } = target;
    if (pull === undefined) {
      const what = 'pull request of the audited commit';
      const open: Open = { kind: 'reviews', what, why: pullUnknown ?? 'it was not read' };
      return { items: [{ worst: '0', best: '5', open }], measured: 'no pull request was read' };
    }
    const all = reviews.state === 'present' ? reviews.value : [];
    const approvals = all.filter(
      ({ login, state }) => state === 'approved' && login !== pull.author,
    );
    return judgeApprovals(approvals, pull, { target, lost: gaps('reviews') });
  },
});

interface Known {
  readonly target: Target;
  readonly lost: readonly Open[];
}

/** The best approval decides; a review that is missing can only be a better one. */
function judgeApprovals(
  approvals: readonly Review[],
  pull: PullRequest,
  { target, lost }: Known,
): Judged<State> {
  const states = approvals.map((review) => stateOf(review, pull, target));
  const unclear = states.flatMap(({ open }) => open ?? []);
  const worst = bestOf(states.map((one) => one.worst));
  const best = lost.length > 0 ? '5' : bestOf(states.map((one) => one.best));
  const source = { what: `pull request #${pull.number}`, url: pull.url };
  const flaw = (most: Level): Flaw => ({
    key: `approval:${best}`,
    severity: severityOf(most),
    observation: `${source.what}: ${freshApproval.levels[Number(best)]}.`,
    source,
  });
  const item = { worst, best, ...(best === '5' ? {} : { flaw }) };
  return {
    items: worst === best ? [item] : [...lost, ...unclear].map((open) => ({ ...item, open })),
    measured: approvals.length === 0 ? 'no approval' : (freshApproval.levels[Number(worst)] ?? ''),
    proof: [
      { text: `last commit ${pull.headSha.slice(0, 12)}`, source },
      ...approvals.map(({ login, url, commit = 'an unknown commit' }) => ({
        text: `${login} approved ${commit.slice(0, 17)}`,
        source: { what: `review of ${login}`, url },
      })),
    ],
  };
}

/** Reviews of older versions do not say what was reviewed, and GitHub not always who made a commit. */
function stateOf(
  { login, commit, madeHead }: Review,
  { headSha }: PullRequest,
  { commits }: Target,
): { readonly worst: State; readonly best: State; readonly open?: Open } {
  const open = (why: string): Open => ({ kind: 'reviews', what: `approval of ${login}`, why });
  const isLast = commit === headSha || commit === commits.audited;
  if (commit !== undefined && !isLast) return { worst: '2', best: '2' };
  const worst = madeHead === true || madeHead === undefined ? '3' : '5';
  const best = madeHead === true ? '3' : '5';
  if (commit === undefined) {
    return { worst: '2', best, open: open('which commit it approves was not saved') };
  }
  if (worst === best) return { worst, best };
  return { worst, best, open: open('who made the last commit is not known') };
}

function bestOf(states: readonly State[]): State {
  return [...states].sort().at(-1) ?? '0';
}
