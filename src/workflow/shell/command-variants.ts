import type { Workflow, WorkflowJob } from '../../model/workflow.ts';
import { expressionsIn } from '../parse/expression.ts';
import { type KnownValues, variantsOf } from '../parse/known-values.ts';
import type { PlacedCommand } from './placed-commands.ts';

/**
 * Returns a command once for each value that a matrix or `env` gives to its expressions; only the command
 * itself where they name none. A word that is an expression is split at spaces, as the shell
 * splits it. `text` stays as written.
 */
export function commandVariants<T extends PlacedCommand>(
  command: T,
  workflow: Workflow,
  job: WorkflowJob,
): readonly T[] {
  const { words, env } = command;
  if (!words.some((word) => word.includes('${{'))) return [command];
  const known = {
    ...knownIn(workflow, job),
    env: [...env].map(([key, value]) => ({ key, value, line: 0 })),
  };
  return variantsOf(words.join(SEPARATOR), known).map((line) => {
    const each = line.split(SEPARATOR).flatMap((word, at) => {
      const whole = expressionsIn(words[at] ?? '')[0]?.whole === words[at] && !word.includes('${{');
      return whole ? word.split(/\s+/).filter((part) => part !== '') : [word];
    });
    return { ...command, words: each };
  });
}

/** A character that no script contains. */
const SEPARATOR = '\u0000';

/** Returns what the expressions of a job can refer to, without the environment of its steps and without inputs. */
function knownIn(workflow: Workflow, job: WorkflowJob): KnownValues {
  return {
    matrix: job.matrix?.values ?? [],
    env: [...workflow.env, ...(job.env ?? [])],
    inputs: [],
  };
}
