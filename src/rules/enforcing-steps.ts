import { posix } from 'node:path';
import { type RanStep, ranSteps, ranStepsAt } from '../analysis/runs.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { WorkflowRun } from '../model/run.ts';
import { gatesOfStep, type StepGate } from '../workflow/gates/gates.ts';
import { placedCommands } from '../workflow/shell/placed-commands.ts';
import type { SourceStep } from '../workflow/test-steps.ts';
import type { Threshold } from '../workflow/thresholds/threshold-commands.ts';

/**
 * Tools of one language by the name of a gate. A gate that is in none of them, such as `make test`,
 * may run the tools of any.
 */
const LANGUAGES: Readonly<Record<string, RegExp>> = {
  python:
    /^(?:pytest|py\.test|coverage3?|tox|nox|python[\d.]*|py-cov-action\/\S+|trial|stestr|behave)(?: |$)/,
  javascript:
    /^(?:jest|vitest|nyc|c8|mocha|ava|karma|ng|npm|pnpm|yarn|bun|node|playwright|cypress|cypress-io\/\S+|davelosert\/\S+)(?: |$)/,
  jvm: /^(?:\S*mvnw?|\S*gradlew?|sbt|lein)(?: |$)/,
  go: /^(?:go|gotestsum)(?: |$)/,
  rust: /^(?:cargo|cross)(?: |$)/,
  ruby: /^(?:rspec|rake|rails|bin\/rails|minitest)(?: |$)/,
  dotnet: /^dotnet(?: |$)/,
  php: /^(?:phpunit|pest|composer)(?: |$)/,
};

/** Languages of the tools that have thresholds in settings files. */
const LANGUAGE_OF: Readonly<Record<string, string>> = {
  'coverage.py': 'python',
  jest: 'javascript',
  vitest: 'javascript',
  nyc: 'javascript',
  karma: 'javascript',
  jacoco: 'jvm',
  kover: 'jvm',
};

/** A service enforces its threshold by a status of its own. */
export function isOfService({ tool }: Threshold): boolean {
  return /^(?:codecov|sonar)/.test(tool);
}

/**
 * Returns the steps that enforce a threshold: the step of its own command; for one of a settings file
 * the steps that measure coverage in its language and near its folder.
 */
export function enforcingSteps(
  threshold: Threshold,
  files: RepositoryFiles,
  runs: readonly WorkflowRun[],
): readonly RanStep[] {
  const { path, job, step } = threshold;
  if (job !== undefined && step !== undefined) return ranStepsAt(files, runs, { path, job, step });
  if (isOfService(threshold)) return [];
  return ranSteps(files, runs, (written) => {
    const folders = foldersOf(written);
    return gatesOfStep(written.step).some(
      (gate) =>
        measures(gate, threshold) &&
        mayRun(gate, threshold) &&
        isNear(folders.get(gate.line), posix.dirname(path)),
    );
  });
}

function measures({ target, text }: StepGate, { tool }: Threshold): boolean {
  if (target === 'coverage') return true;
  return target === 'test' && (tool !== 'coverage.py' || /cov/i.test(text));
}

/** Returns whether a gate may run the tool of a threshold: it is of the same language, or of none. */
function mayRun(gate: StepGate, threshold: Threshold): boolean {
  const wanted = LANGUAGE_OF[threshold.tool];
  const languages = Object.keys(LANGUAGES).filter((name) => LANGUAGES[name]?.test(gate.tool));
  return wanted === undefined || languages.length === 0 || languages.includes(wanted);
}

/** Returns the folder of each command of a step by its line. */
function foldersOf({ workflow, job, step }: SourceStep): ReadonlyMap<number, string | undefined> {
  const own = placedCommands(workflow, job).filter((command) => command.step === step);
  return new Map(own.map(({ line, folder }) => [line, folder]));
}

/** Returns whether one folder is the other or above it; an unknown one may be any. */
function isNear(folder: string | undefined, settings: string): boolean {
  if (folder === undefined) return true;
  const [a, b] = [`${posix.normalize(folder || '.')}/`, `${settings}/`];
  return [a, b].includes('./') || a.startsWith(b) || b.startsWith(a);
}
