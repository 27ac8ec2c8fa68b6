import { deferralCover } from '../analysis/deferrals.ts';
import { leveled } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { unknown } from '../analysis/unconverted.ts';
import { plural } from '../lib/format.ts';
import type { Plan, PlanItem } from '../model/repository.ts';
import type { Flaw, Level } from '../model/verdict.ts';

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
    'every item is ticked, worded as at the base',
  ],
  remediation: {
    recommendation:
      'Finish and tick the open items, or defer each; put reworded items back and add new ones beside them.',
    minutes: 60,
    guardrail: 'Merge the plan before the work begins.',
    rollback: 'Put the plan back as the base has it.',
    area: 'GOV',
  },
  judge({ plan, registry }, context) {
    if (plan.items.length === 0 && (plan.baseItems ?? []).length === 0) {
      return unknown(`${plan.path} has no task list`);
    }
    const cover = deferralCover(registry, context.milestone);
    const open = plan.items.filter(({ done }) => !done);
    const covered = open.map((item) => ({ item, deferrals: cover.threshold(item.text) }));
    const lost = lostItems(plan);
    const uncovered = covered
      .filter(({ deferrals }) => deferrals.length === 0)
      .map(({ item }) => item);
    const level = levelOf(plan, lost.length, open.length, uncovered.length);
    const commit = context.target.commits.audited;
    const at = (item: PlanItem) => ({ what: plan.path, path: plan.path, line: item.line, commit });
    return leveled({
      level,
      measured: describe(plan, open.length, uncovered.length, lost.length),
      proof: [
        {
          text: `${plural(plan.items.length, 'item')}`,
          source: { what: plan.path, path: plan.path, commit },
        },
        ...open.map((item) => ({ text: `open: ${item.text}`, source: at(item) })),
      ],
      flaws: [
        ...lost.map((item) => lostFlaw(item, plan)),
        ...covered.map(({ item, deferrals }) => ({
          key: `open:${item.text}`,
          severity: deferrals.length > 0 ? ('low' as const) : severityOf(level),
          observation: `${plan.path}:${item.line} is open${deferrals.length > 0 ? `, deferred by ${deferrals.join(', ')}` : ''}: ${item.text}`,
          source: at(item),
        })),
        ...(level === 4 && open.length === 0 ? [newFlaw(plan, commit)] : []),
      ],
      deferrals: covered.flatMap(({ deferrals }) => deferrals),
      undeferred: levelOf(plan, lost.length, open.length, open.length),
    });
  },
});

/** Returns items of the base that the head reworded or removed; white space does not matter. */
function lostItems(plan: Plan): readonly PlanItem[] {
  const now = new Set(plan.items.map(({ text }) => plain(text)));
  return (plan.baseItems ?? []).filter(({ text }) => !now.has(plain(text)));
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function levelOf(plan: Plan, lost: number, open: number, uncovered: number): Level {
  if (lost > 0) return 0;
  if (uncovered > 0) return open === 1 ? 2 : 1;
  if (open > 0) return open === 1 ? 4 : 3;
  return plan.baseItems === undefined ? 4 : 5;
}

function describe({ items }: Plan, open: number, uncovered: number, lost: number): string {
  const met = `${items.length - open} of ${plural(items.length, 'item')} met`;
  const deferred = open - uncovered > 0 ? `, ${open - uncovered} deferred` : '';
  return `${met}${deferred}${lost > 0 ? `, ${lost} reworded or removed` : ''}`;
}

function lostFlaw({ text, line }: PlanItem, { path }: Plan): Flaw {
  const observation = `${path}:${line} of the base was reworded or removed: ${text}`;
  return { key: `lost:${plain(text)}`, severity: 'critical', observation };
}

function newFlaw({ path }: Plan, commit: string): Flaw {
  const observation = `${path} is new in this change: nothing shows that its items stood before the work.`;
  return { key: 'new-plan', severity: 'low', observation, source: { what: path, path, commit } };
}
