import type { TestStep } from '../analysis/explained-run.ts';
import { nameMatcher } from '../lib/glob.ts';
import type { Evidence } from '../model/evidence.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import { runsTests } from './runs-tests.ts';
import { writtenStepOf } from './workflow-step-of.ts';

/**
 * Recognises test steps: one that the config names, one whose script runs a test command, or, where
 * the script is not known or not recognised (`make check`), one whose name has the word test.
 */
export function testStepFinder(
  files: Evidence<RepositoryFiles>,
  globs: readonly string[],
): TestStep {
  const named = nameMatcher(globs);
  return (run, job, step) => {
    if (named(step.name)) return true;
    const written =
      files.state === 'present'
        ? writtenStepOf(files.value.workflows, run, job, step)?.step
        : undefined;
    if (written?.run !== undefined && runsTests(written.run)) return true;
    return /(?:^|[^a-z])(?:py)?tests?(?:[^a-z]|$)/i.test(step.name);
  };
}
