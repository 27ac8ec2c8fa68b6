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

it.each([{ comment: 'never' }, { comment: 'on-failure' }, { comment: 'never', status: 'both' }])(
  'without a comment the status stays, whose link records its audit: %j',
  (inputs) =>
    onWorld(honestStory(), async ({ sandbox, audit }) => {
      const first = await audit('pull_request', inputs);
      expireAll(sandbox);
      const again = await audit('pull_request', inputs);
      expect([
        again.status,
        again.described,
        again.exitCode,
        sandbox.world.comments.length,
      ]).toEqual(['success', first.described, 0, 0]);
      expect(again.log).toContain('stays, because this one has less evidence for');
    }),
);

it('without a comment a newer attempt replaces the status even when its evidence expired', () =>
  onWorld(honestStory(), async ({ sandbox, audit }) => {
    await audit('pull_request', { comment: 'never' });
    repeatHead(sandbox);
    expireAll(sandbox);
    expect((await audit('pull_request', { comment: 'never' })).status).toBe('failure');
  }));

it('a status of another audit of the commit in between records nothing, and is replaced', () =>
  onWorld(honestStory(), async ({ sandbox, audit }) => {
    const inputs = { comment: 'never' };
    await audit('pull_request', inputs);
    const [known] = sandbox.world.statuses.slice(-1);
    if (known === undefined) throw new Error('the audit posted a status');
    sandbox.world.statuses.push({ ...known, state: 'failure', targetUrl: 'https://example.org' });
    expireAll(sandbox);
    expect((await audit('pull_request', inputs)).status).toBe('failure');
  }));

const lastCheck = ({ world }: Sandbox) => {
  const { status, conclusion, title, summary } = world.checkRuns.at(-1) ?? {};
  return { status, conclusion, title, summary };
};

it.each([{ status: 'check' }, { status: 'check', comment: 'never' }])(
  'a check run stays with its page, which says why: %j',
  (inputs) =>
    onWorld(honestStory(), async ({ sandbox, audit }) => {
      await audit('pull_request', inputs);
      const before = lastCheck(sandbox);
      expireAll(sandbox);
      const again = await audit('pull_request', inputs);
      const now = lastCheck(sandbox);
      expect(again.exitCode).toBe(0);
      expect(now).toEqual({ ...before, summary: expect.stringContaining('less evidence') });
      expect(shownIn(now.summary ?? '')).toBe(shownIn(before.summary ?? ''));
    }),
);

it('a check run is replaced when a newer attempt has less evidence', () =>
  onWorld(honestStory(), async ({ sandbox, audit }) => {
    const inputs = { status: 'check', comment: 'never' };
    await audit('pull_request', inputs);
    repeatHead(sandbox);
    expireAll(sandbox);
    expect((await audit('pull_request', inputs)).exitCode).toBe(1);
    expect(lastCheck(sandbox).conclusion).toBe('failure');
  }));

it('an earlier status that cannot be read is an error, not none', () =>
  onWorld(
    honestStory(),
    async ({ audit }) => {
      const { status, exitCode, log } = await audit('pull_request', { comment: 'never' });
      expect([status, exitCode]).toEqual(['error', 1]);
      expect(log).toMatch(
        /whether an earlier audit of this commit rests on more evidence could not be determined: GET \S+\/statuses: not found, .*; check /,
      );
    },
    (method, path) =>
      method === 'GET' && path.endsWith('/statuses') ? { status: 404 } : undefined,
  ));
