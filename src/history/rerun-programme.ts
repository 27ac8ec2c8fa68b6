import { auditFiles, bySeries } from '../audit-chain/audit-files.ts';
import { readChain } from '../audit-chain/read-chain.ts';
import type { Audit } from '../model/audit.ts';
import { type AuditPlaces, programmePaths } from '../model/audit-paths.ts';
import { ledgerCells, withLedgerRow } from './ledger.ts';
import { programmeFiles } from './milestone-files.ts';
import { ownRow, type Programme, programmeOf } from './milestones.ts';
import { compared, type Rerun, type Shelf } from './rerun.ts';

/** What is made from all audits together: index, page, pictures, badge, and the rows of the ledger. */
export async function rerunProgramme(
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
      ? ({ state: 'trouble', why: 'it is not there' } as const)
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
