import { joinPath } from '../../lib/paths.ts';
import type { Trigger, Workflow } from '../../model/workflow.ts';
import { pathAsCalled } from '../gates/gate-calls.ts';

/** A trigger and the workflow it stands in, which for a called workflow is its caller. */
export interface PlacedTrigger extends Trigger {
  readonly path: string;
}

/** Events on which work is checked; a manual start or a release checks nothing by itself. */
const checking = /^(?:push|pull_request|pull_request_target|merge_group|schedule)$/;

/** On what events each workflow really runs: by its own triggers and those of everything that calls it. */
export class TriggerIndex {
  private readonly callers = new Map<string, Workflow[]>();

  constructor(workflows: readonly Workflow[]) {
    for (const workflow of workflows) {
      for (const path of calledBy(workflow)) {
        this.callers.set(path, [...(this.callers.get(path) ?? []), workflow]);
      }
    }
  }

  triggersOf(workflow: Workflow, depth = 0): readonly PlacedTrigger[] {
    const own = workflow.triggers
      .filter(({ event }) => checking.test(event))
      .map((trigger) => ({ ...trigger, path: workflow.path }));
    // Reusable workflows nest at most ten deep; four is where the question stops here.
    const callers = depth > 4 ? [] : (this.callers.get(pathAsCalled(workflow)) ?? []);
    return [...own, ...callers.flatMap((caller) => this.triggersOf(caller, depth + 1))];
  }
}

function calledBy(workflow: Workflow): ReadonlySet<string> {
  const uses = workflow.jobs.flatMap((job) => [job.uses, ...job.steps.map((step) => step.uses)]);
  return new Set(uses.flatMap((use) => (use?.pin === 'local' ? [joinPath('', use.uses)] : [])));
}
