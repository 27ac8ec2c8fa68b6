import type {
  FileContent,
  Files,
  Story,
  StoryArtifact,
  StoryAttempt,
  StoryCommit,
  StoryPull,
  StoryRun,
} from './story.ts';

/** The commits a branch is made of, oldest first, those of the branch it started from included. */
function commitsOf(story: Story, branch: string): StoryCommit[] {
  const own = story.commits.filter((commit) => commit.branch === branch);
  const from = own[0]?.from;
  if (from === undefined) return own;
  const first = story.commits.indexOf(own[0] as StoryCommit);
  const before = commitsOf(story, from).filter((one) => story.commits.indexOf(one) < first);
  return [...before, ...own];
}

function lastCommit(story: Story, branch: string): StoryCommit {
  const last = story.commits.findLast((commit) => commit.branch === branch);
  if (!last) throw new Error(`the story has no branch ${branch}`);
  return last;
}

/** Text of a file at a branch's tip; undefined when it is not there. */
export function readFile(story: Story, branch: string, path: string): string | undefined {
  let found: FileContent | undefined;
  for (const commit of commitsOf(story, branch)) {
    if (commit.delete.includes(path)) found = undefined;
    found = commit.write[path] ?? found;
  }
  if (found === undefined || typeof found === 'string') return found;
  return found instanceof Uint8Array ? Buffer.from(found).toString('utf8') : found.content;
}

/** Writes a file into the last commit of a branch. */
export function writeFile(story: Story, branch: string, path: string, content: FileContent): void {
  const last = lastCommit(story, branch);
  last.delete = last.delete.filter((one) => one !== path);
  last.write[path] = content;
}

/** Changes the text of a file that a branch has; an edit that changes nothing is a mistake. */
export function editFile(
  story: Story,
  branch: string,
  path: string,
  edit: (text: string) => string,
): void {
  const before = readFile(story, branch, path);
  if (before === undefined) throw new Error(`${branch} has no ${path}`);
  const after = edit(before);
  if (after === before) throw new Error(`the edit of ${path} on ${branch} changes nothing`);
  writeFile(story, branch, path, after);
}

/** Takes a file out of a branch. */
export function deleteFile(story: Story, branch: string, path: string): void {
  if (readFile(story, branch, path) === undefined) throw new Error(`${branch} has no ${path}`);
  const last = lastCommit(story, branch);
  delete last.write[path];
  last.delete.push(path);
}

/** The run with this id, or the first of a workflow file. */
export function runOf(story: Story, which: number | string): StoryRun {
  const found = story.runs.find((run) => run.id === which || run.workflow.endsWith(`/${which}`));
  if (!found) throw new Error(`the story has no run ${which}`);
  return found;
}

export function artifactOf(story: Story, name: string): StoryArtifact {
  for (const run of story.runs) {
    const found = run.artifacts.find((artifact) => artifact.name === name);
    if (found) return found;
  }
  throw new Error(`the story has no artifact ${name}`);
}

/** The artifact was never uploaded. */
export function dropArtifact(story: Story, name: string): void {
  const artifact = artifactOf(story, name);
  for (const run of story.runs) run.artifacts = run.artifacts.filter((one) => one !== artifact);
}

/** The artifact's time is over: it is listed, and its download answers 410. */
export function expireArtifact(story: Story, name: string): void {
  artifactOf(story, name).expired = true;
}

/** Changes one file inside an artifact. */
export function editArtifact(
  story: Story,
  name: string,
  path: string,
  edit: (text: string) => string,
): void {
  const artifact = artifactOf(story, name);
  const before = artifact.files[path];
  if (typeof before !== 'string') throw new Error(`artifact ${name} has no text ${path}`);
  artifact.files[path] = edit(before);
}

/**
 * Runs a run again: a further attempt with the same jobs, an hour after the last one began, changed
 * by `change`. Jobs get new ids, as on GitHub.
 */
export function addAttempt(
  story: Story,
  which: number | string,
  change: (attempt: StoryAttempt) => void,
): StoryAttempt {
  const run = runOf(story, which);
  const last = run.attempts.at(-1);
  if (!last) throw new Error(`run ${run.id} has no attempt`);
  const attempt = structuredClone(last);
  attempt.started = new Date(Date.parse(last.started) + 3_600_000).toISOString();
  for (const job of attempt.jobs) job.id += 1_000;
  change(attempt);
  run.attempts.push(attempt);
  return attempt;
}

/**
 * Runs the failed jobs of a run again: a further attempt that keeps the other jobs, with their first
 * start and new ids, and repeats the failed ones, which `change` changes.
 */
export function rerunFailedJobs(
  story: Story,
  which: number | string,
  change: (attempt: StoryAttempt) => void,
): StoryAttempt {
  const before = runOf(story, which).attempts.at(-1);
  return addAttempt(story, which, (attempt) => {
    const kept = attempt.jobs.filter((job) =>
      job.steps.every(({ conclusion }) => conclusion !== 'failure'),
    );
    attempt.jobs = attempt.jobs.filter((job) => !kept.includes(job));
    change(attempt);
    for (const job of kept) job.started ??= before?.started ?? attempt.started;
    attempt.jobs = [...kept, ...attempt.jobs].sort((a, b) => a.id - b.id);
  });
}

/** Every step of an attempt ends well. */
export function makeGreen(attempt: StoryAttempt): void {
  for (const job of attempt.jobs) {
    delete job.conclusion;
    for (const step of job.steps) step.conclusion = 'success';
  }
}

/** Sets how a step of a run's newest attempt ended. */
export function concludeStep(
  story: Story,
  which: number | string,
  step: string,
  conclusion: string,
): void {
  const steps =
    runOf(story, which)
      .attempts.at(-1)
      ?.jobs.flatMap((job) => job.steps) ?? [];
  const found = steps.find((one) => one.name === step);
  if (!found) throw new Error(`run ${which} has no step ${step}`);
  found.conclusion = conclusion;
}

/** The newest attempt is still going: its jobs have got as far as `step`, which never ends. */
export function leaveRunning(story: Story, which: number | string, step: string): void {
  for (const job of runOf(story, which).attempts.at(-1)?.jobs ?? []) {
    const at = job.steps.findIndex((one) => one.name === step);
    if (at < 0) continue;
    job.status = 'in_progress';
    for (const one of job.steps.slice(at)) one.status = 'queued';
    Object.assign(job.steps[at] ?? {}, { status: 'in_progress' });
  }
}

export function pullOf(story: Story, number?: number): StoryPull {
  const found = story.pulls.find((pull) => number === undefined || pull.number === number);
  if (!found) throw new Error(`the story has no pull request ${number ?? ''}`);
  return found;
}

/** Lets the merge bring in files that the head does not have, so that the trees differ. */
export function changeMerge(story: Story, files: Files, number?: number): void {
  Object.assign(pullOf(story, number).merge.write, files);
}

/** Changes what the story's token may do; keys as in a workflow's `permissions:`. */
export function setPermissions(
  story: Story,
  permissions: Record<string, 'read' | 'write' | 'none'>,
): void {
  for (const token of Object.values(story.tokens)) Object.assign(token.permissions, permissions);
}
