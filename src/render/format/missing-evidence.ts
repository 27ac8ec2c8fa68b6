import { commitUrl } from '../../lib/urls.ts';
import type { Audit, AuditGate } from '../../model/audit.ts';
import { code, type Inline, link, marked, text } from '../markdown/tree.ts';
import { blockingGates, failedIds } from './gate-states.ts';
import { linkedAt } from './links.ts';
import {
  isLacking,
  type LostSource,
  lostSources,
  type OpenItem,
  openItems,
  sourceOf,
} from './open-items.ts';
import { MAX_WHAT_POINTS, type Task } from './task.ts';

/** Maximum number of missing things that one reason names. */
const MAX_NAMED = 3;

/** Something open, with the gate that it keeps from being decided. */
interface OpenAt {
  readonly gate: string;
  readonly open: OpenItem;
}

/** Returns what the missing evidence of the given gates asks for, one task for each reason. */
export function openTasks(audit: Audit, gates: readonly AuditGate[]): readonly Task[] {
  const lost = lostSources(audit);
  const all = gates.flatMap((gate) =>
    openItems(audit, gate).map((open): OpenAt => ({ gate: gate.title, open })),
  );
  const others = all.filter(({ open }) => sourceOf(lost, open) === undefined);
  const reasons = new Set(others.map(({ open }) => reasonOf(open)));
  return [
    ...lost.map((source) => {
      const without = all.filter(({ open }) => sourceOf(lost, open) === source);
      return lostTask(audit, source, without);
    }),
    ...[...reasons].map((reason) => {
      const alike = others.filter(({ open }) => reasonOf(open) === reason);
      return openTask(audit, alike);
    }),
  ];
}

function lostTask(audit: Audit, source: LostSource, without: readonly OpenAt[]): Task {
  const { expected, state, why, run_id } = source;
  const gates = without.map(({ gate }) => gate);
  const named = gates.length === 0 ? `“${expected}”` : `required source “${expected}”`;
  const what = text(`${named} is ${state}: ${why}`, MAX_WHAT_POINTS);
  const toDo = { what, place: runPlace(audit, run_id), fix: fixWords(audit, SOURCE_FIXES[state]) };
  return { gates: gates.length === 0 ? ['Required source'] : gates, toDos: [toDo] };
}

const SOURCE_FIXES: Readonly<Record<string, string>> = {
  missing: 'Upload it in every run, also in one that fails: `if: always()`',
  expired: 'Run the workflow again for this commit',
  empty: 'Let the step that writes it fail when it has no result',
  unreadable: 'Let the step write the whole file, and run the workflow again',
  stale: 'Run the workflow for this commit, and upload it in every attempt',
};

/** Everything that an unfinished run will show is one reason. */
function reasonOf({ wait, source, why }: OpenItem): string {
  return wait === true && source?.runId !== undefined ? `run ${source.runId}` : why;
}

function openTask(audit: Audit, alike: readonly OpenAt[]): Task {
  const gates = alike.map(({ gate }) => gate);
  const items = alike.map(({ open }) => open);
  const source = items.find((one) => one.source?.url !== undefined)?.source;
  const run =
    items[0]?.wait === true ? audit.runs.find(({ id }) => id === source?.runId) : undefined;
  if (run !== undefined) {
    const what = text(`${run.workflow} has not finished`, MAX_WHAT_POINTS);
    return { gates, toDos: [{ what, place: link(run.url, 'run'), fix: '' }] };
  }
  const names = [...new Set(items.map(({ what }) => what))];
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
  const words = `${names.slice(0, MAX_NAMED).join(', ')}${more}: ${items[0]?.why ?? ''}`;
  const [what, at] = linkedAt(words, source ?? null, MAX_WHAT_POINTS);
  const place = source === undefined ? placeOf(audit, items) : at;
  const fix = fixWords(
    audit,
    items.map(fixOf).find((one) => one !== ''),
  );
  return { gates, toDos: [{ what, place, fix }] };
}

/** A checkout is no place to run a workflow in. */
function fixWords({ outcome }: Audit, fix = ''): Inline {
  return fix === '' || outcome === 'PREVIEW' ? '' : marked(fix);
}

/** Returns the base where everything is about it, else a run. */
function placeOf(audit: Audit, items: readonly OpenItem[]): Inline {
  const { repository_url: url, commits } = audit;
  if (!items.every(isOfBase)) return runPlace(audit, null);
  return url === undefined || commits.base === null
    ? ''
    : link(commitUrl(url, commits.base), 'base commit');
}

function isOfBase({ kind }: OpenItem): boolean {
  return kind.startsWith('base');
}

/** Returns a link to a run, else to the one with tests or the first of the audited code: what is missing belongs there. */
function runPlace({ runs, evidence }: Audit, id: number | null): Inline {
  const tested = evidence.tests?.sources.map(({ runId }) => runId) ?? [];
  const run =
    runs.find((one) => one.id === id) ??
    runs.find((one) => tested.includes(one.id)) ??
    runs.find(({ relation }) => relation !== 'stale');
  return run === undefined ? '' : link(run.url, `run of ${run.workflow}`);
}

/** What to add where nothing of a kind of evidence was found; a reason that says it itself needs no more. */
const LACKING_FIXES: Readonly<Record<string, string>> = {
  tests:
    'Let the test step write a report, such as JUnit, and upload it with `actions/upload-artifact`',
  coverage: 'Write Cobertura or LCOV and upload it with `actions/upload-artifact`',
  inventory: 'Write CycloneDX or SPDX and upload it with `actions/upload-artifact`',
};

/** What to do where the base has nothing to compare with. */
const BASE_FIX = 'Run the workflow on the base branch, too: `on: push`';

function fixOf(open: OpenItem): string {
  if (isLacking(open)) return LACKING_FIXES[open.kind] ?? '';
  return isOfBase(open) && open.source === undefined ? BASE_FIX : '';
}

/**
 * Returns the lines of the config that let a gate pass whose evidence the repository does not have;
 * empty when every blocking gate is about something that is known to be wrong or that is still awaited.
 */
export function wayOut(audit: Audit): Inline {
  if (audit.outcome === 'PREVIEW') return '';
  const open = blockingGates(audit, 'not-evaluated').filter(
    (gate) => !gate.waits && lacksReports(audit, gate),
  );
  const lacking = blockingGates(audit, 'failed').filter((gate) =>
    failedIds(gate).every((id) =>
      audit.issues.some(({ rule, lacking: none }) => none === true && rule === id),
    ),
  );
  const titles = [...lacking, ...open].map(({ title }) => title);
  if (titles.length === 0) return '';
  const entry = (title: string): string =>
    `{ title: ${/^\w[\w ]*$/.test(title) ? title : JSON.stringify(title)}, optional: "reason" }`;
  return [
    'Or, where this repository needs no such evidence, give a reason in ',
    code(audit.config.path),
    ': ',
    code(`gates: [${titles.map(entry).join(', ')}]`),
    '. An optional gate is shown and does not block; ',
    code('off'),
    ' instead of ',
    code('optional'),
    ' switches it off.',
  ];
}

/** Every repository that is audited has runs, so what they lack is no choice; neither is a required source. */
function lacksReports(audit: Audit, gate: AuditGate): boolean {
  const ids = failedIds(gate, null);
  if (ids.some((id) => ['required-runs', 'stable-runs'].includes(id))) return false;
  const lost = lostSources(audit);
  return openItems(audit, gate).some((one) => isLacking(one) && sourceOf(lost, one) === undefined);
}
