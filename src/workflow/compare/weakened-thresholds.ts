import { folderOf } from '../files/lockfile-names.ts';
import type { Threshold } from '../thresholds/threshold.ts';
import { pairUp } from './pair-up.ts';
import { gone, type Weakening, weakened } from './weakening.ts';

const measure = ({ tool, metric, scope }: Threshold) => [tool, metric, scope].join('\n');

/** Thresholds that were lowered, removed, or put where nobody can read them. */
export function weakenedThresholds(
  base: readonly Threshold[],
  head: readonly Threshold[],
): readonly Weakening[] {
  const paired = pairUp(base, head, [
    (each) => [each.path, each.job, each.step, each.value, measure(each)].join('\n'),
    (each) => [each.path, each.job, each.step, measure(each)].join('\n'),
    (each) => [each.path, each.job, each.value, measure(each)].join('\n'),
    (each) => [each.path, each.job, measure(each)].join('\n'),
    (each) => [each.path, each.value, measure(each)].join('\n'),
    (each) => [each.path, measure(each)].join('\n'),
    (each) => [each.value, measure(each)].join('\n'),
    measure,
    // Another tool that asks for the same is a replacement.
    ({ metric, scope }) => [metric, scope].join('\n'),
  ]);
  const lowered = paired.pairs.flatMap(([before, after]) => lower(before, after));
  const removed = paired.gone
    .filter((threshold) => !head.some((other) => covers(other, threshold)))
    .map((threshold) => gone('threshold-removed', threshold, namesOf(threshold)));
  return [...lowered, ...removed];
}

function lower(before: Threshold, after: Threshold): Weakening[] {
  if (before.value === 'unknown') return [];
  if (after.value !== 'unknown' && after.value >= before.value) return [];
  const kind = after.value === 'unknown' ? 'threshold-removed' : 'threshold-lowered';
  return [weakened(kind, before, after, namesOf(after))];
}

/** A settings file at the root, or beside the one that lost its threshold, binds the same runs. */
function covers(other: Threshold, lost: Threshold): boolean {
  const same = measure(other) === measure(lost);
  if (!same || typeof other.value !== 'number' || typeof lost.value !== 'number') return false;
  const folder = folderOf(other.path);
  const wide = other.job === undefined && (folder === '' || folder === folderOf(lost.path));
  const fallback = lost.job === undefined && folderOf(lost.path) === '';
  return other.value >= lost.value && (wide || fallback);
}

function namesOf({ job, step }: Threshold) {
  return { job: job ?? '', step: step ?? '' };
}
