import { describe, expect, it } from '@jest/globals';
import {
  addAttempt,
  changeMerge,
  concludeStep,
  deleteFile,
  dropArtifact,
  editArtifact,
  editFile,
  expireArtifact,
  makeGreen,
} from '../../sandbox/edit-story.ts';
import type { Story } from '../../sandbox/start-sandbox.ts';
import { auditOf, gatesOf, levelOf, scoresOf, statesOf } from './stage.ts';

type Audited = Awaited<ReturnType<typeof auditOf>>;

const HEAD = 'm01-ci-truthfulness';
const TESTS = '.github/workflows/tests.yml';
const REGISTRY = 'docs/milestones/deferred.yml';

function ending(
  score: unknown,
  verdict: string,
  outcome: string,
  status: string,
  exitCode: number,
): unknown {
  return { score, verdict, outcome, outputs: [verdict, outcome], status, exitCode };
}

const conclusion = ({ audit, outputs, exitCode, sandbox }: Audited): unknown => ({
  score: audit?.score,
  verdict: audit?.verdict,
  outcome: audit?.outcome,
  outputs: [outputs['verdict'], outputs['outcome']],
  status: statesOf(sandbox).at(-1),
  exitCode,
});

/** Every test of the report passes, and so do the step and everything behind it. */
function everyTestPasses(story: Story): void {
  editArtifact(story, 'junit', 'results.xml', (xml) =>
    xml.replace(/<failure[\s\S]*?<\/failure>/g, '').replace('failures="18"', 'failures="0"'),
  );
  concludeStep(story, 'tests.yml', 'pytest', 'success');
  concludeStep(story, 'tests.yml', 'coverage', 'success');
}

describe('the world changes and the numbers follow', () => {
  it.concurrent('an action by tag costs the pins a level and Reproducibility a part', async () => {
    const ended = await auditOf((story) =>
      editFile(story, HEAD, TESTS, (text) =>
        text.replace(/actions\/setup-python@[0-9a-f]{40} # v5\.6\.0/, 'actions/setup-python@v5'),
      ),
    );
    expect(levelOf(ended, 'pinned-actions')).toBe(4);
    expect(scoresOf(ended)).toMatchObject({ Determinism: 5, Reproducibility: 4.7 });
    expect(conclusion(ended)).toEqual(ending(4.6, 'yellow', 'COMPLETE', 'success', 0));
  });

  it.concurrent('a pin to a commit that does not exist is level 0 and fails the Workflows gate', async () => {
    const ended = await auditOf((story) =>
      editFile(story, HEAD, TESTS, (text) =>
        text.replace(
          'a26af69be951a213d495a4c3e4e4022e16d87065',
          '0123456789abcdef0123456789abcdef01234567',
        ),
      ),
    );
    expect(levelOf(ended, 'pinned-actions')).toBe(0);
    expect(gatesOf(ended)).toMatchObject({ Workflows: 'failed' });
    expect(conclusion(ended)).toEqual(ending(4.2, 'red', 'INCOMPLETE', 'failure', 1));
  });

  it.concurrent('without the deferral the 18 failures count', async () => {
    const ended = await auditOf((story) => deleteFile(story, HEAD, REGISTRY));
    expect(gatesOf(ended)).toMatchObject({ 'CI stability': 'failed', Tests: 'failed' });
    expect(conclusion(ended)).toEqual(
      ending(expect.any(Number), 'red', 'INCOMPLETE', 'failure', 1),
    );
    expect(ended.audit?.score).toBeLessThan(4.7);
  });

  it.concurrent('an expired deferral restores the failure and is shown as expired', async () => {
    const ended = await auditOf((story) =>
      editFile(story, HEAD, REGISTRY, (text) => text.replace('until: M02', 'until: M01')),
    );
    expect(gatesOf(ended)).toMatchObject({ 'CI stability': 'failed', Tests: 'failed' });
    expect(conclusion(ended)).toEqual(
      ending(expect.any(Number), 'red', 'INCOMPLETE', 'failure', 1),
    );
    expect(ended.audit?.deferrals.map(({ id, state }) => [id, state])).toEqual([
      ['D01', 'expired'],
    ]);
  });

  it.concurrent.each([
    ['was never uploaded', (story: Story) => dropArtifact(story, 'junit'), 'missing'],
    ['has expired', (story: Story) => expireArtifact(story, 'junit'), 'expired'],
    [
      'cannot be read',
      (story: Story) => editArtifact(story, 'junit', 'results.xml', (xml) => xml.slice(0, 900)),
      'unreadable',
    ],
  ])(
    'a JUnit artifact that %s leaves the tests at 0 to 5: the lowest score falls, and there is not enough evidence',
    async (_what, change, state) => {
      const ended = await auditOf(change);
      expect(levelOf(ended, 'test-results')).toBe('0–5');
      expect(scoresOf(ended)).toMatchObject({ 'Test execution': 0 });
      expect(conclusion(ended)).toEqual(ending(3.6, 'red', 'INSUFFICIENT_EVIDENCE', 'failure', 1));
      expect(ended.audit?.score_max).toBe(4.8);
      expect(ended.audit?.sources.map((source) => source.state)).toEqual([state]);
    },
  );

  it.concurrent('a coverage gate that is enforced and met is level 5, and nothing is deferred any more', async () => {
    const ended = await auditOf(everyTestPasses);
    expect(scoresOf(ended)).toEqual({
      Determinism: 5,
      Reproducibility: 5,
      'Server boot': 5,
      'Test execution': 5,
      'Coverage gate': 5,
    });
    expect(conclusion(ended)).toEqual(ending(5, 'green', 'COMPLETE', 'success', 0));
  });

  it.concurrent('a threshold lowered between base and head is a weakening, with both values and the line', async () => {
    const ended = await auditOf((story) =>
      editFile(story, HEAD, TESTS, (text) => text.replace('--fail-under=60', '--fail-under=40')),
    );
    expect(levelOf(ended, 'no-weakening')).toBeLessThan(3);
    expect(gatesOf(ended)).toMatchObject({ Workflows: 'failed', Contracts: 'failed' });
    expect(ended.audit?.invariants.find(({ title }) => title === 'No CI weakening')).toMatchObject({
      state: 'broken',
    });
    expect(conclusion(ended)).toEqual(
      ending(expect.any(Number), 'red', 'INCOMPLETE', 'failure', 1),
    );
    const weakening = ended.audit?.issues.find(({ rule }) => rule === 'no-weakening');
    expect(weakening?.observation).toMatch(/tests\.yml:28 .*=60.* \S*tests\.yml:39 .*=40/);
  });

  it.concurrent('a second, green attempt counts, and the first stays on record as a flake', async () => {
    const ended = await auditOf((story) => {
      everyTestPasses(story);
      concludeStep(story, 'tests.yml', 'pytest', 'failure');
      concludeStep(story, 'tests.yml', 'coverage', 'skipped');
      const attempt = addAttempt(story, 'tests.yml', makeGreen);
      const junit = story.runs.flatMap(({ artifacts }) => artifacts);
      for (const artifact of junit)
        artifact.created = new Date(Date.parse(attempt.started) + 150_000).toISOString();
    });
    expect(ended.audit?.runs.find(({ workflow }) => workflow === 'Tests')).toMatchObject({
      attempt: 2,
      attempts: 2,
      conclusion: 'success',
    });
    expect(levelOf(ended, 'stable-runs')).toBeLessThan(5);
    expect(ended.audit?.flakes.length).toBeGreaterThan(0);
    expect(scoresOf(ended)).toMatchObject({ 'Test execution': 5, 'Coverage gate': 5 });
    expect(scoresOf(ended)['Determinism']).toBeLessThan(5);
  });

  it.concurrent('a merge whose tree is not the head’s has no evidence: its runs are stale and prove nothing', async () => {
    const ended = await auditOf(
      (story) => changeMerge(story, { 'scripts/late.py': 'LATE = True\n' }),
      'push',
    );
    expect(ended.audit?.runs.map(({ relation }) => relation)).toEqual(['stale', 'stale']);
    expect(levelOf(ended, 'test-results')).toBe('0–5');
    expect(conclusion(ended)).toEqual(
      ending(expect.any(Number), 'red', 'INSUFFICIENT_EVIDENCE', 'failure', 1),
    );
    expect(ended.audit?.commits.same_tree).toEqual([]);
  });
});
