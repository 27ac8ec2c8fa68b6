import { expect, it } from '@jest/globals';
import type { Sandbox } from '../../sandbox/start-sandbox.ts';
import type { Run } from '../../sandbox/world.ts';
import { HEAD_RUN, honestStory } from './honest-story.ts';
import { onWorld } from './on-world.ts';

/* Nothing is committed for an open pull request: comment and status are all there is of an audit. */

const commentOf = ({ world }: Sandbox): string => world.comments.at(-1)?.body ?? '';
/** The comment without its note, its marker, and the link to the run that wrote it. */
const shownIn = (body: string): string =>
  (body.split(/\n\nAudited again|<!--/)[0] ?? '').replace(/runs\/9\d\d/g, '').trim();

function expireAll({ world }: Sandbox): void {
  for (const artifact of world.artifacts) artifact.expired = true;
}

function headRun({ world }: Sandbox): Run {
  const run = world.runs.find(({ id }) => id === HEAD_RUN);
  if (run === undefined) throw new Error('the story has a run of the head');
  return run;
}

/** Ends the attempts of the head's run with a step that failed. */
function failHead(sandbox: Sandbox): void {
  for (const attempt of headRun(sandbox).attempts) {
    attempt.conclusion = 'failure';
    for (const job of attempt.jobs) {
      job.conclusion = 'failure';
      for (const step of job.steps) if (step.name === 'tests') step.conclusion = 'failure';
    }
  }
}

function repeatHead(sandbox: Sandbox): void {
  const run = headRun(sandbox);
  const [first] = run.attempts;
  if (first === undefined) throw new Error('the run has an attempt');
  const jobs = first.jobs.map((job) => ({ ...structuredClone(job), id: job.id + 5000 }));
  run.attempts.push({ ...first, number: 2, jobs });
}

it('keeps comment and status after every artifact expired, and says why until they are back', () =>
  onWorld(honestStory(), async ({ sandbox, audit }) => {
    const first = await audit('pull_request');
    const before = commentOf(sandbox);
    expireAll(sandbox);
    const again = await audit('pull_request');
    expect([again.status, again.described, again.exitCode]).toEqual([
      'success',
      first.described,
      0,
    ]);
    expect(shownIn(commentOf(sandbox))).toBe(shownIn(before));
    expect(commentOf(sandbox)).toMatch(
      /\n\nAudited again with less evidence: the earlier audit of `\w{7}` stays, because this one has less evidence for .*\n\n<!-- /,
    );
    const noted = commentOf(sandbox);
    await audit('workflow_run');
    expect(commentOf(sandbox)).toBe(noted);
    for (const artifact of sandbox.world.artifacts) artifact.expired = false;
    await audit('pull_request');
    expect(shownIn(commentOf(sandbox))).toBe(shownIn(before));
    expect(commentOf(sandbox)).not.toContain('Audited again');
  }));

it('a red audit that stays fails the step as it did', () =>
  onWorld(honestStory(), async ({ sandbox, audit }) => {
    failHead(sandbox);
    const first = await audit('pull_request');
    expireAll(sandbox);
    const again = await audit('pull_request');
    expect([again.status, again.described, again.exitCode]).toEqual([
      'failure',
      first.described,
      1,
    ]);
  }));

it('a newer attempt replaces it even when its evidence expired, and the comment names it', () =>
  onWorld(honestStory(), async ({ sandbox, audit }) => {
    await audit('pull_request');
    repeatHead(sandbox);
    expireAll(sandbox);
    const again = await audit('pull_request');
    expect([again.status, again.exitCode]).toEqual(['failure', 1]);
    const changed = `Audited again: attempt 2 of CI run ${HEAD_RUN} is newer.`;
    expect(commentOf(sandbox)).toContain(changed);
    const written = commentOf(sandbox);
    await audit('pull_request');
    expect(commentOf(sandbox)).toBe(written);
  }));

it('failures that are known replace it whatever else was lost', () =>
  onWorld(honestStory(), async ({ sandbox, audit }) => {
    await audit('pull_request');
    failHead(sandbox);
    expireAll(sandbox);
    expect((await audit('pull_request')).status).toBe('failure');
  }));

it('an audit under another base replaces it: the green of one base proves nothing for another', () =>
  onWorld(honestStory(), async ({ sandbox, audit }) => {
    const { world } = sandbox;
    await audit('pull_request');
    const [pull] = world.pulls;
    if (pull === undefined) throw new Error('the story has a pull request');
    world.repo.refs.set('refs/heads/other', pull.headSha);
    pull.baseRef = 'other';
    expireAll(sandbox);
    expect((await audit('pull_request')).status).toBe('failure');
  }));

it('with both, the details end as the status that stays', () =>
  onWorld(honestStory(), async ({ sandbox, audit }) => {
    await audit('pull_request', { status: 'both' });
    expireAll(sandbox);
    await audit('pull_request', { status: 'both' });
    const { conclusion, status } = sandbox.world.checkRuns.at(-1) ?? {};
    expect([status, conclusion, sandbox.world.statuses.at(-1)?.state]).toEqual([
      'completed',
      'success',
      'success',
    ]);
  }));

it('a second pull request of the head that fails is not hidden by the first one, which stays', () =>
  onWorld(honestStory(), async ({ sandbox, audit }) => {
    const { world } = sandbox;
    await audit('pull_request');
    const [pull] = world.pulls;
    if (pull === undefined) throw new Error('the story has a pull request');
    world.repo.refs.set('refs/heads/dev', world.repo.refs.get('refs/heads/main') ?? '');
    world.pulls.push({ ...pull, number: 90, title: 'Second', baseRef: 'dev' });
    expireAll(sandbox);
    const again = await audit('pull_request');
    expect([again.status, again.exitCode]).toEqual(['failure', 1]);
  }));
