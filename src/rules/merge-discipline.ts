import { leveled, notApplicable } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { unknown } from '../analysis/unconverted.ts';
import { plural } from '../lib/format.ts';
import type { Source } from '../model/evidence.ts';
import type { Review } from '../model/repository.ts';
import type { Flaw, Level, Proof } from '../model/verdict.ts';

export const mergeDiscipline = defineRule({
  id: 'merge-discipline',
  title: 'Merge discipline',
  needs: [],
  uses: ['reviews', 'requiredChecks'],
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
  judge({ reviews, requiredChecks }, { target }) {
    if (target.occasion.kind === 'local') return notApplicable('a local checkout is not merged');
    const { pull } = target;
    if (target.pullUnknown !== undefined) return unknown(target.pullUnknown);
    if (pull === undefined) return direct(target.commits.audited);
    if (reviews.state !== 'present') return unknown(reviews.why);
    if (requiredChecks.state !== 'present') return unknown(requiredChecks.why);
    const source = { what: `pull request #${pull.number}`, url: pull.url };
    return judgePull(reviews.value, requiredChecks.value, source, pull.author);
  },
});

function direct(commit: string) {
  const source = { what: `commit ${commit.slice(0, 12)}`, commit };
  const observation = `${commit.slice(0, 12)} came without a pull request.`;
  return leveled({
    level: 1,
    measured: 'pushed directly',
    proof: [{ text: 'no pull request', source }],
    flaws: [{ key: 'direct', severity: 'high', observation, source }],
  });
}

function judgePull(
  reviews: readonly Review[],
  required: readonly string[],
  source: Source,
  author: string,
) {
  // Authors cannot approve their own pull request.
  const others = reviews.filter(({ login }) => login !== author);
  const approved = others.filter(({ state }) => state === 'approved');
  const against = others.filter(({ state }) => state === 'changes-requested');
  const level = levelOf(approved.length > 0, required.length > 0, against.length > 0);
  const proof: readonly Proof[] = [
    { text: plural(required.length, 'required check'), source },
    ...others.map(({ login, state, url }) => ({
      text: `${login}: ${state}`,
      source: { what: `review of ${login}`, url },
    })),
  ];
  return leveled({
    level,
    measured: `${plural(approved.length, 'approval')}, ${plural(required.length, 'required check')}`,
    proof,
    flaws: level === 5 ? [] : [flawOf(level, source)],
  });
}

function levelOf(approved: boolean, required: boolean, against: boolean): Level {
  if (against) return 0;
  if (approved) return required ? 5 : 3;
  return required ? 4 : 2;
}

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  0: 'A review asks for changes.',
  2: 'Nobody approved, and no check is required.',
  3: 'No check is required.',
  4: 'Nobody but the author approved.',
};

function flawOf(level: Level, source: Source): Flaw {
  const observation = `${source.what}: ${DESCRIPTIONS[level] ?? ''}`;
  return { key: `merge:${level}`, severity: severityOf(level), observation, source };
}
