import { describe, expect, it } from '@jest/globals';
import {
  concludeStep,
  deleteFile,
  dropArtifact,
  editArtifact,
  editFile,
  leaveRunning,
  pullOf,
} from '../../sandbox/edit-story.ts';
import type { EventName, Story } from '../../sandbox/start-sandbox.ts';
import { auditOf, CONFIG, statesOf } from './stage.ts';

const same = (): void => undefined;

function green(story: Story): void {
  editArtifact(story, 'junit', 'results.xml', (xml) =>
    xml.replace(/<failure[\s\S]*?<\/failure>/g, '').replace(/failures="\d+"/g, 'failures="0"'),
  );
  concludeStep(story, 'tests.yml', 'pytest', 'success');
  concludeStep(story, 'tests.yml', 'coverage', 'success');
}

const red = (story: Story): void =>
  deleteFile(story, 'm01-ci-truthfulness', 'docs/milestones/deferred.yml');

const unproven = (story: Story): void => dropArtifact(story, 'junit');

const unfinished = (story: Story): void => leaveRunning(story, 'tests.yml', 'pytest');

interface Row {
  readonly what: string;
  readonly change: (story: Story) => void;
  readonly given?: Readonly<Record<string, string>>;
  readonly event?: EventName;
  /** Verdict, outcome, last status, exit code. */
  readonly ends: readonly [string, string, string, number];
}

const failOn = (value: string) => ({ 'fail-on': value });
const minimum = (value: string) => ({ 'minimum-score': value });
const atOnce = { 'wait-minutes': '0' };

/**
 * The table of the contract: how an audit ends by its inputs. How it ends without any is in m01.test.ts and
 * changed-world.test.ts.
 */
const ROWS: readonly Row[] = [
  {
    what: 'green, fail-on yellow',
    change: green,
    given: failOn('yellow'),
    ends: ['green', 'COMPLETE', 'success', 0],
  },
  {
    what: 'yellow, fail-on yellow',
    change: same,
    given: failOn('yellow'),
    ends: ['yellow', 'COMPLETE', 'failure', 1],
  },
  {
    what: 'yellow, fail-on never',
    change: same,
    given: failOn('never'),
    ends: ['yellow', 'COMPLETE', 'success', 0],
  },
  {
    what: 'red, fail-on never',
    change: red,
    given: failOn('never'),
    ends: ['red', 'INCOMPLETE', 'success', 0],
  },
  {
    what: 'under the minimum score',
    change: same,
    given: minimum('4.8'),
    ends: ['red', 'INCOMPLETE', 'failure', 1],
  },
  {
    what: 'at the minimum score',
    change: same,
    given: minimum('4.7'),
    ends: ['yellow', 'COMPLETE', 'success', 0],
  },
  {
    what: 'under the minimum score of the config',
    change: (story) => editFile(story, 'main', CONFIG, (text) => `${text}minimum-score: 4.8\n`),
    ends: ['red', 'INCOMPLETE', 'failure', 1],
  },
  {
    what: 'a required source is missing, fail-on never',
    change: unproven,
    given: failOn('never'),
    ends: ['red', 'INSUFFICIENT_EVIDENCE', 'success', 0],
  },
];

describe('how an audit ends', () => {
  it.concurrent.each(ROWS)(
    '$what: $ends',
    async ({ change, given = {}, event = 'pull_request', ends }) => {
      const ended = await auditOf(change, event, { given });
      const { audit, exitCode } = ended;
      expect([audit?.verdict, audit?.outcome, statesOf(ended.sandbox).at(-1), exitCode]).toEqual(
        ends,
      );
      expect(ended.outputs).toMatchObject({ verdict: ends[0], outcome: ends[1] });
    },
  );

  it.concurrent.each([
    ['pull_request', 1],
    ['workflow_run', 0],
  ] as const)(
    'an unfinished run leaves the status pending; on %s the exit code is %i',
    async (event, code) => {
      const ended = await auditOf(unfinished, event, { given: atOnce });
      expect(ended.audit?.outcome).toBe('PENDING');
      expect(statesOf(ended.sandbox).at(-1)).toBe('pending');
      expect(ended.exitCode).toBe(code);
    },
  );

  it.concurrent.each([
    ['pass', 'success', 0],
    ['fail', 'failure', 1],
  ] as const)(
    'a pull request outside any milestone, without-milestone %s: status %s, nothing else',
    async (mode, state, code) => {
      const ended = await auditOf(outsideAnyMilestone, 'pull_request', {
        given: { 'without-milestone': mode },
      });
      expect(ended.audit).toBeUndefined();
      expect(ended.sandbox.world.comments).toEqual([]);
      expect(statesOf(ended.sandbox)).toEqual([state]);
      expect(ended.exitCode).toBe(code);
    },
  );

  it.concurrent('a dry run judges and prints, and writes nothing to GitHub', async () => {
    const ended = await auditOf(same, 'push', { given: { 'dry-run': 'true' } });
    expect([ended.audit?.score, ended.exitCode]).toEqual([4.7, 0]);
    expect(ended.log).toContain('4.7');
    const wrote = ended.sandbox.requests.filter(
      ({ method, path, requestBody }) =>
        method !== 'GET' && !(path.endsWith('/graphql') && !requestBody.includes('mutation')),
    );
    expect(wrote).toEqual([]);
  });
});

/** Neither branch nor title nor GitHub milestone names one. */
function outsideAnyMilestone(story: Story): void {
  const pull = pullOf(story);
  pull.title = 'Correct a typing error';
  pull.head = 'typing-error';
  delete pull.milestone;
  for (const commit of story.commits) {
    if (commit.branch === 'm01-ci-truthfulness') commit.branch = 'typing-error';
  }
  for (const run of story.runs) run.on = 'typing-error';
}
