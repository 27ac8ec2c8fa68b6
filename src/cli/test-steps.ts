import { parsedJson, recordOf } from '../lib/json.ts';
import type { Workflow, WorkflowJob, WorkflowStep } from '../model/workflow.ts';
import { gatesOfStep } from '../workflow/gates/gates.ts';
import { TEST_TOOLS, TEST_WRAPPERS, type TestTool, type TestWrapper } from './test-tools.ts';

/** A manifest or settings file with its text. */
export interface Manifest {
  readonly path: string;
  readonly text: string;
}

export interface TestStep {
  readonly workflow: Workflow;
  readonly job: WorkflowJob;
  readonly step: WorkflowStep;
  /** The command as written. */
  readonly text: string;
  /** Undefined when the runner is not known. */
  readonly tool: TestTool | undefined;
  /** What starts the runner, when the command is not the runner itself. */
  readonly wrapper: TestWrapper | undefined;
}

/** Returns the steps of a workflow that run tests, with the runner that each starts. */
export function testStepsOf(
  workflow: Workflow,
  tools: readonly TestTool[],
  manifests: readonly Manifest[],
): readonly TestStep[] {
  return workflow.jobs.flatMap((job) =>
    job.steps.flatMap((step) =>
      step.run === undefined
        ? []
        : gatesOfStep(step)
            .filter(({ target }) => target === 'test' || target === 'coverage')
            .map(({ text, command }) => ({
              workflow,
              job,
              step,
              text,
              ...runnerOf(command, tools, manifests),
            }))
            .filter((one, at, all) => all.findIndex(({ text }) => text === one.text) === at),
    ),
  );
}

function runnerOf(
  command: string,
  tools: readonly TestTool[],
  manifests: readonly Manifest[],
): Pick<TestStep, 'tool' | 'wrapper'> {
  const direct = TEST_TOOLS.find((tool) => tool.command.test(command));
  if (direct !== undefined) return { tool: direct, wrapper: undefined };
  const wrapper = TEST_WRAPPERS.find((one) => one.command.test(command));
  if (wrapper === undefined) return { tool: undefined, wrapper: undefined };
  const script = scriptOf(command, manifests);
  const named = TEST_TOOLS.find((tool) => script !== undefined && tool.command.test(script));
  return { tool: named ?? tools.find(({ name }) => wrapper.tools.test(name)), wrapper };
}

/** Returns the last command of the script in `package.json` that a command runs: arguments go to it. */
function scriptOf(command: string, manifests: readonly Manifest[]): string | undefined {
  const name = /^(?:npm|pnpm|yarn|bun)\s+(?:run(?:-script)?\s+)?(t\b|[\w:.-]+)/.exec(command)?.[1];
  if (name === undefined) return undefined;
  const key = name === 't' ? 'test' : name;
  for (const { path, text } of manifests) {
    if (!/(?:^|\/)package\.json$/.test(path)) continue;
    const script = recordOf(recordOf(parsedJson(text))['scripts'])[key];
    if (typeof script === 'string')
      return script
        .split(/&&|;|\|\|/)
        .at(-1)
        ?.trim();
  }
  return undefined;
}
