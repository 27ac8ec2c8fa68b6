import type { Rule, World } from './world.ts';

/** Rules under which a direct commit to a branch is refused, with GitHub's words for each. */
const REFUSALS: Record<string, string> = {
  pull_request: 'Changes must be made through a pull request.',
  update: 'Cannot update this protected ref.',
  merge_queue: 'Changes must be made through the merge queue',
  required_status_checks: 'Required status check is expected.',
};

export const rulesFor = (world: World, branch: string): Rule[] =>
  world.rules.filter((rule) => rule.branch === branch);

/** Why a direct commit to this branch is refused; undefined when it is not. */
export function refusal(world: World, branch: string): string | undefined {
  const words = rulesFor(world, branch).flatMap((rule) => REFUSALS[rule.type] ?? []);
  if (words.length === 0) return undefined;
  return `Repository rule violations found\n\n${words.join('\n\n')}\n\n`;
}
