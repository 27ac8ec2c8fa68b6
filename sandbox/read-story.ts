import { Fields } from './fields.ts';
import type { RecordedRepository } from './recorded-repository.ts';
import type {
  Files,
  Story,
  StoryActionRepository,
  StoryArtifact,
  StoryAttempt,
  StoryCommit,
  StoryDependency,
  StoryIssue,
  StoryJob,
  StoryMilestone,
  StoryPull,
  StoryReview,
  StoryRun,
  StoryStep,
  StoryToken,
} from './story.ts';

/** Where the files that a story names come from. */
export interface StoryFiles {
  /** Every file below a folder of the story. */
  files(folder: string): Files;
  text(file: string): string;
}

function readRecorded(top: Fields, from: StoryFiles): Pick<Story, 'recorded' | 'withoutGitHub'> {
  const file = top.maybeText('recorded');
  const why = top.maybeText('without-github');
  return {
    ...(file === undefined ? {} : { recorded: JSON.parse(from.text(file)) as RecordedRepository }),
    ...(why === undefined ? {} : { withoutGitHub: why }),
  };
}

/** From the YAML of a story to the whole thing, every default filled in; unknown keys are refused. */
export function readStory(yaml: unknown, from: StoryFiles): Story {
  const top = new Fields('story', yaml);
  const [owner = '', name = ''] = top.text('repository').split('/');
  const author = top.text('author');
  const story: Story = {
    repository: {
      owner,
      name,
      private: top.flag('private', false),
      description: top.text('description', ''),
    },
    defaultBranch: top.text('default-branch', 'main'),
    now: top.text('now'),
    people: top.map('people', (person) => ({
      name: person.text('name'),
      email: person.text('email'),
    })),
    tokens: top.map('tokens', readToken),
    rateLimit: top.number('rate-limit', 1000),
    ...readRecorded(top, from),
    commits: top.list('commits', (one) => readCommit(one, author, from)),
    pulls: top.list('pull-requests', (one) => readPull(one, author, from)),
    milestones: top.list('milestones', readMilestone),
    issues: top.list('issues', (one) => readIssue(one, author)),
    runs: top.list('runs', (one) => readRun(one, author, from)),
    dependencies: top.list('dependencies', readDependency),
    actions: top.map('actions', readActions),
    rules: top.list('rules', (rule) => ({
      branch: rule.text('branch'),
      type: rule.text('type'),
      parameters: rule.plain('parameters'),
    })),
    audit: top.child('audit', (audit) => ({
      workflow: audit.text('workflow'),
      job: audit.text('job', 'audit'),
      firstRun: audit.number('first-run'),
      actor: audit.text('actor', author),
      inputs: audit.plain('inputs') as Record<string, string>,
    })),
    actionsMayOpenPulls: top.flag('actions-may-open-pull-requests', true),
  };
  top.done();
  return story;
}

function readToken(token: Fields): StoryToken {
  return {
    login: token.text('login'),
    permissions: token.plain('permissions') as StoryToken['permissions'],
  };
}

function readCommit(commit: Fields, author: string, from: StoryFiles): StoryCommit {
  const folder = commit.maybeText('files');
  const start = commit.maybeText('from');
  const label = commit.maybeText('label');
  return {
    branch: commit.text('branch'),
    ...(start === undefined ? {} : { from: start }),
    ...(label === undefined ? {} : { label }),
    message: commit.text('message'),
    author: commit.text('author', author),
    at: commit.text('at'),
    write: folder === undefined ? {} : from.files(folder),
    delete: commit.texts('delete'),
  };
}

function readPull(pull: Fields, author: string, from: StoryFiles): StoryPull {
  const milestone = pull.maybeNumber('milestone');
  const title = pull.text('title');
  const number = pull.number('number');
  return {
    number,
    title,
    body: pull.text('body', ''),
    author: pull.text('author', author),
    head: pull.text('head'),
    base: pull.text('base', 'main'),
    created: pull.text('created'),
    draft: pull.flag('draft', false),
    ...(milestone === undefined ? {} : { milestone }),
    reviews: pull.list('reviews', readReview),
    merge: pull.child('merge', (merge) => {
      const folder = merge.maybeText('files');
      return {
        method: merge.text('method', 'squash') as 'squash' | 'merge',
        at: merge.text('at'),
        by: merge.text('by', author),
        message: merge.text('message', `${title} (#${number})`),
        write: folder === undefined ? {} : from.files(folder),
      };
    }),
  };
}

function readReview(review: Fields): StoryReview {
  return {
    by: review.text('by'),
    state: review.text('state', 'APPROVED') as StoryReview['state'],
    at: review.text('at'),
    body: review.text('body', ''),
  };
}

function readDependency(dependency: Fields): StoryDependency {
  return {
    change: dependency.text('change', 'added') as StoryDependency['change'],
    manifest: dependency.text('manifest'),
    ecosystem: dependency.text('ecosystem'),
    name: dependency.text('name'),
    version: dependency.text('version'),
    vulnerabilities: dependency.list('vulnerabilities', (one) => ({
      id: one.text('id'),
      severity: one.text('severity'),
      summary: one.text('summary', ''),
    })),
  };
}

function readMilestone(milestone: Fields): StoryMilestone {
  return {
    number: milestone.number('number'),
    title: milestone.text('title'),
    description: milestone.text('description', ''),
    state: milestone.text('state', 'open') as 'open' | 'closed',
    created: milestone.text('created'),
  };
}

function readIssue(issue: Fields, author: string): StoryIssue {
  const milestone = issue.maybeNumber('milestone');
  return {
    number: issue.number('number'),
    title: issue.text('title'),
    body: issue.text('body', ''),
    author: issue.text('author', author),
    state: issue.text('state', 'open') as 'open' | 'closed',
    created: issue.text('created'),
    ...(milestone === undefined ? {} : { milestone }),
  };
}

function readRun(run: Fields, author: string, from: StoryFiles): StoryRun {
  return {
    id: run.number('id'),
    workflow: run.text('workflow'),
    event: run.text('event'),
    on: run.text('on'),
    actor: run.text('actor', author),
    attempts: run.list('attempts', (one) => readAttempt(one, from)),
    artifacts: run.list('artifacts', (one) => readArtifact(one, from)),
  };
}

function readAttempt(attempt: Fields, from: StoryFiles): StoryAttempt {
  return {
    started: attempt.text('started'),
    jobs: attempt.list('jobs', (one) => readJob(one, from)),
  };
}

function readJob(job: Fields, from: StoryFiles): StoryJob {
  const log = job.maybeText('log');
  const conclusion = job.maybeText('conclusion');
  return {
    id: job.number('id'),
    name: job.text('name'),
    labels: [job.text('runs-on', 'ubuntu-24.04')],
    status: job.text('status', 'completed'),
    ...(conclusion === undefined ? {} : { conclusion }),
    steps: job.list('steps', readStep),
    ...(log === undefined ? {} : { log: from.text(log) }),
  };
}

function readStep(step: Fields): StoryStep {
  return {
    name: step.text('name'),
    seconds: step.number('seconds', 0),
    conclusion: step.text('conclusion', 'success'),
    status: step.text('status', 'completed'),
  };
}

function readArtifact(artifact: Fields, from: StoryFiles): StoryArtifact {
  return {
    id: artifact.number('id'),
    name: artifact.text('name'),
    created: artifact.text('created'),
    files: from.files(artifact.text('files')),
    contentType: 'application/zip',
    expired: artifact.flag('expired', false),
  };
}

function readActions(repository: Fields): StoryActionRepository {
  return {
    tags: repository.plain('tags') as Record<string, string>,
    annotated: repository.texts('annotated'),
    branches: repository.plain('branches') as Record<string, string>,
    commits: repository.texts('commits'),
    forkCommits: repository.texts('fork-commits'),
  };
}
