import type { Forge } from '../../model/forge.ts';
import { ok } from '../../model/result.ts';

/** The questions whose answer cannot change while one audit is made. */
const READS = [
  'defaultBranch',
  'runs',
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
 * The forge's reads, each asked once: collectors ask for what they need without knowing who asked
 * before, and an answer needed later can be asked for early by calling and not waiting. A poll must
 * ask the forge itself.
 */
export function cacheReads(forge: Forge): CachedReads {
  const reads = Object.fromEntries(
    READS.map((name) => [name, remembered(forge, name)]),
  ) as unknown as CachedReads;
  return { ...reads, compare: sinceMergeBase(reads.compare) };
}

/** A comparison begins at the merge base: asked for from there, it is the one that is known. */
function sinceMergeBase(compare: CachedReads['compare']): CachedReads['compare'] {
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
 * A forge for what comes after collecting: what cannot have changed since it was read, files and
 * trees by their ids and a branch's rules, is not asked for again unless it was refused.
 */
export function reuseReads(forge: Forge, reads: CachedReads): Forge {
  const again = <K extends 'tree' | 'blob' | 'branchRules'>(name: K): Forge[K] => {
    const ask = forge[name] as (input: string) => Promise<{ readonly ok: boolean }>;
    const known = reads[name] as typeof ask;
    const either = async (input: string) => {
      const answer = await known(input);
      return answer.ok ? answer : ask(input);
    };
    return either as Forge[K];
  };
  return {
    ...forge,
    tree: again('tree'),
    blob: again('blob'),
    branchRules: again('branchRules'),
  };
}

function remembered(forge: Forge, name: (typeof READS)[number]) {
  const answers = new Map<string, Promise<unknown>>();
  const ask = (...input: readonly unknown[]): Promise<unknown> =>
    (forge[name] as (...all: readonly unknown[]) => Promise<unknown>)(...input);
  return (...input: readonly unknown[]): Promise<unknown> => {
    const key = JSON.stringify(input);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = ask(...input);
    // An answer asked for early may never be waited for; whoever waits still sees the rejection.
    answer.catch(() => undefined);
    answers.set(key, answer);
    return answer;
  };
}
