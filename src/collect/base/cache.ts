import type { Forge } from '../../model/forge.ts';
import { ok } from '../../model/result.ts';

/** The reads whose result does not change during one audit. */
const READS = [
  'defaultBranch',
  'runs',
  'workflows',
  'jobs',
  'attempt',
  'jobLog',
  'artifacts',
  'pull',
  'pullsOfCommit',
  'pullsByHead',
  'pullFiles',
  'reviews',
  'compare',
  'dependencyChanges',
  'attestations',
  'commit',
  'branchHead',
  'tree',
  'blob',
  'branchRules',
  'milestones',
  'milestoneItems',
  'movedOut',
  'tags',
  'foreignCommit',
  'foreignFile',
] as const satisfies readonly (keyof Forge)[];

export type CachedReads = Pick<Forge, (typeof READS)[number]>;

/**
 * Returns the forge's reads with a cache: a source requests what it needs, and a repeated request is
 * sent once. To poll, call the forge itself.
 */
export function cacheReads(forge: Forge): CachedReads {
  const reads = Object.fromEntries(READS.map((name) => [name, cached(forge, name)])) as CachedReads;
  return { ...reads, compare: cacheByMergeBase(reads.compare) };
}

/** A comparison starts at the merge base: one that is requested from there is already known. */
function cacheByMergeBase(compare: CachedReads['compare']): CachedReads['compare'] {
  const known = new Map<string, ReturnType<CachedReads['compare']>>();
  return async (base, head) => {
    const same = known.get(`${base}...${head}`);
    if (same !== undefined) return same;
    const answer = await compare(base, head);
    if (!answer.ok) return answer;
    const { mergeBase } = answer.value;
    const again = Promise.resolve(ok({ ...answer.value, base: mergeBase }));
    known.set(`${mergeBase}...${head}`, again);
    return answer;
  };
}

/**
 * Returns a forge for publishing that reuses what collecting read and what cannot have changed since:
 * files and trees by their ids, and the rules of a branch. A read that failed is sent again.
 */
export function reuseReads(forge: Forge, reads: CachedReads): Forge {
  const reuse = <K extends 'tree' | 'blob' | 'branchRules'>(name: K): Forge[K] => {
    const request = forge[name] as (input: string) => Promise<{ readonly ok: boolean }>;
    const known = reads[name] as typeof request;
    const either = async (input: string) => {
      const answer = await known(input);
      return answer.ok ? answer : request(input);
    };
    return either as Forge[K];
  };
  return {
    ...forge,
    tree: reuse('tree'),
    blob: reuse('blob'),
    branchRules: reuse('branchRules'),
  };
}

function cached(forge: Forge, name: (typeof READS)[number]) {
  const answers = new Map<string, Promise<unknown>>();
  const request = (...input: readonly unknown[]): Promise<unknown> =>
    (forge[name] as (...all: readonly unknown[]) => Promise<unknown>)(...input);
  return (...input: readonly unknown[]): Promise<unknown> => {
    const key = JSON.stringify(input);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = request(...input);
    // A prefetched result may never be awaited. A caller that awaits it still gets the rejection.
    answer.catch(() => undefined);
    answers.set(key, answer);
    return answer;
  };
}
