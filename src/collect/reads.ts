import type { Forge } from '../model/forge.ts';

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
  'tags',
  'foreignCommit',
] as const satisfies readonly (keyof Forge)[];

export type Reads = Pick<Forge, (typeof READS)[number]>;

/**
 * The forge's reads, each asked once: collectors ask for what they need without knowing who asked
 * before, and an answer needed later can be asked for early by calling and not waiting. A poll must
 * ask the forge itself.
 */
export function rememberReads(forge: Forge): Reads {
  return Object.fromEntries(
    READS.map((name) => [name, remembered(forge, name)]),
  ) as unknown as Reads;
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
