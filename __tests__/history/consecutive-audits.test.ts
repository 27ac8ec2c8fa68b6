import { describe, expect, it } from '@jest/globals';
import { buildCommits } from '../../sandbox/build-commits.ts';
import { buildArtifacts, buildRuns } from '../../sandbox/build-runs.ts';
import { editFile } from '../../sandbox/edit-story.ts';
import { moveBranch } from '../../sandbox/move-ref.ts';
import type { Sandbox } from '../../sandbox/start-sandbox.ts';
import type { StoryRun } from '../../sandbox/story.ts';
import type { Audit } from '../../src/model/audit.ts';
import type { TrendRow } from '../../src/model/history.ts';
import { audit } from '../../src/pipeline.ts';
import { m01, onStage } from '../bundle/stage.ts';
import { pathOf } from './a-chain.ts';
import { gitBlob } from './expected-history.ts';
import { CONFIG, configText, LEDGER, withHistory } from './simulated-history.ts';
import { worldIn } from './world-in.ts';

describe('Pushes to one pull request', () => {
  const HEAD = 'm01-ci-truthfulness';

  /** Pushes a commit to the pull request and runs its CI on it, as the story's first runs went. */
  function pushAgain({ world }: Sandbox, runs: readonly StoryRun[], nth: number): void {
    const at = `2026-03-08T1${nth + 2}:00:00Z`;
    world.clock.advanceTo(at);
    const write = { [`notes-${nth}.txt`]: String(nth) };
    buildCommits(world, [
      { branch: HEAD, message: 'Note', author: 'mira-holt', at, write, delete: [] },
    ]);
    moveBranch(world, world.repo, HEAD, world.repo.refs.get(`refs/heads/${HEAD}`) ?? '');
    const again = runs.map((run): StoryRun => {
      const id = (old: number): number => old + nth * 1000;
      return {
        ...run,
        id: id(run.id),
        on: HEAD,
        attempts: run.attempts.slice(0, 1).map((attempt) => ({
          started: at,
          jobs: attempt.jobs.map((job) => ({ ...job, id: id(job.id) })),
        })),
        artifacts: run.artifacts.map((artifact) => ({
          ...artifact,
          id: id(artifact.id),
          created: at,
        })),
      };
    });
    world.runs.push(...buildRuns(world, again, new Map()));
    world.artifacts.push(...buildArtifacts(again));
  }

  it('each push is compared with the audit before it, and auditing it again changes no byte', async () => {
    const story = m01();
    const runs = story.runs.filter(({ on }) => on === HEAD);
    await onStage(story, async ({ sandbox }) => {
      const comment = (): string => sandbox.world.comments[0]?.body ?? '';
      const head = (): string => sandbox.world.repo.refs.get(`refs/heads/${HEAD}`) ?? '';
      const shas: string[] = [];
      for (const nth of [0, 1, 2]) {
        if (nth > 0) pushAgain(sandbox, runs, nth);
        await audit(worldIn(sandbox, 'pull_request'));
        const said = comment();
        const before = shas.at(-1);
        shas.push(head());
        expect(said.match(/[Ss]ince \[`(\w{7})`/)?.[1]).toBe(before?.slice(0, 7));
        await audit(worldIn(sandbox, 'pull_request'));
        await audit(worldIn(sandbox, 'workflow_run'));
        expect(comment()).toBe(said);
      }
      expect(sandbox.world.comments).toHaveLength(1);
    });
  });
});

describe('Closing a milestone', () => {
  const LINKS =
    /<!-- milestone-audit:link -->\[M01 audit\]\(([^)]+)\): [\w ]+, [\d.–]+ \/ 5<!-- \/milestone-audit:link -->$/;

  it('closing the milestone audits it once more and writes its link, and again changes nothing', async () => {
    const story = m01();
    editFile(story, 'main', CONFIG, (text) => `${text}\nmilestone:\n  link: true\n`);
    await onStage(story, async ({ sandbox }) => {
      const [milestone] = sandbox.world.milestones;
      if (milestone === undefined) throw new Error('the story has a milestone');
      milestone.description = 'Truth first.';
      sandbox.merge();
      for (const event of ['push', 'milestone', 'milestone'] as const) {
        const log: string[] = [];
        await audit(worldIn(sandbox, event, {}, log));
        expect(log.filter((line) => /: failed,/.test(line))).toEqual([]);
        const [own = '', link = ''] = LINKS.exec(milestone.description) ?? [];
        expect(milestone.description).toBe(`Truth first.\n\n${own}`);
        expect(link).toMatch(/\/blob\/main\/docs\/milestones\/M01\/M01_audit\.md$/);
      }
      expect(sandbox.counts()['issues/update-milestone']).toBe(1);
      expect(sandbox.file('docs/milestones/M01/M01_audit.json')).toContain('"milestone": "M01"');
    });
  });
});

describe('Audits on a branch of their own', () => {
  it('audits that lie on a branch of their own are read there: chain, trend and history go on', async () => {
    await withHistory(async ({ close, again, file, sandbox }) => {
      const ledger = `ledger: ${LEDGER}\n`;
      const files = { [CONFIG]: `${configText().replace(ledger, '')}docs: branch:audits\n` };
      const first = await close({ id: 'M01', files });
      const second = await close({ id: 'M02', tests: 8 });
      expect([first.mode, second.mode]).toEqual(['baseline', 'delta']);
      expect(second).toMatchObject({
        predecessor: { milestone: 'M01', audited: first.commits.audited, verified: true },
        regressions: [{ what: 'test count', before: '10', after: '8' }],
      });
      const head = (): unknown => sandbox.world.repo.refs.get('refs/heads/audits');
      const before = head();
      await again('M02');
      expect(head()).toBe(before);
      const third = await close({ id: 'M02', tests: 9 });
      expect(third.history).toMatchObject([{ audited: second.commits.audited }]);
      expect(file('docs/milestones/README.md')).toMatch(/\| \[M02\][\s\S]*\| \[M01\]/);
      expect(sandbox.file('docs/milestones/README.md')).toBeUndefined();
    }, 'audits');
  });
});

describe('Long histories', () => {
  const idOf = (at: number): string => `M${String(at).padStart(3, '0')}`;

  /** The file of the n-th audit as this version writes it, with the rows of at most 250 before it. */
  function written(first: Audit, at: number, before: readonly TrendRow[]): string {
    const milestone = idOf(at);
    const audit = { ...first, milestone, title: `Work ${milestone}`, trend: before.slice(-250) };
    return `${JSON.stringify(audit)}\n`;
  }

  /** `count` audits in one commit, each of which recorded those before it. */
  function chainFrom(first: Audit, count: number): Record<string, string> {
    const rows: TrendRow[] = [];
    const files: Record<string, string> = {};
    for (let at = 1; at <= count; at += 1) {
      const text = written(first, at, rows);
      files[pathOf(idOf(at))] = text;
      rows.push({
        milestone: idOf(at),
        title: `Work ${idOf(at)}`,
        score: first.score,
        verdict: first.verdict ?? 'red',
        outcome: first.outcome,
        completed_at: first.evidence_completed_at,
        audited: first.commits.audited,
        blob: gitBlob(text),
        categories: [],
      });
    }
    return files;
  }

  interface Cost {
    readonly requests: number;
    readonly document: number;
    readonly audit: Audit;
    readonly text: string;
    readonly evidence: string;
  }

  /** What one audit costs that has `count` before it. */
  function costWith(count: number): Promise<Cost> {
    return withHistory(async ({ close, commit, sandbox, file }) => {
      const first = await close({ id: idOf(1) });
      commit('history', chainFrom(first, count));
      const asked = sandbox.requests.length;
      const audit = await close({ id: idOf(count + 1) });
      const beside = `docs/milestones/${audit.milestone}/${audit.milestone}`;
      const text = file(`${beside}_audit.md`);
      const evidence = file(`${beside}_evidence.json`);
      const requests = sandbox.requests.length - asked;
      return { requests, document: Buffer.byteLength(text), audit, text, evidence };
    });
  }

  it('an audit with 260 predecessors costs at most two requests more than one with 5, and its document folds them', async () => {
    const [few, many] = [await costWith(5), await costWith(260)];
    expect(many.audit.predecessor).toMatchObject({ milestone: 'M260', verified: true });
    expect(many.audit.chain).toEqual({ findings: [], gaps: [] });
    expect([few.audit.trend.length, many.audit.trend.length]).toEqual([5, 250]);
    expect(many.requests - few.requests).toBeLessThanOrEqual(2);
    expect(many.text).toContain('<summary>226 older milestones</summary>');
    // All of the evidence fits, so that the audit can be made again from what is committed.
    expect(many.evidence).not.toContain('this saved evidence was shortened');
    // A row of a folded table has about 40 bytes.
    expect(many.document - few.document).toBeLessThan(16 * 1024);
  });
});
