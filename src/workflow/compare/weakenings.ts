import type { SettingsFile, Workflow, WorkflowFile } from '../../model/workflow.ts';
import { usesOf } from '../facts/workflow-facts.ts';
import { gatesOf } from '../gates/gate-list.ts';
import { thresholdsOf } from '../thresholds/thresholds.ts';
import { pairGates, removedGates, weakenedGates } from './weakened-gates.ts';
import { weakenedJobs } from './weakened-jobs.ts';
import { weakenedNeeds } from './weakened-needs.ts';
import { widenedPermissions } from './weakened-permissions.ts';
import { narrowedSelections, narrowedSettings } from './weakened-selection.ts';
import { weakenedThresholds } from './weakened-thresholds.ts';
import { weakenedTriggers } from './weakened-triggers.ts';
import { loosenedPins } from './weakened-uses.ts';
import { distinct, type Weakening } from './weakening.ts';

/** The workflow and settings files of one commit. */
export interface Side {
  readonly files: readonly WorkflowFile[];
  readonly settings: readonly SettingsFile[];
}

/**
 * What the head checks less than the base, by path, line and kind. Gates are matched by what they run, so a renamed
 * step, a moved job or a workflow whose gates live elsewhere now is none. A workflow that is unreadable on either
 * side is left out here: nothing can be said of it, and its being unreadable is for the caller to report.
 */
export function weakeningsBetween(base: Side, head: Side): readonly Weakening[] {
  const unreadable = new Set(
    [...base.files, ...head.files].flatMap((f) => (f.state === 'unreadable' ? [f.path] : [])),
  );
  const [was, is] = [readable(base, unreadable), readable(head, unreadable)];
  const now = gatesOf(is);
  const gates = pairGates(gatesOf(was), now);
  const all = [
    ...weakenedThresholds(thresholdsOf(was, base.settings), thresholdsOf(is, head.settings)),
    ...weakenedGates(gates),
    ...removedGates(gates, now),
    ...weakenedJobs(gates),
    ...narrowedSelections(gates),
    ...narrowedSettings(base.settings, head.settings),
    ...weakenedNeeds(gates, was, is),
    ...weakenedTriggers(gates, was, is),
    ...loosenedPins(was.flatMap(usesOf), is.flatMap(usesOf)),
    ...widenedPermissions(was, is),
  ];
  return distinct(all).toSorted(byPlace);
}

function readable({ files }: Side, unreadable: ReadonlySet<string>): readonly Workflow[] {
  return files.flatMap((file) =>
    file.state === 'present' && !unreadable.has(file.path) ? [file.workflow] : [],
  );
}

function byPlace(a: Weakening, b: Weakening): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  if (a.line !== b.line) return a.line - b.line;
  return a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0;
}
