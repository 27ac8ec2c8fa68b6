import type { Run, World } from '../../sandbox/world.ts';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** A copy in which every time is so many hours later. */
function later<T>(value: T, hours: number): T {
  const text = JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'string' && TIME.test(one)
      ? new Date(Date.parse(one) + hours * 3_600_000).toISOString().replace(/\.\d{3}Z$/, 'Z')
      : one,
  );
  return JSON.parse(text) as T;
}

/** The story's CI once more, on another commit of the default branch, some hours later. */
export function newRuns(world: World, sha: string, hours: number): void {
  const story = world.runs.filter(
    ({ event, workflow }) => event === 'pull_request' && workflow.path !== world.audit.workflow,
  );
  for (const run of story) {
    const id = world.nextId();
    const attempts = later(run.attempts, hours);
    for (const job of attempts.flatMap(({ jobs }) => jobs)) job.id = world.nextId();
    const on: Partial<Run> = { event: 'push', headBranch: 'main', headSha: sha, pull: null };
    const createdAt = later(run.createdAt, hours);
    const checkSuiteId = world.nextId();
    world.runs.push({ ...run, ...on, id, checkSuiteId, attempts, createdAt });
    for (const artifact of world.artifacts.filter(({ runId }) => runId === run.id)) {
      const made = later(artifact.createdAt, hours);
      world.artifacts.push({ ...artifact, id: world.nextId(), runId: id, createdAt: made });
    }
  }
}
