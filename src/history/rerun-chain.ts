import { createHash } from 'node:crypto';
import { type AuditFile, auditFiles, bySeries } from '../audit-chain/read-audit-row.ts';
import { type ReadFile, readChain } from '../audit-chain/read-chain.ts';
import { meanTenths, toScore, weightedTenths } from '../lib/numbers.ts';
import { type Audit, readAudit, renderJson } from '../model/audit.ts';
import { type AuditLocations, auditPaths, historyPaths } from '../model/audit-paths.ts';
import { readEvidenceText } from '../model/evidence-text.ts';
import type { TreeEntry } from '../model/forge.ts';
import { renderDocument } from '../render/document.ts';
import { RULES_VERSION, rulesOf } from '../rules/registry.ts';
import { chainFindings } from '../scoring/audit-history.ts';
import { composeAudit } from '../scoring/compose-audit.ts';
import { latestFile } from './latest.ts';
import { ledgerCells, withLedgerRow } from './ledger.ts';
import { milestoneFiles } from './milestone-files.ts';
import { type MilestoneHistory, milestoneHistory, trendRow } from './milestones.ts';

/**
 * Recomputes every audit of a repository from the evidence committed next to it, then the files made
 * from all audits, and compares each with the committed file, byte for byte. A file is never used to
 * make itself again.
 */
export async function rerunChain(
  shelf: Shelf,
  places: AuditLocations,
  version: string,
): Promise<readonly Rerun[]> {
  const files = auditFiles(shelf.entries, places);
  const made = await Promise.all(files.map((file) => rerunAudit(shelf, places, version, file)));
  const read = made.filter((one): one is MadeAudit => one.audit !== undefined);
  return [
    ...made.flatMap(({ reruns }) => reruns),
    ...(read.length === 0 ? [] : await rerunHistory(shelf, places, read)),
  ];
}

interface Made {
  /** The recomputed audit, else the one in the file. */
  readonly audit: Audit | undefined;
  /** Whether the file has the form of an older version and cannot be recomputed. */
  readonly older?: boolean;
  readonly reruns: readonly Rerun[];
}

async function rerunAudit(
  { read }: Shelf,
  places: AuditLocations,
  version: string,
  { milestone, entry }: AuditFile,
): Promise<Made> {
  const { document, evidence } = auditPaths(places.docsPath, milestone, places.auditKey);
  const [json = '', page, saved] = await Promise.all([entry.path, document, evidence].map(read));
  const digest = sha256(json);
  const claimed = readAudit(json);
  if (claimed.state !== 'read') {
    const rerun: Rerun = { path: entry.path, digest, state: 'differs', why: claimed.why };
    return { audit: undefined, reruns: [rerun] };
  }
  const checked = recompute(claimed.audit, saved, version);
  const audit = checked.state === 'recomputed' ? checked.audit : claimed.audit;
  const own: Rerun =
    checked.state === 'recomputed'
      ? compareFile(entry.path, renderJson(audit), json)
      : { path: entry.path, state: checked.state, why: checked.why };
  const reruns = [{ ...own, digest }];
  // Another version writes another document from the same audit.
  if (own.state === 'other-rules') return { audit, reruns };
  const older = own.state === 'evidence-missing' && renderJson(audit) !== json;
  if (older && page !== undefined) {
    const why = 'an older version made it from an audit that cannot be recomputed';
    const made: Rerun = { path: document, digest: sha256(page), state: own.state, why };
    return { audit, older, reruns: [...reruns, made] };
  }
  return { audit, reruns: [...reruns, compareFile(document, renderDocument(audit), page)] };
}

type MadeAudit = Made & { readonly audit: Audit };

type Recomputed =
  | { readonly state: 'recomputed'; readonly audit: Audit }
  | { readonly state: 'differs' | 'evidence-missing' | 'other-rules'; readonly why: string };

/**
 * Recomputes an audit from its evidence. Where that is not possible, only digest and arithmetic are
 * checked: a recomputed audit shows a wrong sum itself, and the files of all audits need it.
 */
function recompute(claimed: Audit, text: string | undefined, version: string): Recomputed {
  const { tool, evidence } = claimed;
  const unproven = (state: 'evidence-missing' | 'other-rules', why: string): Recomputed => {
    const wrong = arithmeticProblem(claimed);
    return wrong === undefined ? { state, why } : { state: 'differs', why: wrong };
  };
  if (evidence.sha256 === undefined) {
    const made = `milestone-audit ${tool.version} stored it without a digest of its evidence`;
    return unproven('evidence-missing', made);
  }
  if (text === undefined) {
    const place = evidence.place === 'evidence-file' ? ': it was too large to commit' : '';
    return unproven('evidence-missing', `no evidence is committed next to it${place}`);
  }
  const digest = sha256(text);
  if (evidence.sha256 !== digest) {
    const why = `its evidence has SHA-256 ${digest.slice(0, 12)}, the audit names ${evidence.sha256.slice(0, 12)}`;
    return { state: 'differs', why };
  }
  if (tool.version !== version || tool.rules_version !== RULES_VERSION) {
    const why = `made by milestone-audit ${tool.version} (rules ${tool.rules_version}), this is ${version} (rules ${RULES_VERSION}); digest and arithmetic are right; to recompute it: npx milestone-audit@${tool.version} verify`;
    return unproven('other-rules', why);
  }
  const read = readEvidenceText(text);
  if (read.state === 'invalid') return { state: 'differs', why: read.why };
  const audit = composeAudit(read.bundle, rulesOf(read.bundle.config), {
    version,
    rulesVersion: RULES_VERSION,
  });
  return { state: 'recomputed', audit };
}

/** Recomputes one audit from the text of its evidence, and compares it with its JSON byte for byte. */
export function rerunOne(
  claimed: Audit,
  json: string,
  evidence: string | undefined,
  version: string,
): Pick<Rerun, 'state' | 'why'> {
  const checked = recompute(claimed, evidence, version);
  if (checked.state !== 'recomputed') return checked;
  return compareFile('the JSON', renderJson(checked.audit), json);
}

const ENDS = [
  { end: 'lowest', level: 'level', score: 'score' },
  { end: 'highest', level: 'level_max', score: 'score_max' },
] as const;

/** Returns what does not follow from the audit's own levels; `undefined` when all numbers do. */
function arithmeticProblem(audit: Audit): string | undefined {
  const rules = new Map(audit.rules.map((rule) => [rule.id, rule]));
  for (const { end, level, score } of ENDS) {
    const measured = audit.categories.filter(({ attested }) => attested === null);
    const wrong = measured.find((category) => {
      const levels = category.rules.flatMap((id) => rules.get(id)?.[level] ?? []);
      return toScore(meanTenths(levels)) !== category[score];
    });
    if (wrong !== undefined) {
      return `the ${end} score of ${wrong.title} does not follow from its levels`;
    }
    const parts = audit.categories.flatMap(({ weight, [score]: own }) =>
      own === null ? [] : [{ weight, tenths: Math.round(own * 10) }],
    );
    if (toScore(weightedTenths(parts)) !== audit[score]) {
      return `the ${end} score does not follow from its categories`;
    }
  }
  return undefined;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function reader(read: Shelf['read']): ReadFile {
  return async ({ entry }) => {
    const text = await read(entry.path);
    return text === undefined
      ? { state: 'unreadable', why: 'it does not exist' }
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

/** Makes again what all audits make together: index, page, pictures, badge, and the ledger's rows. */
async function rerunHistory(
  shelf: Shelf,
  places: AuditLocations,
  made: readonly MadeAudit[],
): Promise<readonly Rerun[]> {
  const { audit: newest, older } = made.reduce((a, b) =>
    timeOf(b.audit) >= timeOf(a.audit) ? b : a,
  );
  const history = await historyWith(shelf, places, newest);
  const paths = historyPaths(places);
  // Older versions wrote no `latest.json`.
  const latest = older === true ? [] : latestFile(newest, history);
  const shared = await Promise.all(
    [...milestoneFiles(history), ...latest].map(async ({ path, content }) => {
      const there = await shelf.read(path);
      // A file that a person wrote was never generated.
      const own =
        there === undefined || path !== paths?.index || there.startsWith('<!-- milestone-audit');
      return own ? [compareFile(path, String(content), there)] : [];
    }),
  );
  return [...shared.flat(), ...(await rerunLedger(shelf, places, history, made))];
}

function timeOf({ evidence_completed_at: at }: Audit): string {
  return at ?? '';
}

async function historyWith(
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
  { ledger: path, milestone }: AuditLocations,
  history: MilestoneHistory,
  made: readonly MadeAudit[],
): Promise<readonly Rerun[]> {
  const there = path === undefined ? undefined : await read(path);
  if (path === undefined || there === undefined) return [];
  let text = there;
  for (const { audit } of made) {
    const cells = ledgerCells(trendRow(audit), history, path);
    const edit = withLedgerRow(text, audit.milestone, cells, milestone?.pattern);
    if (edit.state === 'refused') return [{ path, state: 'differs', why: edit.why }];
    text = edit.text;
  }
  return [compareFile(path, text, there)];
}

/**
 * A generated file, compared with what its evidence gives. `evidence-missing`: it cannot be
 * recomputed. `other-rules`: another version made it, which can recompute it.
 */
export interface Rerun {
  readonly path: string;
  readonly state: 'reproduced' | 'differs' | 'evidence-missing' | 'other-rules';
  readonly why: string;
  /** SHA-256 of the file, by which an audit's JSON, or its older document, can be accepted. */
  readonly digest?: string;
}

/** A commit's files. `read` returns the text of one; `undefined` when it is missing or not text. */
interface Shelf {
  readonly entries: readonly TreeEntry[];
  readonly read: (path: string) => Promise<string | undefined>;
}

/** Compares a regenerated file with the committed one. */
function compareFile(path: string, made: string, there: string | undefined): Rerun {
  if (there === undefined) return { path, state: 'differs', why: 'it does not exist' };
  if (there === made) return { path, state: 'reproduced', why: '' };
  const lines = there.split('\n');
  const at = made.split('\n').findIndex((line, index) => line !== lines[index]);
  const line = at === -1 ? lines.length : at + 1;
  return { path, state: 'differs', why: `it differs from line ${line} on` };
}
