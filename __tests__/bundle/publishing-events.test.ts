import { describe, expect, it } from '@jest/globals';
import { editFile, readFile, setPermissions, writeFile } from '../../sandbox/edit-story.ts';
import { queuePull } from '../../sandbox/queue-pull.ts';
import type { Story } from '../../sandbox/start-sandbox.ts';
import { CONFIG, m01, onStage, statesOf } from './stage.ts';

const BRANCH = 'm01-ci-truthfulness';
const REGISTRY = 'docs/milestones/deferred.yml';
const FORK = `mira-holt:${BRANCH}`;

/** The same milestone, brought by somebody's fork; its deferrals are the base branch's by now. */
function fromFork(): Story {
  const story = m01();
  writeFile(story, 'main', REGISTRY, readFile(story, BRANCH, REGISTRY) ?? '');
  for (const commit of story.commits) if (commit.branch === BRANCH) commit.branch = FORK;
  for (const pull of story.pulls) pull.head = FORK;
  for (const run of story.runs) if (run.on === BRANCH) run.on = FORK;
  return story;
}

describe('the merge queue', () => {
  it.concurrent('gets its status on its own commit, and neither comment nor document', () =>
    onStage(m01(), async ({ sandbox, audit }) => {
      const [pull] = sandbox.world.pulls;
      if (pull === undefined) throw new Error('the story has a pull request');
      const main = sandbox.world.repo.refs.get('refs/heads/main');
      const { sha } = queuePull(sandbox.world, pull);
      const ended = await audit('merge_group');
      expect(ended.outputs['audited-sha']).toBe(sha);
      expect(ended.audit?.runs.map(({ event }) => event)).toEqual(['merge_group', 'merge_group']);
      expect(sandbox.world.statuses.map((one) => [one.sha, one.state])).toEqual([
        [sha, 'pending'],
        [sha, 'success'],
      ]);
      expect(sandbox.world.comments).toEqual([]);
      expect(sandbox.world.repo.refs.get('refs/heads/main')).toBe(main);
    }));

  it.concurrent('is told from a pull request when CI of it comes to its end: a status, and nothing else', () =>
    onStage(m01(), async ({ sandbox, audit }) => {
      const [pull] = sandbox.world.pulls;
      if (pull === undefined) throw new Error('the story has a pull request');
      const { sha } = queuePull(sandbox.world, pull);
      const run = sandbox.world.runs.find(({ event }) => event === 'merge_group')?.id ?? 0;
      const ended = await audit('workflow_run', { run });
      expect(ended.outputs['audited-sha']).toBe(sha);
      expect(ended.log).toContain('comment: skipped, the pull request itself was audited');
      expect(ended.log).toContain('document: skipped, the document is committed after the merge');
      expect(sandbox.world.statuses.map((one) => [one.sha, one.state])).toEqual([
        [sha, 'pending'],
        [sha, 'success'],
      ]);
      expect(sandbox.world.comments).toEqual([]);
    }));
});

describe('events about no commit, after the merge', () => {
  it.concurrent.each(['schedule', 'milestone'] as const)(
    '%s audits the head of the default branch and commits what is not there yet',
    (event) =>
      onStage(m01(), async ({ sandbox, audit }) => {
        const merged = sandbox.merge();
        const ended = await audit(event);
        expect(ended.outputs).toMatchObject({ milestone: 'M01', 'audited-sha': merged });
        expect(sandbox.file('docs/milestones/M01/M01_audit.md')).toBe(ended.document);
        expect(statesOf(sandbox).at(-1)).toBe('success');
      }),
  );

  it.concurrent('commit nothing that the push has committed before them', () =>
    onStage(m01(), async ({ sandbox, audit }) => {
      sandbox.merge();
      await audit('push');
      const committed = sandbox.world.repo.refs.get('refs/heads/main');
      const writes = sandbox.world.comments.map(({ updatedAt }) => updatedAt);
      await audit('schedule');
      await audit('milestone');
      expect(sandbox.world.repo.refs.get('refs/heads/main')).toBe(committed);
      expect(sandbox.world.comments.map(({ updatedAt }) => updatedAt)).toEqual(writes);
    }));
});

describe('`/audit` under a pull request', () => {
  const said = (body: string, association: string) => ({
    comment: { body, association, author: 'jonas-reed' },
  });

  it.concurrent('by a maintainer audits its head', () =>
    onStage(m01(), async ({ sandbox, audit }) => {
      const ended = await audit('issue_comment', said('/audit\nplease', 'MEMBER'));
      expect(ended.outputs['audited-sha']).toBe(sandbox.world.pulls[0]?.headSha);
      expect(sandbox.world.comments.map(({ author }) => author)).toEqual([
        'jonas-reed',
        'github-actions[bot]',
      ]);
      expect(statesOf(sandbox)).toEqual(['pending', 'success']);
    }));

  it.concurrent.each([
    ['by anybody else', said('/audit', 'CONTRIBUTOR')],
    ['as a word among others', said('I would /audit this', 'OWNER')],
  ])('%s asks for nothing: no status, no comment, no failure', (_, comment) =>
    onStage(m01(), async ({ sandbox, audit }) => {
      const ended = await audit('issue_comment', comment);
      expect(ended.exitCode).toBe(0);
      expect(statesOf(sandbox)).toEqual([]);
      expect(sandbox.world.comments.length).toBe(1);
    }),
  );
});

describe('a fork’s pull request, from `workflow_run`', () => {
  it.concurrent('gets comment and status on its head, by the base branch’s config, whatever the fork made of it', async () => {
    const story = fromFork();
    editFile(story, FORK, CONFIG, (text) => `${text}\nfail-on: never\nstatus-name: Mine\n`);
    await onStage(story, async ({ sandbox, audit }) => {
      const ended = await audit('workflow_run');
      const head = sandbox.world.pulls[0]?.headSha;
      expect([ended.outputs['audited-sha'], ended.audit?.score]).toEqual([head, 4.7]);
      expect(sandbox.world.comments.map(({ issue }) => issue)).toEqual([14]);
      expect(
        sandbox.world.statuses.map(({ sha, state, context }) => [sha, state, context]),
      ).toEqual([
        [head, 'pending', 'Milestone audit'],
        [head, 'success', 'Milestone audit'],
      ]);
    });
  });

  it.concurrent('is not guessed when several have the same head: each gets its comment', async () => {
    const story = fromFork();
    const [pull] = story.pulls;
    if (pull === undefined) throw new Error('the story has a pull request');
    story.pulls.push({ ...pull, number: 15, title: 'M01 once more' });
    await onStage(story, async ({ sandbox, audit }) => {
      await audit('workflow_run');
      expect(sandbox.world.comments.map(({ issue }) => issue).sort()).toEqual([14, 15]);
      expect(sandbox.world.statuses.at(-1)?.description).toMatch(/^#14, the worst of #14, #15: /);
    });
  });

  it.concurrent('that is gone by now is reported too', async () => {
    const story = fromFork();
    story.pulls = [];
    await onStage(story, async ({ sandbox, audit }) => {
      const ended = await audit('workflow_run', { given: { milestone: 'M01' } });
      expect([sandbox.world.comments, statesOf(sandbox)]).toEqual([[], ['error']]);
      expect(ended.outputs['reason']).toMatch(/none has .* as head/);
    });
  });

  it.concurrent('on `pull_request` its token may only read: summary and outputs, and the missing permissions by name', async () => {
    const story = fromFork();
    setPermissions(story, {
      contents: 'read',
      checks: 'read',
      statuses: 'read',
      'pull-requests': 'read',
    });
    await onStage(story, async ({ sandbox, audit }) => {
      const ended = await audit('pull_request');
      expect([ended.outputs['verdict'], ended.exitCode]).toEqual(['yellow', 0]);
      expect(statesOf(sandbox)).toEqual([]);
      expect(ended.summary).toMatch(/pull-requests: write/);
      expect(ended.summary).toMatch(/statuses: write/);
    });
  });
});

it.concurrent('Dependabot’s branch is trusted no more than a fork: config and plan come from the base', async () => {
  const story = m01();
  for (const pull of story.pulls) pull.author = 'dependabot[bot]';
  story.people['dependabot[bot]'] = { name: 'dependabot[bot]', email: 'd@example.org' };
  editFile(story, BRANCH, CONFIG, (text) => `${text}\nstatus-name: Mine\n`);
  await onStage(story, async ({ sandbox, audit }) => {
    const ended = await audit('workflow_run');
    expect(JSON.parse(ended.evidence)).toMatchObject({ target: { trusted: false } });
    expect(sandbox.world.statuses.at(-1)?.context).toBe('Milestone audit');
  });
});

it.concurrent('a draft is audited like any other when its event is let through', async () => {
  const story = m01();
  for (const pull of story.pulls) pull.draft = true;
  await onStage(story, async ({ sandbox, audit }) => {
    await audit('pull_request');
    expect(statesOf(sandbox)).toEqual(['pending', 'success']);
  });
});
