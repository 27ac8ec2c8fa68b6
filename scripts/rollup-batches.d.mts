import type { Rollup } from '../src/model/rollup.ts';

export function rollupBatches(
  rollup: Pick<Rollup, 'repositories'>,
  remaining: number,
  maxJobs?: number,
): readonly string[];
