import { fileSource } from '../analysis/workflow-evidence.ts';
import { byCodeUnit } from '../lib/by-code-unit.ts';
import { plural } from '../lib/plural.ts';
import type { AuditEvidence } from '../model/audit-evidence.ts';
import type { RepositoryFiles } from '../model/evidence-file.ts';
import type { PlacedUse, WorkflowFacts } from '../workflow/facts.ts';
import type { Threshold } from '../workflow/thresholds/threshold-commands.ts';
import type { LocateSource } from './locate-source.ts';

type Row = AuditEvidence['workflow_integrity'][number];
type Place = { readonly path: string; readonly line: number };

/** What the workflow files say about themselves, each fact with the first line that shows it. */
export function workflowIntegrity(
  files: RepositoryFiles,
  facts: WorkflowFacts,
  locate: LocateSource,
): readonly Row[] {
  const at = (place: Place | undefined): Row['source'] =>
    place === undefined ? null : locate(fileSource(files, place.path, place.line));
  const rows: readonly (Row | undefined)[] = [
    pinRow(facts.uses, at),
    permissionRow(facts, at),
    listRow(
      'Muted gates',
      facts.mutes.map(({ text, ...place }) => ({ ...place, text })),
      'none',
      at,
    ),
    listRow('Coverage thresholds', facts.thresholds.map(inPercent), 'none', at),
    listRow('Fetched from outside', fetchesAndImages(facts), 'nothing', at),
    ...files.workflows.flatMap((file) =>
      file.state === 'unreadable'
        ? [{ fact: 'Unreadable workflow', value: `${file.path}: ${file.why}`, source: at(file) }]
        : [],
    ),
  ];
  return files.workflows.length === 0 ? [] : rows.filter((row) => row !== undefined);
}

function pinRow(
  uses: readonly PlacedUse[],
  at: (place: Place | undefined) => Row['source'],
): Row | undefined {
  const foreign = uses.filter((use) => use.pin !== 'local' && use.role === undefined);
  if (foreign.length === 0) return undefined;
  const loose = foreign.filter((use) => use.pin !== 'sha' && use.pin !== 'digest');
  const value =
    loose.length === 0
      ? `all ${foreign.length} pinned to a commit or digest`
      : `${foreign.length - loose.length} of ${foreign.length} pinned to a commit or digest; first that is not: ${loose[0]?.uses}`;
  return { fact: 'Pinned actions', value, source: at(loose[0] ?? foreign[0]) };
}

/** The number and whose it is: the command that holds it may be a line of any length. */
function inPercent({ path, line, tool, metric, value, scope }: Threshold) {
  const number = value === 'unknown' ? 'a value that only running it tells' : `${value} %`;
  const limited = scope === '' ? '' : ` of ${scope}`;
  return { path, line, text: `${tool}: ${metric} ${number}${limited}` };
}

/** What a job runs in is fetched as well, as the rule `no-external-fetch` counts it. */
function fetchesAndImages({ fetches, uses }: WorkflowFacts) {
  const images = uses
    .filter(({ role, uses: image }) => role !== undefined && !image.includes('${{'))
    .map(({ path, line, uses: text }) => ({ path, line, text }));
  return [...images, ...fetches].sort((a, b) => byCodeUnit(a.path, b.path) || a.line - b.line);
}

function permissionRow(
  { permissions }: WorkflowFacts,
  at: (place: Place | undefined) => Row['source'],
): Row | undefined {
  if (permissions.length === 0) return undefined;
  const undeclared = permissions.filter((one) => one.access === 'undeclared');
  const writes = permissions.filter((one) => one.access === 'write');
  const [first] = [...undeclared, ...writes, ...permissions];
  const value = [
    undeclared.length === 0
      ? 'declared in every workflow'
      : `not declared in ${plural(undeclared.length, 'workflow')}`,
    writes.length === 0
      ? 'nothing may write'
      : `write: ${[...new Set(writes.map((one) => one.scope))].join(', ')}`,
  ].join('; ');
  return { fact: 'Token permissions', value, source: at(first) };
}

/** How many examples of a list are quoted; the rest is counted. */
const MAX_QUOTED = 3;

function listRow(
  fact: string,
  places: readonly (Place & { readonly text: string })[],
  none: string,
  at: (place: Place | undefined) => Row['source'],
): Row {
  const quoted = places
    .slice(0, MAX_QUOTED)
    .map(({ path, line, text }) => `${text} (${path}:${line})`);
  const more = places.length > MAX_QUOTED ? ` and ${places.length - MAX_QUOTED} more` : '';
  return {
    fact,
    value: places.length === 0 ? none : `${quoted.join('; ')}${more}`,
    source: at(places[0]),
  };
}
