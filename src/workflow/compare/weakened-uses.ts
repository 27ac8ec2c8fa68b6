import type { Pin } from '../../model/workflow.ts';
import type { PlacedUse } from '../facts/workflow-facts.ts';
import { pairUp } from './pair-up.ts';
import { type Weakening, weakened } from './weakening.ts';

const firmness: Readonly<Record<Pin, number>> = {
  sha: 3,
  digest: 3,
  local: 3,
  tag: 2,
  branch: 1,
  none: 0,
};

/** Actions, reusable workflows and images that are held less firmly than before. */
export function loosenedPins(
  base: readonly PlacedUse[],
  head: readonly PlacedUse[],
): readonly Weakening[] {
  const { pairs } = pairUp(base, head, [
    ({ path, job, uses }) => [path, job, uses].join('\n'),
    ({ uses }) => uses,
    (use) => [use.path, use.job, nameOf(use)].join('\n'),
    nameOf,
  ]);
  return pairs.flatMap(([before, after]) =>
    firmness[after.pin] < firmness[before.pin]
      ? [
          weakened(
            'pin-loosened',
            { path: before.path, line: before.line, text: before.uses },
            { path: after.path, line: after.line, text: after.uses },
            after,
          ),
        ]
      : [],
  );
}

function nameOf({ uses, kind }: PlacedUse): string {
  const name = uses.replace(/@.*$/, '');
  return kind === 'image' ? name.replace(/:[^/:]*$/, '') : name;
}
