import { zipOf } from '../../sandbox/zip.ts';
import type { Requirements } from '../../src/collect/base/collect-job.ts';
import type { Dependencies } from '../../src/collect/base/source.ts';
import { collect } from '../../src/collect/collect.ts';
import { readConfigText } from '../../src/collect/configure.ts';
import { identify } from '../../src/collect/trigger/identify.ts';
import { resolveTrigger } from '../../src/collect/trigger/resolve-trigger.ts';
import type { Trigger } from '../../src/collect/trigger/trigger.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { resolveConfig } from '../../src/config/resolve-config.ts';
import { readSettings } from '../../src/config/settings.ts';
import { evidenceRequirements } from '../../src/history/evidence-requirements.ts';
import type { Config } from '../../src/model/config.ts';
import type { EvidenceFile, EvidenceKind } from '../../src/model/evidence-file.ts';
import type { ListedArtifact, ListedJob, ListedRun } from '../../src/model/forge.ts';
import type { PullRequest, Target } from '../../src/model/target.ts';
import type { World } from '../../src/model/world.ts';
import { emptyState, type FakeState, fakeForge } from './fake-forge.ts';

export const sha = (digit: string): string => digit.repeat(40);
export const BASE = sha('a');
export const HEAD = sha('b');
export const MERGE = sha('c');

const WORKFLOW = `name: Tests
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@${sha('1')}
      - run: npm test
`;

export const CI_FILES: Readonly<Record<string, string>> = {
  '.github/workflows/tests.yml': WORKFLOW,
  'package.json': '{"name":"app"}',
  'src/app.js': 'one',
};

export function pullOf(changes: Partial<PullRequest> = {}): PullRequest {
  return {
    number: 7,
    title: 'M01: CI truthfulness',
    url: 'https://github.com/octo/app/pull/7',
    state: 'open',
    draft: false,
    headSha: HEAD,
    headRef: 'm01-ci-truthfulness',
    fork: false,
    baseRef: 'main',
    baseSha: BASE,
    author: 'ada',
    changedFiles: 1,
    ...changes,
  };
}

export function runOf(id: number, changes: Partial<ListedRun> = {}): ListedRun {
  return {
    id,
    workflow: 'Tests',
    path: '.github/workflows/tests.yml',
    event: 'pull_request',
    headSha: HEAD,
    headBranch: 'm01-ci-truthfulness',
    headRepository: 'octo/app',
    runNumber: id,
    attempt: 1,
    progress: { state: 'ended', conclusion: 'success' },
    url: `https://github.com/octo/app/actions/runs/${id}`,
    createdAt: '2026-03-08T10:00:00Z',
    startedAt: '2026-03-08T10:00:00Z',
    ...changes,
  };
}

export function jobOf(id: number, changes: Partial<ListedJob> = {}): ListedJob {
  return {
    id,
    name: 'test',
    url: `https://github.com/octo/app/actions/runs/101/job/${id}`,
    attempt: 1,
    progress: { state: 'ended', conclusion: 'success' },
    startedAt: '2026-03-08T10:00:10Z',
    completedAt: '2026-03-08T10:05:00Z',
    runnerName: 'runner 1',
    steps: [stepOf(1, 'Set up job'), stepOf(2, 'Run npm test')],
    ...changes,
  };
}

export function stepOf(number: number, name: string, conclusion?: 'failure' | 'skipped') {
  return {
    number,
    name,
    progress: { state: 'ended', conclusion: conclusion ?? 'success' } as const,
  };
}

export const UNFINISHED = { state: 'unfinished', status: 'in_progress' } as const;

export function artifactOf(id: number, changes: Partial<ListedArtifact> = {}): ListedArtifact {
  return {
    id,
    name: 'junit',
    bytes: 500,
    expired: false,
    createdAt: '2026-03-08T10:04:00Z',
    runId: 101,
    ...changes,
  };
}

/** A JUnit report of a suite `unit` with the named cases; names that begin with `!` fail. */
export function junit(...names: readonly string[]): string {
  const cases = names.map((name) =>
    name.startsWith('!')
      ? `<testcase classname="unit" name="${name.slice(1)}"><failure message="expected 200, got 500"/></testcase>`
      : `<testcase classname="unit" name="${name}"/>`,
  );
  return `<testsuites><testsuite name="unit" file="unit.js">${cases.join('')}</testsuite></testsuites>`;
}

export function zip(files: Readonly<Record<string, string>>): Uint8Array {
  return zipOf(new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])));
}

/** An open pull request for M01 with one green run that uploaded one JUnit report. */
export function openPull(): FakeState {
  const state = emptyState();
  state.commits[BASE] = { files: CI_FILES };
  state.commits[HEAD] = { parent: BASE, files: { ...CI_FILES, 'src/app.js': 'two' } };
  state.branches['main'] = BASE;
  state.branches['m01-ci-truthfulness'] = HEAD;
  state.pulls.push(pullOf());
  state.runs.push(runOf(101));
  state.jobs[101] = [jobOf(1001)];
  state.logs[1001] = '';
  state.artifacts.push(artifactOf(501));
  state.archives[501] = zip({ 'junit.xml': junit('adds', '!subtracts') });
  return state;
}

/** The same after a squash merge; the merge's files are given, the head's by default. */
export function mergedPull(files?: Readonly<Record<string, string>>): FakeState {
  const state = openPull();
  const head = state.commits[HEAD]?.files ?? {};
  state.commits[MERGE] = {
    parent: BASE,
    message: 'M01: CI truthfulness (#7)',
    files: files ?? head,
  };
  state.branches['main'] = MERGE;
  state.pulls[0] = pullOf({ state: 'merged', mergeSha: MERGE });
  return state;
}

export interface SceneEvent {
  readonly name?: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly sha?: string;
  readonly ref?: string;
  readonly runId?: number;
  readonly job?: string;
  readonly runnerName?: string;
  readonly workflow?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Called at every pause with the milliseconds passed since the start. */
  readonly onSleep?: (passed: number) => void;
  readonly files?: Readonly<Record<string, string>>;
}

export const PULL_EVENT: SceneEvent = { name: 'pull_request', payload: { number: 7 } };
export const PUSH_EVENT: SceneEvent = {
  name: 'push',
  payload: { after: MERGE },
  sha: MERGE,
  ref: 'refs/heads/main',
};

export function worldOf(state: FakeState, event: SceneEvent): World {
  let passed = 0;
  const silent = (): void => undefined;
  const files = event.files ?? {};
  return {
    inputs: event.inputs ?? {},
    event: {
      name: event.name ?? 'pull_request',
      payload: { repository: { default_branch: 'main' }, ...event.payload },
      sha: event.sha ?? HEAD,
      ref: event.ref ?? 'refs/pull/7/merge',
      runId: event.runId ?? 900,
      runAttempt: 1,
      runNumber: 1,
      job: event.job ?? 'audit',
      runnerName: event.runnerName ?? 'runner 9',
      workflow: event.workflow ?? 'Audit',
      serverUrl: 'https://github.com',
      actor: 'ada',
    },
    forge: fakeForge(state),
    files: {
      glob: async () => Object.keys(files).sort(),
      read: async function* (path) {
        yield Buffer.from(files[path] ?? '');
      },
      write: async (name) => name,
    },
    clock: {
      now: () => passed,
      sleep: async (milliseconds) => {
        passed += milliseconds;
        event.onSleep?.(passed);
      },
    },
    log: { info: silent, warning: silent, error: silent, group: (_title, body) => body() },
    results: { output: silent, summary: async () => undefined },
    tool: { version: '0.0.0' },
  };
}

export function configOf(text: string, inputs: Readonly<Record<string, string>> = {}): Config {
  const read = readConfig('config.yml', text);
  const settings = readSettings(inputs);
  if (settings.state === 'invalid' || read.problems.length > 0) {
    throw new Error(`bad config in a test: ${JSON.stringify([settings, read.problems])}`);
  }
  return resolveConfig(read.file, settings.settings);
}

export interface Identification {
  readonly trigger: Trigger;
  readonly target: Target;
  readonly notices: readonly string[];
}

/** Locates and identifies; throws the message when there is no target. */
export async function identified(world: World, config: Config): Promise<Identification> {
  const trigger = await resolveTrigger(world);
  if (trigger.state !== 'trigger') throw new Error(JSON.stringify(trigger));
  const found = await identify(world, trigger, config);
  if (found.state !== 'identified') throw new Error(JSON.stringify(found));
  return { trigger, target: found.target, notices: found.notices };
}

/** For a source that depends on no other evidence. */
export const NO_DEPENDENCIES = {} as Dependencies<EvidenceKind>;

/** What the judging requires of collecting, with every kind of evidence by default. */
export function requirementsOf(
  config: Config,
  milestone: string,
  kinds?: Requirements['kinds'],
): Requirements {
  const { madeBy, paths, verifyReaudit } = evidenceRequirements(config, milestone, '0.0.0');
  return { madeBy, paths, verifyReaudit, ...(kinds === undefined ? {} : { kinds }) };
}

/** The whole way from the event to the bundle, as the audit walks it. */
export async function bundleOf(
  state: FakeState,
  event: SceneEvent,
  unanswered?: (sentence: string) => void,
): Promise<EvidenceFile> {
  const world = worldOf(state, event);
  const trigger = await resolveTrigger(world);
  if (trigger.state !== 'trigger') throw new Error(JSON.stringify(trigger));
  const text = await readConfigText(world, trigger);
  if (text.state !== 'read') throw new Error(JSON.stringify(text));
  const config = configOf(text.text, event.inputs);
  const found = await identify(world, trigger, config);
  if (found.state !== 'identified') throw new Error(JSON.stringify(found));
  return collect(
    world,
    { trigger, identified: found, configured: { ...text, config } },
    requirementsOf(config, found.target.milestone.id),
    unanswered,
  );
}
