import { readFile, runOf, writeFile } from './edit-story.ts';
import type { Story, StoryArtifact, StoryJob, StoryRun } from './story.ts';

/** How large a grown story is. */
export interface Size {
  readonly runs: number;
  /** Of each run. */
  readonly jobs: number;
  /** Of all runs together. */
  readonly artifacts: number;
  readonly changedFiles: number;
  /** Workflow files, the audit's own among them. */
  readonly workflows: number;
}

/** An ordinary pull request of a project with three workflows, each a matrix. */
export const REALISTIC: Size = {
  runs: 3,
  jobs: 20,
  artifacts: 10,
  changedFiles: 300,
  workflows: 5,
};

const BRANCH = 'm01-ci-truthfulness';
const FIRST_ID = 66_190_000_000;

const jobOf = (id: number, name: string): StoryJob => ({
  id,
  name,
  labels: ['ubuntu-24.04'],
  status: 'completed',
  steps: ['Set up job', 'checkout', 'ruff', 'Complete job'].map((step) => ({
    name: step,
    seconds: 3,
    conclusion: 'success',
    status: 'completed',
  })),
});

const workflowText = (
  name: string,
  events: string,
  pin: string,
  jobs: number,
): string => `name: ${name}
on: [${events}]
permissions:
  contents: read
jobs:
  ${name}:
    name: ${name}
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    strategy:
      matrix:
        part: [${Array.from({ length: jobs }, (_, at) => at).join(', ')}]
    steps:
      - name: checkout
        uses: actions/checkout@${pin}
      - name: ruff
        run: ruff check ${name}
`;

/** One report of a matrix job: twenty tests that pass. */
function reportOf(leg: string): string {
  const cases = Array.from(
    { length: 20 },
    (_, at) => `  <testcase classname="${leg}.suite" name="test_${at}" time="0.01"/>`,
  );
  return `<testsuite name="${leg}" tests="20">\n${cases.join('\n')}\n</testsuite>\n`;
}

function addWorkflows(story: Story, size: Size, names: readonly string[]): void {
  const pin = Object.values(story.actions['actions/checkout']?.tags ?? {})[0] ?? '';
  const started = size.runs - story.runs.length;
  for (const [at, name] of names.slice(0, size.workflows - 3).entries()) {
    // What has no run must not start on the change: it would be missing.
    const events = at < started ? 'pull_request, push' : 'workflow_dispatch';
    writeFile(
      story,
      'main',
      `.github/workflows/${name}.yml`,
      workflowText(name, events, pin, size.jobs),
    );
  }
}

function addRuns(story: Story, size: Size, names: readonly string[]): void {
  const like = runOf(story, 'tests.yml');
  for (let at = story.runs.length; at < size.runs; at += 1) {
    const run: StoryRun = {
      ...structuredClone(like),
      id: like.id + at,
      workflow: `.github/workflows/${names[at - 2] ?? ''}.yml`,
      attempts: [{ started: like.attempts[0]?.started ?? story.now, jobs: [] }],
      artifacts: [],
    };
    story.runs.push(run);
  }
  for (const [number, run] of story.runs.entries()) {
    const jobs = run.attempts.at(-1)?.jobs ?? [];
    const own = names.find((name) => run.workflow.endsWith(`/${name}.yml`));
    while (jobs.length < size.jobs) {
      const at = jobs.length;
      const name = own === undefined ? `job ${at} of run ${number}` : `${own} (${at})`;
      jobs.push(jobOf(FIRST_ID + number * 1000 + at, name));
    }
  }
}

function addArtifacts(story: Story, size: Size): void {
  const like = runOf(story, 'tests.yml').artifacts[0];
  const there = story.runs.flatMap((run) => run.artifacts).length;
  for (let at = there; at < size.artifacts; at += 1) {
    const run = story.runs[at % story.runs.length];
    const artifact: StoryArtifact = {
      id: 3_184_500_000 + at,
      name: `report-${at}`,
      created: like?.created ?? story.now,
      files: { 'report.xml': reportOf(`leg${at}`) },
      contentType: 'application/zip',
      expired: false,
    };
    run?.artifacts.push(artifact);
  }
}

/** How many files the pull request changes by now. */
function changedBy(story: Story): number {
  const written = story.commits.filter(({ branch }) => branch === BRANCH).map(({ write }) => write);
  const files = Object.assign({}, ...written) as Story['commits'][number]['write'];
  return Object.keys(files).filter((path) => readFile(story, 'main', path) !== files[path]).length;
}

/** Grows the story of M01 to a size. The new files are code that no rule reads. */
export function growStory(story: Story, size: Size = REALISTIC): Story {
  const names = Array.from({ length: size.workflows }, (_, at) => `packages-${at}`);
  addWorkflows(story, size, names);
  addRuns(story, size, names);
  addArtifacts(story, size);
  const missing = size.changedFiles - changedBy(story);
  for (let at = 0; at < missing; at += 1) {
    writeFile(story, BRANCH, `extensions/part-${String(at).padStart(4, '0')}.py`, `PART = ${at}\n`);
  }
  return story;
}
