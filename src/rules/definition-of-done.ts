import { type DeferralCover, deferralCover } from '../analysis/deferrals.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { quantity } from '../lib/format.ts';
import type { Source } from '../model/evidence.ts';
import type { Plan, PlanItem } from '../model/repository.ts';
import type { Item } from '../model/rule.ts';
import type { Flaw, Open } from '../model/verdict.ts';

export const definitionOfDone = defineRule({
  id: 'definition-of-done',
  title: 'Definition of done',
  needs: ['plan'],
  uses: ['registry'],
  levels: [
    'an item of the base was reworded or removed',
    'several items are open, not all of them deferred',
    'one item is open and not deferred',
    'several items are open, each covered by a live deferral',
    'one open item is covered by a live deferral, or the plan is new in this change',
    'every item is marked done, worded as at the base',
  ],
  remediation: {
    recommendation:
      'Finish the open items and mark them done, or defer each; put reworded items back and add new ones next to them.',
    minutes: 60,
    guardrail: 'Merge the plan before the work begins.',
    rollback: 'Put the plan back as the base has it.',
    area: 'GOV',
  },
  table: {
    states: ['lost', 'open', 'deferred', 'new', 'done'],
    level(count) {
      if (count('lost') > 0) return 0;
      const open = count('open', 'deferred');
      if (count('open') > 0) return open === 1 ? 2 : 1;
      if (open > 0) return open === 1 ? 4 : 3;
      return count('new') > 0 ? 4 : 5;
    },
  },
  judge({ plan, registry }, context) {
    const { path, items } = plan;
    const cover = deferralCover(registry, context.milestone);
    const source = { what: path, path, commit: context.target.commits.audited };
    const lost = lostItems(plan);
    const planned = items.map((item) => itemOf(item, cover, { ...source, line: item.line }));
    return {
      items: [
        ...lost.map((item): Item<State> => {
          return { worst: 'lost', best: 'lost', flaw: () => lostFlaw(item, plan) };
        }),
        ...planned,
        ...(items.length > 0 || lost.length > 0 ? newPlan(plan, source) : []),
        ...unreadBase(plan),
      ],
      measured: describe(planned, lost.length),
      proof: [{ text: quantity(items.length, 'item'), source }],
      none: `${path} has no task list`,
    };
  },
});

type State = 'lost' | 'open' | 'deferred' | 'new' | 'done';

function itemOf(item: PlanItem, cover: DeferralCover, source: Source): Item<State> {
  const { text, line, done } = item;
  if (done) return { worst: 'done', best: 'done' };
  const by = cover.threshold(text);
  const deferred = by.length === 0 ? '' : `, deferred by ${by.join(', ')}`;
  return {
    worst: 'open',
    best: 'open',
    ...(by.length === 0 ? {} : { excused: { as: 'deferred', by } }),
    proof: [{ text: `open: ${text}`, source }],
    flaw: (most) => ({
      key: `open:${text}`,
      severity: by.length === 0 ? severityOf(most) : 'low',
      observation: `${source.path}:${line} is open${deferred}: ${text}`,
      source,
      deferrals: by,
    }),
  };
}

/** Returns items of the base that the head reworded or removed; white space does not matter. */
function lostItems(plan: Plan): readonly PlanItem[] {
  const now = new Set(plan.items.map(({ text }) => plain(text)));
  return (plan.baseItems ?? []).filter(({ text }) => !now.has(plain(text)));
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** A plan that the base does not have: nothing shows that its items were written before the work. */
function newPlan({ path, base, baseItems }: Plan, source: Source): readonly Item<State>[] {
  if (baseItems !== undefined || base?.state !== 'none') return [];
  const observation = `${path} is new in this change: nothing shows that its items were written before the work.`;
  const flaw: Flaw = { key: 'new-plan', severity: 'low', observation, source };
  return [{ worst: 'new', best: 'new', flaw: () => flaw }];
}

/** A plan that was not compared may have lost any item. */
function unreadBase({ path, base, baseItems }: Plan): readonly Item<State>[] {
  if (baseItems !== undefined || base?.state === 'none') return [];
  const why = base?.state === 'unread' ? base.why : 'whether the base has one was not recorded';
  const open: Open = { kind: 'plan', what: `${path} of the base`, why };
  return [{ worst: 'lost', best: 'none', times: 'any', open }];
}

function describe(items: readonly Item<State>[], lost: number): string {
  const open = items.filter(({ worst }) => worst === 'open');
  const deferred = open.filter(({ excused }) => excused !== undefined).length;
  return [
    `${items.length - open.length} of ${quantity(items.length, 'item')} met`,
    ...(deferred > 0 ? [`${deferred} deferred`] : []),
    ...(lost > 0 ? [`${lost} reworded or removed`] : []),
  ].join(', ');
}

function lostFlaw({ text, line }: PlanItem, { path }: Plan): Flaw {
  const observation = `${path}:${line} of the base was reworded or removed: ${text}`;
  return { key: `lost:${plain(text)}`, severity: 'critical', observation };
}
