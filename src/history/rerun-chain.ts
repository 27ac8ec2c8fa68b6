import { type AuditFile, auditFiles, bySeries } from '../audit-chain/read-audit-row.ts';
import { type ReadFile, readChain } from '../audit-chain/read-chain.ts';
import { type Audit, readAudit, renderJson } from '../model/audit.ts';
import { type AuditLocations, auditPaths, historyPaths } from '../model/audit-paths.ts';
import { isShortened, readEvidenceText } from '../model/evidence-text.ts';
import type { TreeEntry } from '../model/forge.ts';
import { renderDocument } from '../render/document.ts';
import { RULES, RULES_VERSION } from '../rules/registry.ts';
import { chainFindings } from '../scoring/audit-history.ts';
import { composeAudit } from '../scoring/compose-audit.ts';
import { ledgerCells, withLedgerRow } from './ledger.ts';
import { milestoneFiles } from './milestone-files.ts';
import { type MilestoneHistory, milestoneHistory, trendRow } from './milestones.ts';

/**
 * Regenerates every audit of a repository from the evidence committed next to it, then the files made
 * from all audits, and compares each with the committed file, byte for byte. A file is never used to
 * regenerate itself.
 */
export async function rerunChain(
  shelf: Shelf,
  places: AuditLocations,
  version: string,
): Promise<readonly Rerun[]> {
  const files = auditFiles(shelf.entries, places);
  const made = await Promise.all(files.map((file) => rerunAudit(shelf, places, version, file)));
  const audits = made.flatMap(({ audit }) => (audit === undefined ? [] : [audit]));
  return [
    ...made.flatMap(({ reruns }) => reruns),
    ...(audits.length === 0 ? [] : await rerunProgramme(shelf, places, audits)),
  ];
}

interface Made {
  /** The regenerated audit, else the one in the file. */
  readonly audit: Audit | undefined;
  readonly reruns: readonly Rerun[];
}

async function rerunAudit(
  { read }: Shelf,
  places: AuditLocations,
  version: string,
  { milestone, entry }: AuditFile,
): Promise<Made> {
  const { document, evidence } = auditPaths(places.docsPath, milestone, places.auditKey);
  const [json, page, saved] = await Promise.all([entry.path, document, evidence].map(read));
  const claimed = readAudit(json ?? '');
  if (claimed.state !== 'read') {
    return { audit: undefined, reruns: [{ path: entry.path, state: 'differs', why: claimed.why }] };
  }
  const audit = regenerate(claimed.audit, saved, version);
  if (typeof audit === 'string') {
    const reruns: readonly Rerun[] = [
      { path: entry.path, state: 'unproved', why: audit },
      compareFile(document, renderDocument(claimed.audit), page),
    ];
    return { audit: claimed.audit, reruns };
  }
  const reruns = [
    compareFile(entry.path, renderJson(audit), json),
    compareFile(document, renderDocument(audit), page),
  ];
  return { audit, reruns };
}

/** Returns the audit that the saved evidence gives, or why it cannot be regenerated. */
function regenerate(claimed: Audit, text: string | undefined, version: string): Audit | string {
  if (text === undefined) return 'no evidence is committed beside it';
  const { tool } = claimed;
  if (tool.version !== version || tool.rules_version !== RULES_VERSION) {
    return `it was made by version ${tool.version} (rules ${tool.rules_version}), this is ${version} (rules ${RULES_VERSION})`;
  }
  const read = readEvidenceText(text);
  if (read.state === 'invalid') return read.why;
  if (isShortened(read.bundle)) return 'the evidence was shortened to fit, and tells less';
  return composeAudit(read.bundle, RULES, { version, rulesVersion: RULES_VERSION });
}

function reader(read: Shelf['read']): ReadFile {
  return async ({ entry }) => {
    const text = await read(entry.path);
    return text === undefined
      ? { state: 'unreadable', why: 'it is not there' }
      : { state: 'found', text };
  };
}

/** Returns what is wrong with the chain that the newest audit of each series recorded, as sentences. */
export async function chainProblems(
  { entries, read }: Shelf,
  places: AuditLocations,
): Promise<readonly string[]> {
  const series = bySeries(auditFiles(entries, places));
  const chains = await Promise.all(series.map((files) => readChain(files, reader(read))));
  return chains.flatMap(({ audits, problems }) => [...problems, ...chainFindings(audits)]);
}

/** Regenerates what all audits make together: index, page, pictures, badge, and the ledger's rows. */
async function rerunProgramme(
  shelf: Shelf,
  places: AuditLocations,
  audits: readonly Audit[],
): Promise<readonly Rerun[]> {
  const newest = audits.reduce((a, b) => (timeOf(b) >= timeOf(a) ? b : a));
  const history = await programmeWith(shelf, places, newest);
  const paths = historyPaths(places);
  const shared = await Promise.all(
    milestoneFiles(history).map(async ({ path, text }) => {
      const there = await shelf.read(path);
      // A file that a person wrote was never generated.
      const own =
        there === undefined || path !== paths?.index || there.startsWith('<!-- milestone-audit');
      return own ? [compareFile(path, text, there)] : [];
    }),
  );
  return [...shared.flat(), ...(await rerunLedger(shelf, places, history, audits))];
}

function timeOf({ evidence_completed_at: at }: Audit): string {
  return at ?? '';
}

async function programmeWith(
  { entries, read }: Shelf,
  places: AuditLocations,
  newest: Audit,
): Promise<MilestoneHistory> {
  const files = auditFiles(entries, places).filter(({ entry }) => entry.path !== newest.paths.json);
  const options = { trusted: newest.trend };
  const chains = await Promise.all(
    bySeries(files).map((one) => readChain(one, reader(read), options)),
  );
  return milestoneHistory(
    newest,
    chains.flatMap(({ audits }) => audits),
    places,
  );
}

/** Inserting every audit's row again must leave the ledger unchanged. */
async function rerunLedger(
  { read }: Shelf,
  { ledger: path }: AuditLocations,
  history: MilestoneHistory,
  audits: readonly Audit[],
): Promise<readonly Rerun[]> {
  const there = path === undefined ? undefined : await read(path);
  if (path === undefined || there === undefined) return [];
  let text = there;
  for (const audit of audits) {
    const edit = withLedgerRow(text, audit.milestone, ledgerCells(trendRow(audit), history, path));
    if (edit.state === 'refused') return [{ path, state: 'unproved', why: edit.why }];
    text = edit.text;
  }
  return [compareFile(path, text, there)];
}

/** A generated file, compared with its regeneration. `unproved`: it cannot be regenerated (`why`). */
export interface Rerun {
  readonly path: string;
  readonly state: 'same' | 'differs' | 'unproved';
  readonly why: string;
}

/** A commit's files. `read` returns the text of one; `undefined` when it is missing or not text. */
interface Shelf {
  readonly entries: readonly TreeEntry[];
  readonly read: (path: string) => Promise<string | undefined>;
}

/** Compares a regenerated file with the committed one. */
function compareFile(path: string, made: string, there: string | undefined): Rerun {
  if (there === undefined) return { path, state: 'differs', why: 'it is not there' };
  if (there === made) return { path, state: 'same', why: '' };
  const lines = there.split('\n');
  const at = made.split('\n').findIndex((line, index) => line !== lines[index]);
  const line = at === -1 ? lines.length : at + 1;
  return { path, state: 'differs', why: `from line ${line} on it is not what its evidence gives` };
}
