import { deferralCover } from '../analysis/deferrals.ts';
import { leveled } from '../analysis/fold.ts';
import { defineRule, severityOf } from '../analysis/runner.ts';
import { byCodeUnit } from '../lib/canonical-json.ts';
import { plural } from '../lib/format.ts';
import type { DependencyChange } from '../model/repository.ts';
import type { Flaw, Level } from '../model/verdict.ts';

export const dependencyDelta = defineRule({
  id: 'dependency-delta',
  title: 'Dependency delta',
  needs: ['dependencies'],
  uses: ['registry'],
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
  judge({ dependencies, registry }, context) {
    const cover = deferralCover(registry, context.milestone);
    const added = dependencies.changes
      .filter(({ change }) => change === 'added')
      .toSorted((a, b) => byCodeUnit(a.name, b.name) || byCodeUnit(a.version, b.version));
    const checked = added.map((one) => ({ one, ...checkAdvisories(one, cover.threshold) }));
    const level = Math.min(5, ...checked.map((each) => each.level)) as Level;
    const removed = dependencies.changes.length - added.length;
    const source = {
      what: `dependencies ${dependencies.base.slice(0, 12)}...${dependencies.head.slice(0, 12)}`,
      commit: dependencies.head,
    };
    const bad = checked.filter((each) => each.level < 5).toSorted((a, b) => a.level - b.level);
    return leveled({
      level,
      measured: `${plural(added.length, 'dependency', 'dependencies')} added, ${removed} removed, ${plural(checked.filter((each) => each.worst !== undefined).length, 'advisory', 'advisories')}`,
      proof: [
        { text: `${added.length} added, ${removed} removed`, source },
        ...bad.map(({ one }) => ({
          text: `${one.name} ${one.version}`,
          source: sourceOf(one, source.commit),
        })),
      ],
      flaws: bad.map((each) => flawOf(each, source.commit)),
      deferrals: checked.flatMap(({ deferrals }) => deferrals),
      undeferred: Math.min(
        5,
        ...checked.map(({ one }) => checkAdvisories(one, () => []).level),
      ) as Level,
    });
  },
});

interface CheckedDependency {
  readonly one: DependencyChange;
  readonly level: Level;
  readonly worst: DependencyChange['vulnerabilities'][number] | undefined;
  readonly deferrals: readonly string[];
}

const LEVELS = { critical: 0, high: 1, unknown: 1, medium: 3, low: 3 } as const;

function checkAdvisories(
  { version, vulnerabilities }: DependencyChange,
  cover: (id: string) => readonly string[],
): Omit<CheckedDependency, 'one'> {
  const judged = vulnerabilities
    .map((each) => ({ each, deferrals: cover(each.id), level: LEVELS[each.severity] }))
    .map((each) => ({ ...each, level: each.deferrals.length > 0 ? (3 as const) : each.level }))
    .toSorted((a, b) => a.level - b.level);
  const worst = judged[0];
  const level: Level = worst?.level ?? (/^[=v]*\d[\w.+-]*$/.test(version) ? 5 : 4);
  return { level, worst: worst?.each, deferrals: judged.flatMap(({ deferrals }) => deferrals) };
}

function sourceOf({ manifest }: DependencyChange, commit: string) {
  return { what: manifest, path: manifest, commit };
}

function flawOf({ one, level, worst, deferrals }: CheckedDependency, commit: string): Flaw {
  const by = deferrals.length === 0 ? '' : `, deferred by ${deferrals.join(', ')}`;
  const what =
    worst === undefined ? 'has no exact version' : `has ${worst.id} (${worst.severity})${by}`;
  return {
    key: `dependency:${one.name}`,
    severity: severityOf(level),
    observation: `${one.manifest} adds ${one.name} ${one.version}, which ${what}.`,
    source:
      worst === undefined ? sourceOf(one, commit) : { ...sourceOf(one, commit), url: worst.url },
  };
}
