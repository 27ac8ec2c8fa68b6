import { memoize } from '../../lib/memoize.ts';
import type { SettingsFile, Workflow } from '../../model/workflow.ts';
import { commandThresholds, type Threshold } from './threshold-commands.ts';
import { settingsThresholds } from './threshold-settings.ts';

/** Inputs of coverage actions that fail the step below a percentage. */
const actionInputs =
  /^(?:min(?:imum)?[-_]?(?:coverage|cov)|coverage[-_]?threshold|threshold|fail[-_]?(?:below|under)[-_]?(?:min|threshold)?|thresholdAll|min-coverage-overall)$/i;
const coverageAction = /cov|jacoco|lcov/i;

/** Returns every coverage threshold of workflows and settings files, sorted by path and line. */
export function thresholdsOf(
  workflows: readonly Workflow[],
  settings: readonly SettingsFile[],
): readonly Threshold[] {
  const commands = workflows.flatMap(ofWorkflow);
  const all = [...commands, ...settings.flatMap(settingsThresholds)];
  return all.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
}

const ofWorkflow = memoize((workflow: Workflow): readonly Threshold[] => [
  ...commandThresholds(workflow),
  ...inputThresholds(workflow),
]);

function inputThresholds(workflow: Workflow): Threshold[] {
  return workflow.jobs.flatMap((job) =>
    job.steps.flatMap((step) => {
      if (step.uses === undefined || !coverageAction.test(step.uses.uses)) return [];
      const tool = step.uses.uses.replace(/@.*$/, '');
      return step.with.flatMap(({ key, value, line }): Threshold[] => {
        const number = /^(\d+(?:\.\d+)?)/.exec(value.trim())?.[1];
        if (!actionInputs.test(key) || number === undefined) return [];
        const place = { path: workflow.path, line, job: job.id, step: step.name };
        return [
          {
            ...place,
            tool,
            metric: 'total',
            value: Number(number),
            scope: '',
            text: `${key}: ${value}`,
          },
        ];
      });
    }),
  );
}
