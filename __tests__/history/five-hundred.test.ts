import { expect, it } from '@jest/globals';
import type { Audit } from '../../src/model/audit.ts';
import type { TrendRow } from '../../src/model/history.ts';
import { pathOf } from './a-chain.ts';
import { gitBlob } from './expected-history.ts';
import { withHistory } from './simulated-history.ts';

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
      verdict: first.verdict,
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

it('an audit with 500 predecessors costs at most two requests more than one with 5, and its document folds them', async () => {
  const [few, many] = [await costWith(5), await costWith(500)];
  expect(many.audit.predecessor).toMatchObject({ milestone: 'M500', verified: true });
  expect(many.audit.chain).toEqual({ findings: [], gaps: [] });
  expect([few.audit.trend.length, many.audit.trend.length]).toEqual([5, 250]);
  expect(many.requests - few.requests).toBeLessThanOrEqual(2);
  expect(many.text).toContain('<summary>226 older milestones</summary>');
  // All of the evidence fits, so that the audit can be made again from what is committed.
  expect(many.evidence).not.toContain('this saved evidence was shortened');
  // A row of a folded table has about 40 bytes.
  expect(many.document - few.document).toBeLessThan(16 * 1024);
});
