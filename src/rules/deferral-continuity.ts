import { deferralAge, isLive } from '../analysis/deferrals.ts';
import { defineRule } from '../analysis/runner.ts';
import { pathSource } from '../analysis/workflow-files.ts';
import { quantity } from '../lib/format.ts';
import type { Deferral, Registry } from '../model/deferral.ts';
import type { Source } from '../model/evidence.ts';
import { type Item, numberOption } from '../model/rule.ts';
import type { Flaw, Open } from '../model/verdict.ts';

export const deferralContinuity = defineRule({
  id: 'deferral-continuity',
  title: 'Deferral continuity',
  needs: ['registry'],
  levels: [
    'several entries of the registry were lost',
    'one entry was lost',
    'several entries have expired and are not resolved',
    'one entry has expired, or several are older than two milestones',
    'one entry is older than two milestones, or an entry was reworded',
    'no entry lost, none expired, none old',
  ],
  remediation: {
    recommendation:
      'Put lost entries back; fix what has expired; justify what is old again under `justified`.',
    minutes: 30,
    guardrail: 'Ask code owners to review the registry.',
    rollback: 'Put the registry back as the base has it.',
    area: 'GOV',
  },
  options: [
    {
      name: 'max-age',
      type: 'number',
      fallback: '2',
      meaning: 'milestones that an entry may be live before it counts as old',
    },
  ],
  table: {
    states: ['lost', 'expired', 'old', 'reworded', 'fine'],
    level(count) {
      if (count('lost') > 0) return count('lost') > 1 ? 0 : 1;
      if (count('expired') > 0) return count('expired') > 1 ? 2 : 3;
      if (count('old') > 1) return 3;
      return count('old', 'reworded') > 0 ? 4 : 5;
    },
  },
  judge({ registry }, context) {
    const { deferrals, lost, altered, path } = registry;
    const at = (line?: number) => pathSource(path, context.target.commits.audited, line);
    const limit = numberOption(context, 'max-age', 2);
    const entries = deferrals.map((one) => entryOf(one, context.milestone, limit, at(one.line)));
    return {
      items: [
        ...lost.map((id) => {
          const observation = `${path} has lost the entry ${id}.`;
          return flawed('lost', { key: `lost:${id}`, severity: 'high', observation, source: at() });
        }),
        ...entries,
        ...altered.map((text) => {
          const flaw = { key: `altered:${text}`, severity: 'low', observation: text } as const;
          return flawed('reworded', { ...flaw, source: at() });
        }),
        ...unreadBase(registry),
      ],
      measured: describe(registry, entries),
      proof: [{ text: quantity(deferrals.length, 'entry', 'entries'), source: at() }],
      none: 'nothing is deferred',
    };
  },
});

type State = 'lost' | 'expired' | 'old' | 'reworded' | 'fine';

function entryOf(one: Deferral, milestone: string, limit: number, source: Source): Item<State> {
  const { id, until, discovered, resolved } = one;
  if (resolved !== undefined) return { worst: 'fine', best: 'fine' };
  const where = `${source.path}:${source.line} ${id}`;
  if (!isLive(one, milestone)) {
    const observation = `${where} expired with ${until} and is not resolved.`;
    const flaw: Flaw = { key: `expired:${id}`, severity: 'medium', observation, source };
    return { ...flawed('expired', flaw), proof: [{ text: `${id} expired with ${until}`, source }] };
  }
  if ((deferralAge(one, milestone) ?? 0) <= limit) return { worst: 'fine', best: 'fine' };
  const observation = `${where} is deferred since ${discovered}.`;
  return flawed('old', { key: `old:${id}`, severity: 'low', observation, source });
}

function flawed(state: State, flaw: Flaw): Item<State> {
  return { worst: state, best: state, flaw: () => flaw };
}

/** A registry that was not compared may have lost any entry. */
function unreadBase({ path, base }: Registry): readonly Item<State>[] {
  if (base !== undefined && base.state !== 'unread') return [];
  const why = base?.why ?? 'whether the base was read was not recorded';
  const open: Open = { kind: 'registry', what: `${path} of the base`, why };
  return [{ worst: 'lost', best: 'none', times: 'any', open }];
}

function describe({ lost, altered }: Registry, entries: readonly Item<State>[]): string {
  const count = (state: State) => entries.filter(({ worst }) => worst === state).length;
  const parts = [
    [lost.length, 'lost'],
    [count('expired'), 'expired'],
    [count('old'), 'old'],
    [altered.length, 'reworded'],
  ] as const;
  return [
    quantity(entries.length, 'entry', 'entries'),
    ...parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`),
  ].join(', ');
}
