import { nameMatcher } from '../lib/glob.ts';
import type { Deferral, Registry } from '../model/deferral.ts';
import type { Evidence } from '../model/evidence.ts';
import { compareMilestones, sameSeries } from '../model/milestone-id.ts';
import type { Vex } from '../model/repository.ts';

/**
 * Returns whether a deferral is live: before its `until` milestone, and not resolved. A deferral
 * until a milestone of another series is expired, because the order of two series is not known.
 * Outside of any milestone, and in an audit of an older one, the newest milestone decides (`asOf`).
 */
export function isLive(deferral: Deferral, milestone: string): boolean {
  const { until, resolved, asOf: now = milestone } = deferral;
  return resolved === undefined && sameSeries(until, now) && compareMilestones(now, until) < 0;
}

/** What live deferrals excuse. Each function returns the ids of the deferrals that do. */
export interface DeferralCover {
  /** For a test's identity, or `workflow › job` for a job. */
  readonly test: (id: string) => readonly string[];
  /** Whether a live deferral covers any test or job. */
  readonly hasTests: boolean;
  /** For a named threshold: `coverage.lines`, or the file and line of the threshold. */
  readonly threshold: (name: string) => readonly string[];
  /** Whether a live deferral covers a named threshold at all. */
  readonly hasThresholds: boolean;
  /** The live deferrals of a rule, with the level that each one asks for. */
  readonly rule: (id: string) => readonly { readonly id: string; readonly level: number }[];
}

/** Returns what live deferrals of the registry excuse; nothing when it cannot be read. */
export function deferralCover(registry: Evidence<Registry>, milestone: string): DeferralCover {
  const live =
    registry.state === 'present'
      ? registry.value.deferrals.filter((deferral) => isLive(deferral, milestone))
      : [];
  const tests = live.flatMap(({ id, covers }) =>
    covers.kind === 'tests' ? [{ id, matches: nameMatcher(covers.globs) }] : [],
  );
  const thresholds = live.flatMap(({ id, covers }) =>
    covers.kind === 'threshold' ? [{ id, matches: nameMatcher([covers.threshold]) }] : [],
  );
  return {
    test: (name) => idsMatching(tests, name),
    hasTests: tests.length > 0,
    threshold: (name) => idsMatching(thresholds, name),
    hasThresholds: thresholds.length > 0,
    rule: (rule) =>
      live.flatMap(({ id, covers }) =>
        covers.kind === 'rule' && covers.rule === rule ? [{ id, level: covers.level }] : [],
      ),
  };
}

/**
 * Returns the cover with what OpenVEX statements add: a vulnerability that does not affect the project,
 * or that it has fixed, is covered under its id, where no deferral covers it. Products and times are not
 * compared, so one statement that it affects anything, or may, excludes it.
 */
export function withVex(cover: DeferralCover, vex: Evidence<Vex>): DeferralCover {
  const statements = vex.state === 'present' ? vex.value.statements : [];
  const excuses = (name: string): boolean => {
    const own = statements.filter(({ ids }) => ids.includes(name));
    const aliases = new Set(own.flatMap(({ ids }) => ids));
    return (
      own.length > 0 &&
      statements
        .filter(({ ids }) => ids.some((id) => aliases.has(id)))
        .every(({ status }) => status === 'not_affected' || status === 'fixed')
    );
  };
  return {
    ...cover,
    threshold: (name) => {
      const deferred = cover.threshold(name);
      return deferred.length > 0 || !excuses(name) ? deferred : [`VEX ${name}`];
    },
  };
}

function idsMatching(
  entries: readonly { readonly id: string; readonly matches: (name: string) => boolean }[],
  name: string,
): readonly string[] {
  return entries.filter(({ matches }) => matches(name)).map(({ id }) => id);
}

/**
 * Returns the number of milestones since an entry was discovered or last justified again;
 * `undefined` when the ids are of different series.
 */
export function deferralAge(
  { discovered, justified = [], asOf }: Pick<Deferral, 'discovered' | 'justified' | 'asOf'>,
  audited: string,
): number | undefined {
  const milestone = asOf ?? audited;
  const dates = [discovered, ...justified.map((one) => one.milestone)]
    .filter((id) => sameSeries(id, milestone) && compareMilestones(id, milestone) <= 0)
    .sort(compareMilestones);
  const newest = dates.at(-1);
  if (newest === undefined) return sameSeries(discovered, milestone) ? 0 : undefined;
  return numberOf(milestone) - numberOf(newest);
}

function numberOf(id: string): number {
  return Number(/(\d+)(?:[A-Za-z]|[._]\d+)*$/.exec(id)?.[1] ?? 0);
}
