import { plusSeconds } from './clock.ts';
import { finishRun } from './finish-run.ts';
import type { Repo, Run, World } from './world.ts';

/** Where the audit's own run stands, as GitHub would list it. */
export interface Standing {
  readonly event: string;
  readonly headRepo: Repo;
  readonly headBranch: string;
  readonly headSha: string;
  readonly pull: number | null;
  readonly title: string;
}

/** Ends the audit's earlier runs: one that is asked for anew has come to its end by then. */
function finishEarlier(world: World, path: string): number {
  const earlier = world.runs.filter((run) => run.workflow.path === path);
  for (const run of earlier) finishRun(world, run);
  return earlier.length;
}

/** Starts a run of the workflow in which the audit stands: one job, in the middle of its step. */
export function startAuditRun(world: World, at: Standing): Run {
  const workflow = world.workflows.find((one) => one.path === world.audit.workflow);
  if (!workflow) throw new Error(`the story has no workflow ${world.audit.workflow}`);
  const number = finishEarlier(world, workflow.path) + 1;
  const created = world.clock.tick();
  const started = plusSeconds(created, 3);
  const step = (name: string, index: number, status: string) => ({
    name,
    number: index,
    status,
    conclusion: status === 'completed' ? 'success' : null,
    startedAt: started,
    completedAt: status === 'completed' ? started : null,
  });
  const run: Run = {
    id: world.audit.firstRun + number - 1,
    number,
    workflow,
    ...at,
    actor: world.audit.actor,
    checkSuiteId: world.nextId(),
    createdAt: created,
    attempts: [
      {
        number: 1,
        startedAt: created,
        updatedAt: started,
        status: 'in_progress',
        conclusion: null,
        jobs: [
          {
            id: world.nextId(),
            name: world.audit.job,
            labels: ['ubuntu-24.04'],
            status: 'in_progress',
            conclusion: null,
            createdAt: created,
            startedAt: started,
            completedAt: null,
            steps: [step('Set up job', 1, 'completed'), step('Audit', 2, 'in_progress')],
            log: null,
          },
        ],
      },
    ],
  };
  world.runs.push(run);
  return run;
}
