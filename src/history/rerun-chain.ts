import { type AuditFile, auditFiles, bySeries } from '../audit-chain/audit-files.ts';
import { readChain } from '../audit-chain/read-chain.ts';
import type { Audit } from '../model/audit.ts';
import { readAudit, renderJson } from '../model/audit-json.ts';
import { type AuditPlaces, auditPaths, programmePaths } from '../model/audit-paths.ts';
import { isShortened } from '../model/bounded-evidence.ts';
import { readEvidenceText } from '../model/evidence-text.ts';
import { renderDocument } from '../render/document.ts';
import { RULES, RULES_VERSION } from '../rules/registry.ts';
import { chainFindings } from '../scoring/audit-trend.ts';
import { composeAudit } from '../scoring/compose-audit.ts';
import { withLedgerRow } from './ledger-row.ts';
import { ownRow, type Programme, programmeOf } from './programme.ts';
import { programmeFiles } from './programme-files.ts';
import { compared, type Rerun, type Shelf } from './rerun.ts';
import { ledgerCells } from './row-cells.ts';

/**
 * Makes every audit of a repository once more from the evidence committed beside it, then what is made
 * from all of them, and holds each against the committed file, byte for byte. Nothing of a file that
 * is held against is used in making it.
 */
export async function rerunChain(
  shelf: Shelf,
  places: AuditPlaces,
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
  /** As it was made anew, else as the file says. */
  readonly audit: Audit | undefined;
  readonly reruns: readonly Rerun[];
}

async function rerunAudit(
  { read }: Shelf,
  places: AuditPlaces,
  version: string,
  { milestone, entry }: AuditFile,
): Promise<Made> {
  const { document, evidence } = auditPaths(places.docsPath, milestone, places.auditKey);
  const [json, page, bundle] = await Promise.all([entry.path, document, evidence].map(read));
  const there = readAudit(json ?? '');
  if (there.state !== 'read') {
    return { audit: undefined, reruns: [{ path: entry.path, state: 'differs', why: there.why }] };
  }
  const again = auditAgain(there.audit, bundle, version);
  if (typeof again === 'string') {
    const reruns: readonly Rerun[] = [
      { path: entry.path, state: 'unproved', why: again },
      compared(document, renderDocument(there.audit), page),
    ];
    return { audit: there.audit, reruns };
  }
  const reruns = [
    compared(entry.path, renderJson(again), json),
    compared(document, renderDocument(again), page),
  ];
  return { audit: again, reruns };
}

/** The audit that the saved evidence gives, or why it cannot be asked. */
function auditAgain(there: Audit, text: string | undefined, version: string): Audit | string {
  if (text === undefined) return 'no evidence is committed beside it';
  const { tool } = there;
  if (tool.version !== version || tool.rules_version !== RULES_VERSION) {
    return `it was made by version ${tool.version} (rules ${tool.rules_version}), this is ${version} (rules ${RULES_VERSION})`;
  }
  const bundle = readEvidenceText(text);
  if (bundle.state === 'invalid') return bundle.why;
  if (isShortened(bundle.bundle)) return 'the evidence was shortened to fit, and tells less';
  return composeAudit(bundle.bundle, RULES, { version, rulesVersion: RULES_VERSION });
}

/** What is wrong with the chain as the newest audit of each series recorded it, as sentences. */
export async function chainProblems(
  { entries, read }: Shelf,
  places: AuditPlaces,
): Promise<readonly string[]> {
  const textOf = async ({ entry }: AuditFile) => {
    const text = await read(entry.path);
    return text === undefined
      ? ({ state: 'unreadable', why: 'it is not there' } as const)
      : ({ state: 'found', text } as const);
  };
  const series = bySeries(auditFiles(entries, places));
  const chains = await Promise.all(series.map((files) => readChain(files, textOf)));
  return chains.flatMap(({ audits, problems }) => [...problems, ...chainFindings(audits)]);
}

/** What is made from all audits together: index, page, pictures, badge, and the rows of the ledger. */
async function rerunProgramme(
  shelf: Shelf,
  places: AuditPlaces,
  audits: readonly Audit[],
): Promise<readonly Rerun[]> {
  const newest = audits.reduce((a, b) => (timeOf(b) >= timeOf(a) ? b : a));
  const programme = await programmeWith(shelf, places, newest);
  const paths = programmePaths(places);
  const shared = await Promise.all(
    programmeFiles(programme).map(async ({ path, text }) => {
      const there = await shelf.read(path);
      // One that a person wrote is theirs, and was never made by an audit.
      const own =
        there === undefined || path !== paths?.index || there.startsWith('<!-- milestone-audit');
      return own ? [compared(path, text, there)] : [];
    }),
  );
  return [...shared.flat(), ...(await rerunLedger(shelf, places, programme, audits))];
}

function timeOf({ evidence_completed_at: at }: Audit): string {
  return at ?? '';
}

async function programmeWith(
  { entries, read }: Shelf,
  places: AuditPlaces,
  newest: Audit,
): Promise<Programme> {
  const files = auditFiles(entries, places).filter(({ entry }) => entry.path !== newest.paths.json);
  const textOf = async ({ entry }: (typeof files)[number]) => {
    const text = await read(entry.path);
    return text === undefined
      ? ({ state: 'unreadable', why: 'it is not there' } as const)
      : ({ state: 'found', text } as const);
  };
  const options = { told: newest.trend };
  const chains = await Promise.all(bySeries(files).map((one) => readChain(one, textOf, options)));
  return programmeOf(
    newest,
    chains.flatMap(({ audits }) => audits),
    places,
  );
}

/** Every audit's row put in once more leaves the ledger as it is. */
async function rerunLedger(
  { read }: Shelf,
  { ledger: path }: AuditPlaces,
  programme: Programme,
  audits: readonly Audit[],
): Promise<readonly Rerun[]> {
  const there = path === undefined ? undefined : await read(path);
  if (path === undefined || there === undefined) return [];
  let text = there;
  for (const audit of audits) {
    const edit = withLedgerRow(text, audit.milestone, ledgerCells(ownRow(audit), programme, path));
    if (edit.state === 'refused') return [{ path, state: 'unproved', why: edit.why }];
    text = edit.text;
  }
  return [compared(path, text, there)];
}
