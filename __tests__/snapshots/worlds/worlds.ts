import { ADVERSARIAL_EVIDENCE } from './adversarial-evidence.ts';
import { ADVERSARIAL_WORKFLOWS } from './adversarial-workflows.ts';
import { LOST } from './lost.ts';
import { RULE_LEVELS } from './rule-levels.ts';
import { ALSO_DEFAULT, STORIES } from './stories.ts';
import { afterMerge, honest, underProfile, type World } from './world.ts';

const HONEST: readonly World[] = [honest('honest'), afterMerge('honest-merged')];

/** Names of the worlds on the honest story that are also recorded under the profile `seed`. */
const ALSO_SEED: ReadonlySet<string> = new Set([
  'careless-workflow',
  'honest',
  'pin-does-not-exist',
  'run-unfinished',
  'passed-on-second-attempt',
  'test-step-failed',
  'threshold-lowered',
  'without-runs',
  'without-tests',
]);

const ON_THE_HONEST_STORY: readonly World[] = [
  ...HONEST,
  ...ADVERSARIAL_WORKFLOWS,
  ...ADVERSARIAL_EVIDENCE,
  ...RULE_LEVELS,
  ...LOST,
];

/** Every world that evidence is recorded of. */
export const WORLDS: readonly World[] = [
  ...ON_THE_HONEST_STORY.map((world) => underProfile(world, 'default')),
  ...ON_THE_HONEST_STORY.filter(({ name }) => ALSO_SEED.has(name)).map((world) =>
    underProfile(world, 'seed'),
  ),
  ...ALSO_DEFAULT.map((world) => underProfile(world, 'default')),
  ...STORIES.map((world) => underProfile(world, 'seed')),
];
