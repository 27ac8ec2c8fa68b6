import type { Workflow } from '../../model/workflow.ts';
import type { KeyedText } from './tree-access.ts';
import { localPath, pathAsCalled } from './uses.ts';

/** The inputs of the repository's own actions and reusable workflows, as their callers give them. */
export class PassedInputs {
  readonly #calls = new Map<string, (readonly KeyedText[])[]>();

  constructor(workflows: readonly Workflow[]) {
    for (const job of workflows.flatMap(({ jobs }) => jobs)) {
      const steps = job.steps.map((step) => ({ uses: step.uses, given: step.with }));
      for (const { uses, given } of [{ uses: job.uses, given: job.with ?? [] }, ...steps]) {
        if (uses?.pin !== 'local') continue;
        const called = localPath(uses.uses);
        this.#calls.set(called, [...(this.#calls.get(called) ?? []), given]);
      }
    }
  }

  /** Returns every value of the inputs; a default is one of them unless each caller gives another. */
  of(workflow: Workflow): readonly KeyedText[] {
    const calls = this.#calls.get(pathAsCalled(workflow)) ?? [];
    const defaults = (workflow.inputs ?? []).filter(
      ({ key }) =>
        calls.length === 0 || calls.some((given) => !given.some((one) => one.key === key)),
    );
    return [...defaults, ...calls.flat()];
  }
}
