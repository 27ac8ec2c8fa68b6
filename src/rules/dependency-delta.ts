import { type DeferralCover, deferralCover } from '../analysis/deferrals.ts';
import { BY_WORST } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { byCodeUnit } from '../lib/canonical-json.ts';
import { plural } from '../lib/format.ts';
import type { DependencyChange } from '../model/repository.ts';
import type { Item } from '../model/rule.ts';
import type { Flaw, Level } from '../model/verdict.ts';

export const dependencyDelta = defineRule({
  id: 'dependency-delta',
  title: 'Dependency delta',
  controls: ['OSPS-VM-05.03'],
  needs: ['dependencies'],
  uses: ['registry'],
  settles: ['dependencies'],
  levels: [
    'a new dependency with a critical advisory',
    'a new dependency with a high advisory, or one without a severity',
    '—',
    'a new dependency with a medium or low advisory, or a worse one that is deferred',
    'new dependencies, none with an advisory, some without an exact version',
    'nothing new, or only exact versions without an advisory',
  ],
  remediation: {
    recommendation: 'Take the version that the advisory names as fixed, or another package.',
    minutes: 45,
    guardrail: 'Run dependency review on pull requests.',
    rollback: 'Remove the new dependency.',
    area: 'DEP',
  },
  table: BY_WORST,
  judge({ dependencies, registry }, context, gaps) {
    const { base, head, changes } = dependencies;
    const cover = deferralCover(registry, context.milestone);
    const added = changes
      .filter(({ change }) => change === 'added')
      .toSorted((a, b) => byCodeUnit(a.name, b.name) || byCodeUnit(a.version, b.version));
    const checked = added.map((one) => checkAdvisories(one, cover));
    const advisories = checked.filter(({ worst }) => worst !== undefined).length;
    const counts = `${added.length} added, ${changes.length - added.length} removed`;
    return {
      items: [
        ...checked.toSorted((a, b) => a.level - b.level).map((one) => itemOf(one, head)),
        ...gaps('dependencies').map((open): Item<State> => {
          return { worst: '0', best: 'none', times: 'any', open };
        }),
      ],
      measured: `${plural(added.length, 'dependency', 'dependencies')} added, ${changes.length - added.length} removed, ${plural(advisories, 'advisory', 'advisories')}`,
      proof: [
        {
          text: counts,
          source: {
            what: `dependencies ${base.slice(0, 12)}...${head.slice(0, 12)}`,
            commit: head,
          },
        },
      ],
    };
  },
});

type State = (typeof BY_WORST.states)[number];

interface CheckedDependency {
  readonly one: DependencyChange;
  /** Without deferrals. */
  readonly level: Level;
  readonly deferredLevel: Level;
  readonly worst:
    | {
        readonly each: DependencyChange['vulnerabilities'][number];
        readonly deferrals: readonly string[];
      }
    | undefined;
  readonly deferrals: readonly string[];
}

const LEVELS = { critical: 0, high: 1, unknown: 1, medium: 3, low: 3 } as const;

function checkAdvisories(one: DependencyChange, cover: DeferralCover): CheckedDependency {
  const judged = one.vulnerabilities
    .map((each) => ({ each, deferrals: cover.threshold(each.id), level: LEVELS[each.severity] }))
    .map((each) => ({ ...each, deferred: each.deferrals.length > 0 ? (3 as const) : each.level }))
    .toSorted((a, b) => a.deferred - b.deferred || a.level - b.level);
  const exact = /^[=v]*\d[\w.+-]*$/.test(one.version) ? 5 : 4;
  const least = (levels: readonly Level[]) => Math.min(...levels, exact) as Level;
  return {
    one,
    level: least(judged.map(({ level }) => level)),
    deferredLevel: least(judged.map(({ deferred }) => deferred)),
    worst: judged[0],
    deferrals: judged.flatMap(({ deferrals }) => deferrals),
  };
}

function itemOf(checked: CheckedDependency, commit: string): Item<State> {
  const { one, level, deferredLevel, deferrals } = checked;
  const excused = { as: `${deferredLevel}` as const, by: deferrals };
  return {
    worst: `${level}`,
    best: `${level}`,
    ...(deferrals.length === 0 ? {} : { excused }),
    proof: [{ text: `${one.name} ${one.version}`, source: sourceOf(one, commit) }],
    ...(level === 5 ? {} : { flaw: () => flawOf(checked, commit) }),
  };
}

function sourceOf({ manifest }: DependencyChange, commit: string) {
  return { what: manifest, path: manifest, commit };
}

function flawOf({ one, deferredLevel, worst }: CheckedDependency, commit: string): Flaw {
  const { each, deferrals = [] } = worst ?? {};
  const by = deferrals.length === 0 ? '' : `, deferred by ${deferrals.join(', ')}`;
  const what =
    each === undefined ? 'has no exact version' : `has ${each.id} (${each.severity})${by}`;
  return {
    key: `dependency:${one.name}`,
    severity: severityOf(deferredLevel),
    observation: `${one.manifest} adds ${one.name} ${one.version}, which ${what}.`,
    source:
      each === undefined ? sourceOf(one, commit) : { ...sourceOf(one, commit), url: each.url },
    deferrals,
  };
}
