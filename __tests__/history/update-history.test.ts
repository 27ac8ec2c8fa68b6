import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { withoutHistory } from '../../src/audit-chain/read-audit-row.ts';
import { historySteps } from '../../src/history/finalize-audit.ts';
import { resultOf } from '../../src/lib/concurrency.ts';
import type { EvidenceFile } from '../../src/model/evidence-file.ts';

const json = (score: number, history: readonly unknown[] = []): string =>
  JSON.stringify({ score, history, commits: { audited: 'a', policy: 'p' } });

const digest = (text: string): string =>
  createHash('sha256').update(withoutHistory(text)).digest('hex');

const entry = { audited: 'a', blob: 'b', score: 4, verdict: 'green', completed_at: null } as const;

function bundle(before: string, entries: readonly (typeof entry)[] = []): EvidenceFile {
  const value = { entries, replaced: { entry, digest: digest(before) } };
  const history = { state: 'present', value, source: { what: 'previous audits' } };
  return { evidence: { history } } as unknown as EvidenceFile;
}

const updated = (file: EvidenceFile, text: string): EvidenceFile =>
  resultOf(
    historySteps(file, function* () {
      yield;
      return text;
    }),
  );

it('the same audit again takes its history over unchanged', () => {
  const settled = updated(bundle(json(4), [entry]), json(4));
  expect(settled.evidence.history).toMatchObject({ value: { entries: [entry] } });
});

it('a repeated first audit has the evidence of the first audit', () => {
  const settled = updated(bundle(json(4)), json(4));
  expect(settled.evidence.history).toEqual({
    state: 'none',
    why: 'there is no earlier audit in the repository',
    source: { what: 'previous audits' },
  });
});

it('another audit keeps the one it replaces, and no digest stays in the bundle', () => {
  const settled = updated(bundle(json(4), [entry]), json(5));
  expect(settled.evidence.history).toMatchObject({ value: { entries: [entry, entry] } });
  expect(JSON.stringify(settled)).not.toContain('digest');
});
