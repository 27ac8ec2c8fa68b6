import { deferralAge, isLive } from '../analysis/deferrals.ts';
import { leveled, notApplicable } from '../analysis/fold.ts';
import { defineRule } from '../analysis/runner.ts';
import { pathSource } from '../analysis/workflow-files.ts';
import { plural } from '../lib/format.ts';
import type { Deferral, Registry } from '../model/deferral.ts';
import { numberOption } from '../model/rule.ts';
import type { Flaw, Level } from '../model/verdict.ts';

export const deferralContinuity = defineRule({
  id: 'deferral-continuity',
  title: 'Deferral continuity',
  needs: ['registry'],
  levels: [
    'several entries of the registry were lost',
    'one entry was lost',
    'several entries have expired and still stand',
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
      meaning: 'milestones an entry may stand before it counts as old',
    },
  ],
  judge({ registry }, context) {
    const { deferrals, lost, altered, path } = registry;
    if (deferrals.length === 0 && lost.length === 0) return notApplicable('nothing is deferred');
    const commit = context.target.commits.audited;
    const open = deferrals.filter(({ resolved }) => resolved === undefined);
    const expired = open.filter((one) => !isLive(one, context.milestone));
    const limit = numberOption(context, 'max-age', 2);
    const old = open.filter(
      (one) => isLive(one, context.milestone) && (deferralAge(one, context.milestone) ?? 0) > limit,
    );
    const level = levelOf(lost.length, expired.length, old.length, altered.length);
    return leveled({
      level,
      measured: describe(registry, expired.length, old.length),
      proof: [
        {
          text: plural(deferrals.length, 'entry', 'entries'),
          source: pathSource(path, commit),
        },
        ...expired.map((one) => ({
          text: `${one.id} expired with ${one.until}`,
          source: pathSource(path, commit, one.line),
        })),
      ],
      flaws: level === 5 ? [] : flawsOf(registry, expired, old, commit),
    });
  },
});

function levelOf(lost: number, expired: number, old: number, altered: number): Level {
  if (lost > 0) return lost > 1 ? 0 : 1;
  if (expired > 0) return expired > 1 ? 2 : 3;
  if (old > 1) return 3;
  return old > 0 || altered > 0 ? 4 : 5;
}

function describe({ deferrals, lost, altered }: Registry, expired: number, old: number): string {
  const parts = [plural(deferrals.length, 'entry', 'entries')];
  if (lost.length > 0) parts.push(`${lost.length} lost`);
  if (expired > 0) parts.push(`${expired} expired`);
  if (old > 0) parts.push(`${old} old`);
  if (altered.length > 0) parts.push(`${altered.length} reworded`);
  return parts.join(', ');
}

function flawsOf(
  { path, lost, altered }: Registry,
  expired: readonly Deferral[],
  old: readonly Deferral[],
  commit: string,
): readonly Flaw[] {
  const at = (line?: number) => pathSource(path, commit, line);
  return [
    ...lost.map((id): Flaw => {
      const observation = `${path} has lost the entry ${id}.`;
      return { key: `lost:${id}`, severity: 'high', observation, source: at() };
    }),
    ...expired.map(({ id, until, line }): Flaw => {
      const observation = `${path}:${line} ${id} expired with ${until} and still stands.`;
      return { key: `expired:${id}`, severity: 'medium', observation, source: at(line) };
    }),
    ...old.map(({ id, discovered, line }): Flaw => {
      const observation = `${path}:${line} ${id} has stood since ${discovered}.`;
      return { key: `old:${id}`, severity: 'low', observation, source: at(line) };
    }),
    ...altered.map((text): Flaw => {
      return { key: `altered:${text}`, severity: 'low', observation: text, source: at() };
    }),
  ];
}
