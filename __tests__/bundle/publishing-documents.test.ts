import { describe, expect, it } from '@jest/globals';
import { commitOnBranch } from '../../sandbox/move-ref.ts';
import type { Sandbox } from '../../sandbox/start-sandbox.ts';
import { committedText, m01, onStage, statesOf } from './stage.ts';

const HEAD = 'm01-ci-truthfulness';
const AUDIT = 'milestone-audit/M01';
const NAMES = ['M01_audit.md', 'M01_audit.json', 'M01_evidence.json.gz'];
const PATHS = NAMES.map((name) => `docs/milestones/M01/${name}`);

const tip = ({ world }: Sandbox, branch: string): string | undefined =>
  world.repo.refs.get(`refs/heads/${branch}`);

const filesOn = (sandbox: Sandbox, branch: string) =>
  PATHS.map((path) => committedText(sandbox, path, branch));

/** Pull requests that the audit opened. */
const ownPulls = ({ world }: Sandbox) => world.pulls.filter(({ headRef }) => headRef === AUDIT);

/** A protected default branch, after the merge. */
function protectedMain() {
  const story = m01();
  story.rules.push({ branch: 'main', type: 'pull_request' });
  return story;
}

describe('`docs: auto` where a rule forbids the push', () => {
  it.concurrent('brings the document by one pull request, says why, and closes it once the rule is gone', () =>
    onStage(protectedMain(), async ({ sandbox, audit }) => {
      const merged = sandbox.merge();
      const ended = await audit('push');
      expect(tip(sandbox, 'main')).toBe(merged);
      expect(filesOn(sandbox, AUDIT)).toEqual([ended.document, ended.json, ended.evidence]);
      expect(ownPulls(sandbox).map(({ state }) => state)).toEqual(['open']);
      expect(ended.outputs['docs-url']).toMatch(/\/pull\/\d+$/);
      expect(ended.summary).toContain('a ruleset requires a pull request');
      expect(statesOf(sandbox).at(-1)).toBe('success');

      sandbox.world.rules.length = 0;
      const direct = await audit('push');
      expect(filesOn(sandbox, 'main')).toEqual([direct.document, direct.json, direct.evidence]);
      expect(ownPulls(sandbox).map(({ state }) => state)).toEqual(['closed']);
    }));

  it.concurrent('updates that pull request, never a second one, and begins anew after its merge', () =>
    onStage(protectedMain(), async ({ sandbox, audit }) => {
      sandbox.merge();
      await audit('push');
      const first = tip(sandbox, AUDIT);
      await audit('schedule');
      expect(tip(sandbox, AUDIT)).toBe(first);
      await audit('push', { given: { 'fail-on': 'yellow' } });
      expect(tip(sandbox, AUDIT)).not.toBe(first);
      const [own] = ownPulls(sandbox);
      sandbox.merge(own?.number);
      await audit('push', { given: { 'fail-on': 'never' } });
      expect(ownPulls(sandbox).map(({ state }) => state)).toEqual(['closed', 'open']);
      const base = sandbox.world.repo.store.mustCommit(tip(sandbox, AUDIT) ?? '').parents;
      expect(base).toEqual([tip(sandbox, 'main')]);
    }));
});

it.concurrent('`docs: head` commits to the pull request’s branch with a status, and its own commit is no newer head', () =>
  onStage(m01(), async ({ sandbox, audit }) => {
    const audited = tip(sandbox, HEAD);
    const ended = await audit('pull_request', { given: { docs: 'head' } });
    expect(filesOn(sandbox, HEAD)).toEqual([ended.document, ended.json, ended.evidence]);
    expect(sandbox.world.statuses.map(({ sha, state }) => [sha, state])).toEqual([
      [audited, 'pending'],
      [audited, 'success'],
      [tip(sandbox, HEAD), 'success'],
    ]);

    const head = tip(sandbox, HEAD) ?? '';
    expect(sandbox.world.repo.store.mustCommit(head).parents).toEqual([audited]);
    const run = sandbox.world.runs.find(({ headSha }) => headSha === audited)?.id ?? 0;
    const later = await audit('workflow_run', { run, given: { docs: 'head' } });
    expect(later.outputs['verdict']).toBe('yellow');
    expect(tip(sandbox, HEAD)).toBe(head);
    const onHead = sandbox.world.statuses.filter(({ sha }) => sha === head);
    expect(onHead.at(-1)?.state).toBe('success');
  }));

it.concurrent('`docs: branch:…` begins the branch with the files alone, and leaves it when nothing changed', () =>
  onStage(m01(), async ({ sandbox, audit }) => {
    const given = { docs: 'branch:audits' };
    const ended = await audit('pull_request', { given });
    const made = tip(sandbox, 'audits') ?? '';
    expect(filesOn(sandbox, 'audits')).toEqual([ended.document, ended.json, ended.evidence]);
    expect(sandbox.world.repo.store.mustCommit(made).parents).toEqual([]);
    await audit('workflow_run', { given });
    expect(tip(sandbox, 'audits')).toBe(made);
  }));

it.concurrent('`docs: pull-request` never pushes to the default branch', () =>
  onStage(m01(), async ({ sandbox, audit }) => {
    const merged = sandbox.merge();
    await audit('push', { given: { docs: 'pull-request' } });
    expect(tip(sandbox, 'main')).toBe(merged);
    expect(ownPulls(sandbox).length).toBe(1);
  }));

it.concurrent('`docs: none` commits nowhere', () =>
  onStage(m01(), async ({ sandbox, audit }) => {
    sandbox.merge();
    const before = new Map(sandbox.world.repo.refs);
    const ended = await audit('push', { given: { docs: 'none' } });
    expect(sandbox.world.repo.refs).toEqual(before);
    expect(ended.outputs['docs-url']).toBe('');
    expect(statesOf(sandbox).at(-1)).toBe('success');
  }));

it.concurrent('two audits that commit at once both land', () =>
  onStage(m01(), async ({ sandbox, audit }) => {
    sandbox.merge();
    const [one, two] = await Promise.all([
      audit('push', { fresh: true, given: { milestone: 'M01' } }),
      audit('push', { fresh: true, given: { milestone: 'M02' } }),
    ]);
    expect([one.outputs['docs-sha'], two.outputs['docs-sha']]).not.toContain('');
    expect(sandbox.file(PATHS[0] ?? '')).toBe(one.document);
    expect(sandbox.file('docs/milestones/M02/M02_audit.md')).toBe(two.document);
  }));

it.concurrent('a commit in between loses nothing, and neither does a second: the files are built again on the new head', async () => {
  let between = (): void => undefined;
  let left = 2;
  await onStage(
    m01(),
    async ({ sandbox, audit }) => {
      sandbox.merge();
      between = () => {
        left -= 1;
        const head = tip(sandbox, 'main') ?? '';
        const { repo } = sandbox.world;
        const tree = repo.store.readTree(repo.store.mustCommit(head).tree);
        tree.set('between.txt', { mode: '100644', sha: repo.store.blob(Buffer.from('x')) });
        commitOnBranch(sandbox.world, repo, 'main', {
          login: 'mira-holt',
          message: 'In between',
          tree,
        });
      };
      const ended = await audit('push');
      expect(sandbox.file('between.txt')).toBe('x');
      expect(sandbox.file(PATHS[0] ?? '')).toBe(ended.document);
      expect(ended.log).toContain('moved on meanwhile');
      expect(statesOf(sandbox).at(-1)).toBe('success');
    },
    (_method, _path, _n, body) => {
      // The audit commits on the head it read first, and then on a newer one.
      if (body.includes('createCommitOnBranch') && left > 0) between();
      return undefined;
    },
  );
});

/** A commit that says it is the audit's own, and changes a file of the team's. */
function feignOwn({ world }: Sandbox): void {
  const { repo } = world;
  const tree = repo.store.readTree(
    repo.store.mustCommit(repo.refs.get('refs/heads/main') ?? '').tree,
  );
  tree.set('feigned.txt', { mode: '100644', sha: repo.store.blob(Buffer.from('x')) });
  const message = 'docs(audit): milestone audit of M01\n\nMilestone-Audit: M01';
  commitOnBranch(world, repo, 'main', { login: 'github-actions[bot]', message, tree });
}

it.concurrent('a push is skipped only when it is the audit’s own commit, pushed by its own token', () =>
  onStage(m01(), async ({ sandbox, audit }) => {
    sandbox.merge();
    await audit('push');
    const pushBy = async (actor: string, given = {}) => {
      const [asked, posted] = [sandbox.requests.length, sandbox.world.statuses.length];
      sandbox.world.audit.actor = actor;
      const ended = await audit('push', { given });
      const wrote = sandbox.requests
        .slice(asked)
        .some(({ method, path }) => method !== 'GET' && path !== '/graphql');
      const skipped = /the push is the audit's own commit/.test(ended.log);
      const announced = sandbox.world.statuses.length > posted;
      return { skipped, wrote, announced };
    };
    const own = await pushBy('github-actions[bot]');
    const byAnother = await pushBy('mira-holt', { milestone: 'M01' });
    feignOwn(sandbox);
    const feigned = await pushBy('github-actions[bot]', { milestone: 'M01' });
    expect({ own, byAnother, feigned }).toEqual({
      own: { skipped: true, wrote: false, announced: false },
      byAnother: { skipped: false, wrote: true, announced: true },
      feigned: { skipped: false, wrote: true, announced: true },
    });
  }));
