import { describe, expect, it } from '@jest/globals';
import { concludeStep, deleteFile, writeFile } from '../../sandbox/edit-story.ts';
import type { Story } from '../../sandbox/start-sandbox.ts';
import { present } from '../../src/model/evidence.ts';
import type { PreviousAudit } from '../../src/model/history.ts';
import type { Ledger } from '../../src/model/repository.ts';
import { renderDocument } from '../../src/render/document.ts';
import { auditOf, bundleOf, citedBy, composed, issueOf, levelIn } from './audit-of.ts';
import {
  entries,
  HEAD_RUN,
  honestStory,
  PLAN,
  placeOf,
  REGISTRY,
  startOf,
  storyWith,
  TOPIC,
} from './honest-story.ts';

describe('The honest story', () => {
  it.each(['pull_request', 'push'] as const)(
    'where all is well no alarm is raised (%s)',
    async (event) => {
      const audit = await auditOf(honestStory(), event);
      expect(audit.issues).toEqual([]);
      expect(audit.notices).toEqual([]);
      expect(audit.flakes).toEqual([]);
      expect(
        audit.rules.flatMap(({ id, level }) => (level === null || level === 5 ? [] : [id])),
      ).toEqual([]);
      expect(audit.gates.filter(({ state }) => state === 'failed')).toEqual([]);
    },
  );
});

describe('The overall score', () => {
  /* Point 1: overall scores that do not follow from the categories beside them. */

  /** What a reader gets who redoes the printed formula by hand. */
  function redone(formula: string): number {
    const terms = [...formula.matchAll(/([\d.]+) × ([\d.]+)/g)];
    const sum = terms.reduce(
      (total, [, weight, score]) => total + Number(weight) * Number(score),
      0,
    );
    const weights = Number(/\/ ([\d.]+) =/.exec(formula)?.[1]);
    return Math.floor((sum * 10) / weights + 0.5 + 1e-9) / 10;
  }

  it('the overall is what the printed formula gives, whatever fails', async () => {
    const stories = [
      honestStory(),
      storyWith((story) => concludeStep(story, HEAD_RUN, 'tests', 'failure')),
      storyWith((story) => story.runs.splice(1)),
    ];
    for (const story of stories) {
      const audit = await auditOf(story);
      const printed = audit.categories.filter(({ score }) => score !== null);
      const [lowest = '', highest = lowest] = audit.formula.split('; at most ');
      const terms = (formula: string) =>
        [...formula.matchAll(/ × ([\d.]+)/g)].map(([, score]) => Number(score));
      expect([audit.score, audit.score_max]).toEqual([redone(lowest), redone(highest)]);
      expect([terms(lowest), terms(highest)]).toEqual([
        printed.map(({ score }) => score),
        printed.map(({ score_max }) => score_max),
      ]);
    }
  });

  it('one document states one overall', async () => {
    const audit = await auditOf(honestStory());
    const stated = [...renderDocument(audit).matchAll(/(\d(?:\.\d)?) \/ 5\b/g)].map(
      ([, score]) => score,
    );
    expect(stated.length).toBeGreaterThan(1);
    expect([...new Set(stated)].map(Number)).toEqual([audit.score]);
  });

  it('an earlier audit whose overall does not follow from its categories is reported, with both numbers', async () => {
    const before = (score: number, audited: string): string =>
      JSON.stringify({
        schema: 'milestone-audit/1',
        milestone: 'M01',
        title: 'Begin',
        commits: { base: null, audited, merge: null },
        categories: [5, 5, 5, 4].map((one, at) => ({
          id: `c${at}`,
          title: `C${at}`,
          weight: 1,
          score: one,
        })),
        rules: [],
        score,
        verdict: 'green',
      });
    const told = (score: number) =>
      auditOf(
        storyWith((story) =>
          story.commits.splice(1, 0, {
            branch: 'main',
            message: 'Audit M01',
            author: 'ada',
            at: '2026-05-04T09:00:00Z',
            write: { 'docs/milestones/M01/M01_audit.json': before(score, startOf(story)) },
            delete: [],
          }),
        ),
      );
    const [inflated, right] = [await told(5), await told(4.8)];
    expect(inflated.notices.join('\n')).toMatch(/M01.*5\.0.*4\.8/s);
    expect(inflated.issues.length).toBe(1);
    expect([right.notices, right.issues]).toEqual([[], []]);
  });
});

describe('Empty papers', () => {
  /* Point 11: ledger rows that disagree, placeholders, audits of 0 bytes. */

  const SUMMARY = 'docs/milestones/M02/M02_summary.md';
  const COMMIT = 'abcdef1234567890abcdef1234567890abcdef12';

  const EARLIER: PreviousAudit = {
    milestone: 'M01',
    path: 'docs/milestones/M01/M01_audit.json',
    blob: 'c'.repeat(40),
    audited: COMMIT,
    score: 4.7,
    verdict: 'yellow',
    categories: [],
    rules: [],
  };

  /** The honest story with a ledger that says these cells of M01 in line 7. */
  async function withRow(...cells: readonly string[]) {
    const bundle = await bundleOf(honestStory());
    const ledger: Ledger = { path: 'docs/ledger.md', rows: [{ milestone: 'M01', line: 7, cells }] };
    return composed({
      ...bundle,
      config: { ...bundle.config, ledger: 'docs/ledger.md' },
      evidence: {
        ...bundle.evidence,
        ledger: present(ledger, { what: 'docs/ledger.md' }),
        previous: present([EARLIER], { what: 'previous audits' }),
      },
    });
  }

  it('a row that was typed another score, or another commit, is cited by its line', async () => {
    const score = await withRow('M01', '5.0 / 5', COMMIT.slice(0, 7));
    const commit = await withRow('M01', '4.7 / 5', '1234567');
    for (const audit of [score, commit]) {
      expect(levelIn(audit, 'ledger-consistency')).toBe(3);
      expect(citedBy(audit, 'ledger-consistency')).toEqual(['docs/ledger.md:7']);
    }
    expect(score.rules.find(({ id }) => id === 'ledger-consistency')?.proof[0]?.text).toContain(
      'says 5.0, its audit 4.7',
    );
  });

  it('a placeholder that stayed is no agreement', async () => {
    expect(levelIn(await withRow('M01', '4.7 / 5', 'TBD'), 'ledger-consistency')).toBe(4);
  });

  it('a document of 0 bytes is empty, a missing one is missing', async () => {
    const empty = await auditOf(storyWith((story) => writeFile(story, TOPIC, SUMMARY, '')));
    const gone = await auditOf(storyWith((story) => deleteFile(story, TOPIC, SUMMARY)));
    expect([levelIn(empty, 'evidence-pack'), levelIn(gone, 'evidence-pack')]).toEqual([0, 0]);
    expect([empty, gone].map((audit) => issueOf(audit, 'evidence-pack')?.observation)).toEqual([
      `${SUMMARY} is empty.`,
      `${SUMMARY} is missing.`,
    ]);
  });

  it('an empty earlier audit is reported, and hides nothing', async () => {
    const audit = await auditOf(
      storyWith((story) => writeFile(story, 'main', 'docs/milestones/M01/M01_audit.json', '')),
    );
    expect(audit.notices.join('\n')).toContain(
      'docs/milestones/M01/M01_audit.json could not be read',
    );
    expect(audit.trend).toEqual([]);
  });

  it('a row that agrees and papers that are written raise no alarm', async () => {
    const audit = await withRow('M01', '4.7 / 5', COMMIT.slice(0, 7));
    expect([levelIn(audit, 'ledger-consistency'), levelIn(audit, 'evidence-pack')]).toEqual([5, 5]);
    expect([issueOf(audit, 'ledger-consistency'), issueOf(audit, 'evidence-pack')]).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('Lost promises', () => {
  /* Point 9: lost rows of the registry; items of the definition of done reworded so that they can be ticked. */

  const planned = (...items: readonly string[]): Story =>
    storyWith((story) =>
      writeFile(
        story,
        TOPIC,
        PLAN,
        `# M02: Tide tables\n\n## Definition of done\n\n${items.map((item) => `- ${item}\n`).join('')}`,
      ),
    );

  it('an entry that left the registry is named', async () => {
    const one = await auditOf(
      storyWith((story) => writeFile(story, TOPIC, REGISTRY, entries('D01'))),
    );
    expect(levelIn(one, 'deferral-continuity')).toBe(1);
    expect(issueOf(one, 'deferral-continuity')?.observation).toContain('D02');
    expect(one.registry?.lost).toEqual(['D02']);
  });

  it('a registry that was deleted has lost them all', async () => {
    const audit = await auditOf(storyWith((story) => deleteFile(story, TOPIC, REGISTRY)));
    expect(levelIn(audit, 'deferral-continuity')).toBe(0);
    expect(audit.registry?.lost).toEqual(['D01', 'D02']);
  });

  it('an item that was reworded before it was ticked counts as lost', async () => {
    const audit = await auditOf(planned('[x] Tables for a month', '[x] Low water is tested'));
    expect(levelIn(audit, 'definition-of-done')).toBe(0);
    expect(issueOf(audit, 'definition-of-done')?.observation).toContain('Tables for a year');
  });

  it('so does one that was taken out; one left open is named with its line', async () => {
    const gone = await auditOf(planned('[x] Low water is tested'));
    expect(levelIn(gone, 'definition-of-done')).toBe(0);
    const story = planned('[x] Tables for a year', '[ ] Low water is tested');
    const open = await auditOf(story);
    expect(levelIn(open, 'definition-of-done')).toBe(2);
    expect(citedBy(open, 'definition-of-done')).toEqual([placeOf(story, PLAN, '[ ]')]);
  });

  it('a kept registry with a new entry, and a plan with a new item, raise no alarm', async () => {
    const grown = storyWith((story) =>
      writeFile(story, TOPIC, REGISTRY, entries('D01', 'D02', 'D03')),
    );
    const more = planned(
      '[x] Tables for a year',
      '[x] Low water is tested',
      '[x] The moon is drawn',
    );
    for (const story of [honestStory(), grown, more]) {
      const audit = await auditOf(story);
      expect([levelIn(audit, 'deferral-continuity'), levelIn(audit, 'definition-of-done')]).toEqual(
        [5, 5],
      );
      expect(issueOf(audit, 'definition-of-done')).toBeUndefined();
    }
  });
});
