import { plusSeconds } from './clock.ts';
import { resolveRef } from './lookup.ts';
import { stampLog } from './stamp-log.ts';
import type { StoryArtifact, StoryAttempt, StoryJob, StoryRun } from './story.ts';
import type { Artifact, Attempt, Job, Pull, Repo, Run, Step, World } from './world.ts';
import { bytesOf, expiryOf } from './write-files.ts';
import { zipOf } from './zip.ts';

/** Seconds between the start of an attempt and the start of its jobs. */
const QUEUE = 4;

function buildSteps(job: StoryJob, start: string): Step[] {
  let at = start;
  return job.steps.map((step, index) => {
    const startedAt = at;
    at = plusSeconds(at, step.conclusion === 'skipped' ? 0 : step.seconds);
    const done = step.status === 'completed';
    return {
      name: step.name,
      number: index + 1,
      status: step.status,
      conclusion: done ? step.conclusion : null,
      startedAt: step.status === 'queued' ? null : startedAt,
      completedAt: done ? at : null,
    };
  });
}

/** The worst of the parts, as GitHub sums up the steps of a job and the jobs of a run. */
export function worst(conclusions: readonly (string | null)[]): string {
  for (const bad of ['failure', 'timed_out', 'cancelled', 'action_required']) {
    if (conclusions.includes(bad)) return bad;
  }
  const known = conclusions.length > 0 && conclusions.every((one) => one === 'skipped');
  return known ? 'skipped' : 'success';
}

function buildJob(job: StoryJob, started: string): Job {
  const startedAt = plusSeconds(started, QUEUE);
  const steps = buildSteps(job, startedAt);
  const done = job.status === 'completed';
  const end = steps.map((step) => step.completedAt).findLast((time) => time !== null);
  return {
    id: job.id,
    name: job.name,
    labels: job.labels,
    status: job.status,
    conclusion: done ? (job.conclusion ?? worst(steps.map((step) => step.conclusion))) : null,
    createdAt: started,
    startedAt,
    completedAt: done ? (end ?? startedAt) : null,
    steps,
    log: job.log === undefined ? null : stampLog(job.log, steps, startedAt),
  };
}

function buildAttempt(attempt: StoryAttempt, index: number): Attempt {
  const jobs = attempt.jobs.map((job) => buildJob(job, job.started ?? attempt.started));
  const done = jobs.every((job) => job.status === 'completed');
  const ends = jobs.map((job) => job.completedAt ?? attempt.started).sort();
  return {
    number: index + 1,
    startedAt: attempt.started,
    updatedAt: plusSeconds(ends.at(-1) ?? attempt.started, 3),
    status: done ? 'completed' : 'in_progress',
    conclusion: done ? worst(jobs.map((job) => job.conclusion)) : null,
    jobs,
  };
}

/** Where a run stands: a commit the story labelled, or the tip of a branch (of a fork too). */
function standingOn(
  world: World,
  on: string,
  labels: ReadonlyMap<string, string>,
): { repo: Repo; branch: string; sha: string } {
  const labelled = labels.get(on);
  if (labelled !== undefined) {
    const holder = [...world.repo.refs].find(([, sha]) => sha === labelled)?.[0];
    const branch = holder?.replace('refs/heads/', '') ?? world.repo.defaultBranch;
    return { repo: world.repo, branch, sha: labelled };
  }
  const colon = on.indexOf(':');
  const fork = world.repos.get(`${on.slice(0, colon)}/${world.repo.name}`.toLowerCase());
  const repo = colon < 0 ? world.repo : (fork ?? world.repo);
  const branch = on.slice(colon + 1);
  const sha = resolveRef(repo, branch);
  if (sha === undefined) throw new Error(`a run stands on ${on}, which the story does not have`);
  return { repo, branch, sha };
}

const pullOf = (world: World, repo: Repo, branch: string, event: string): Pull | undefined =>
  event === 'push'
    ? undefined
    : world.pulls.find((pull) => pull.headRepo.id === repo.id && pull.headRef === branch);

/** The runs of a story, with attempts, jobs and steps, each timed from the attempt's start. */
export function buildRuns(
  world: World,
  runs: readonly StoryRun[],
  labels: ReadonlyMap<string, string>,
): Run[] {
  const numbers = new Map<string, number>();
  return runs.map((run) => {
    const { repo, branch, sha } = standingOn(world, run.on, labels);
    const workflow = world.workflows.find((one) => one.path === run.workflow);
    if (!workflow) throw new Error(`run ${run.id}: no workflow ${run.workflow}`);
    const number = (numbers.get(run.workflow) ?? 0) + 1;
    numbers.set(run.workflow, number);
    const pull = pullOf(world, repo, branch, run.event);
    const subject = repo.store.mustCommit(sha).message.split('\n')[0] ?? '';
    return {
      id: run.id,
      number,
      workflow,
      event: run.event,
      headBranch: branch,
      headSha: sha,
      headRepo: repo,
      actor: run.actor,
      checkSuiteId: world.nextId(),
      pull: pull?.number ?? null,
      title: pull?.title ?? subject,
      createdAt: run.attempts[0]?.started ?? world.clock.now(),
      attempts: run.attempts.map(buildAttempt),
    };
  });
}

export function buildArtifacts(runs: readonly StoryRun[]): Artifact[] {
  return runs.flatMap((run) => run.artifacts.map((artifact) => buildArtifact(run.id, artifact)));
}

function buildArtifact(runId: number, artifact: StoryArtifact): Artifact {
  const files = Object.entries(artifact.files);
  const zipped = zipOf(new Map(files.map(([path, content]) => [path, bytesOf(content)])));
  return {
    id: artifact.id,
    name: artifact.name,
    runId,
    bytes: artifact.raw === undefined ? zipped : Buffer.from(artifact.raw),
    contentType: artifact.contentType,
    createdAt: artifact.created,
    expiresAt: expiryOf(artifact.created),
    expired: artifact.expired,
  };
}
