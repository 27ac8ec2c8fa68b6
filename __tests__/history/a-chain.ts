import { createHash } from 'node:crypto';
import { type AuditFile, auditFiles } from '../../src/audit-chain/read-audit-row.ts';
import { type Chain, type ChainOptions, readChain } from '../../src/audit-chain/read-chain.ts';
import type { TreeEntry } from '../../src/model/forge.ts';
import type { PreviousAudit } from '../../src/model/history.ts';
import { auditTrend } from '../../src/scoring/audit-history.ts';

/* Audits in memory as a repository would hold them: path → JSON text. */

export const places = {
  docsPath: 'docs/milestones/{milestone}/{milestone}_audit.md',
  auditKey: '',
};

export const pathOf = (id: string): string => `docs/milestones/${id}/${id}_audit.json`;

export function blobOf(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

export interface Shelf {
  readonly files: Map<string, string>;
  reads: number;
}

export function aShelf(): Shelf {
  return { files: new Map(), reads: 0 };
}

export function entriesOf({ files }: Shelf): readonly TreeEntry[] {
  return [...files].map(([path, text]) => ({
    path,
    mode: '100644',
    blob: blobOf(text),
    bytes: text.length,
  }));
}

export function chainOf(shelf: Shelf, before?: string, options: ChainOptions = {}): Promise<Chain> {
  const all = auditFiles(entriesOf(shelf), places);
  const end = before === undefined ? all.length : all.findIndex((one) => one.milestone === before);
  const read = async (file: AuditFile) => {
    shelf.reads += 1;
    return { state: 'found', text: shelf.files.get(file.entry.path) ?? '' } as const;
  };
  return readChain(end === -1 ? all : all.slice(0, end), read, options);
}

/** Writes an audit that remembers what lies on the shelf, as the action would after a milestone. */
export async function write(shelf: Shelf, id: string, extra: object = {}): Promise<Chain> {
  const chain = await chainOf(shelf, id);
  shelf.files.set(pathOf(id), jsonOf(id, chain.audits, extra));
  return chain;
}

function jsonOf(id: string, previous: readonly PreviousAudit[], extra: object): string {
  return JSON.stringify({
    schema: 'milestone-audit/1',
    milestone: id,
    title: `Title of ${id}`,
    score: 4,
    verdict: 'green',
    outcome: 'COMPLETE',
    commits: { audited: blobOf(id), merge: null },
    evidence_completed_at: '2026-03-08T12:00:00Z',
    branch: 'main',
    pull_request: null,
    categories: [{ id: 'tests', title: 'Tests', score: 4, weight: 1 }],
    rules: [{ id: 'test-results', title: 'Test results', level: 4 }],
    runs: [{ id: 7, relation: 'audited' }],
    trend: auditTrend(previous),
    history: [],
    flakes: [],
    deferrals: [],
    registry: null,
    ...extra,
  });
}
