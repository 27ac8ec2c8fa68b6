import { fileSource } from '../analysis/workflow-files.ts';
import { byCodeUnit } from '../lib/canonical-json.ts';
import { quantity } from '../lib/format.ts';
import type { AuditEvidence } from '../model/audit-evidence.ts';
import type { RepositoryFiles } from '../model/repository.ts';
import type { PlacedUse, WorkflowFacts } from '../workflow/facts.ts';
import type { Threshold } from '../workflow/thresholds/threshold-commands.ts';
import type { LocateSource } from './evidence-values.ts';

type Row = AuditEvidence['workflow_integrity'][number];
type Place = { readonly path: string; readonly line: number };

/** Returns facts about the workflow files, each with the first line that shows it. */
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
      'Ignored failures',
      facts.mutes.map(({ text, ...place }) => ({ ...place, text })),
      'none',
      at,
    ),
    listRow('Coverage thresholds', facts.thresholds.map(describeThreshold), 'none', at),
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
  const unpinned = foreign.filter(
    ({ pin }) => pin !== 'sha' && pin !== 'digest' && pin !== 'locked',
  );
  const value =
    unpinned.length === 0
      ? `all ${foreign.length} pinned to a commit or digest`
      : `${foreign.length - unpinned.length} of ${foreign.length} pinned to a commit or digest; first that is not: ${unpinned[0]?.uses}`;
  return { fact: 'Pinned actions', value, source: at(unpinned[0] ?? foreign[0]) };
}

/** Returns the tool, metric, and number, because the command itself may be long. */
function describeThreshold({ path, line, tool, metric, value, scope }: Threshold) {
  const number = value === 'unknown' ? 'a value that only the run shows' : `${value}%`;
  const limited = scope === '' ? '' : ` of ${scope}`;
  return { path, line, text: `${tool}: ${metric} ${number}${limited}` };
}

/** Images of jobs count as fetched, as in the rule `no-external-fetch`. */
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
      : `not declared in ${quantity(undeclared.length, 'workflow')}`,
    writes.length === 0
      ? 'nothing may write'
      : `write: ${[...new Set(writes.map((one) => one.scope))].join(', ')}`,
  ].join('; ');
  return { fact: 'Token permissions', value, source: at(first) };
}

/** Maximum number of examples quoted. */
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
