import type {
  Permission,
  Permissions,
  Pin,
  SettingsFile,
  Workflow,
  WorkflowFile,
  WorkflowJob,
} from '../../model/workflow.ts';
import { type PlacedUse, usesOf } from '../facts.ts';
import { allGates } from '../gates/all-gates.ts';
import { LOCK_PATH, lockedActions } from '../parse/actions-lock.ts';
import { folderOf } from '../parse/file-names.ts';
import { followScripts } from '../scripts/follow-scripts.ts';
import { scriptConstants } from '../thresholds/script-constants.ts';
import type { Threshold } from '../thresholds/threshold-commands.ts';
import { thresholdsOf } from '../thresholds/thresholds.ts';
import { HeadRuns } from './same-runs.ts';
import { pairGates, removedGates, weakenedGates } from './weakened-gates.ts';
import { weakenedJobs, weakenedNeeds } from './weakened-jobs.ts';
import { narrowedSelections, narrowedSettings } from './weakened-selection.ts';
import { weakenedTriggers } from './weakened-triggers.ts';
import {
  distinct,
  inOneFile,
  pairUp,
  removedAtHead,
  type Weakening,
  weakened,
} from './weakening.ts';

/** The workflow and settings files of one commit. */
export interface Side {
  readonly files: readonly WorkflowFile[];
  readonly settings: readonly SettingsFile[];
}

/**
 * Returns what the head checks less than the base, sorted by path, line and kind. Gates are matched by what
 * they run, so renamed steps and moved jobs are not weakenings. Workflows that are unreadable on either side
 * are left out; the caller reports them.
 */
export function weakeningsBetween(base: Side, head: Side): readonly Weakening[] {
  const unreadable = new Set(
    [...base.files, ...head.files].flatMap((f) => (f.state === 'unreadable' ? [f.path] : [])),
  );
  const [was, is] = [readable(base, unreadable), readable(head, unreadable)];
  const now = allGates(is);
  const gates = pairGates(allGates(was), now);
  const runs = new HeadRuns(now);
  const all = [
    ...weakenedThresholds(limitsOf(was, base.settings), limitsOf(is, head.settings)),
    ...weakenedGates(gates),
    ...removedGates(gates, now, runs, is),
    ...weakenedJobs(gates, runs),
    ...narrowedSelections(gates, is),
    ...narrowedSettings(base.settings, head.settings),
    ...weakenedNeeds(gates, was, is),
    ...weakenedTriggers(gates, was, is),
    ...editedLock(base.settings, head.settings),
    ...loosenedPins(was.flatMap(usesOf), is.flatMap(usesOf)),
    ...inOneFile(widenedPermissions(was, is)),
  ];
  return distinct(all).toSorted(byPlace);
}

function limitsOf(workflows: readonly Workflow[], settings: readonly SettingsFile[]) {
  return [...thresholdsOf(workflows, settings), ...scriptConstants(settings)];
}

function readable({ files, settings }: Side, unreadable: ReadonlySet<string>): readonly Workflow[] {
  const read = files.flatMap((file) =>
    file.state === 'present' && !unreadable.has(file.path) ? [file.workflow] : [],
  );
  return followScripts(read, settings);
}

function byPlace(a: Weakening, b: Weakening): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  if (a.line !== b.line) return a.line - b.line;
  return a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0;
}

const reach: Readonly<Record<Permission['access'], number>> = { none: 0, read: 1, write: 2 };

/**
 * Returns jobs whose token has more permissions than at the base; undeclared permissions were not narrower.
 */
function widenedPermissions(
  base: readonly Workflow[],
  head: readonly Workflow[],
): readonly Weakening[] {
  const before = new Map(base.map((workflow) => [workflow.path, workflow]));
  return head.flatMap((workflow) => {
    const old = before.get(workflow.path);
    if (old === undefined || workflow.kind === 'action') return [];
    const jobs = new Map(old.jobs.map((job) => [job.id, job]));
    return workflow.jobs.flatMap((job) => {
      const counterpart = jobs.get(job.id);
      return counterpart === undefined ? [] : widenedJob(old, counterpart, workflow, job);
    });
  });
}

function widenedJob(
  old: Workflow,
  counterpart: WorkflowJob,
  now: Workflow,
  job: WorkflowJob,
): Weakening[] {
  const was = effective(old, counterpart);
  const is = effective(now, job);
  if (was.state === 'undeclared') return [];
  const before = { path: old.path, line: was.line, text: shown(was) };
  if (is.state === 'undeclared') {
    return [weakened('permission-widened', before, { path: now.path, line: 1, text: '' })];
  }
  const wider = is.grants.find(({ scope, access }) => reach[access] > reach[accessTo(was, scope)]);
  if (wider === undefined) return [];
  const own = job.permissions.state === 'declared' ? job.id : '';
  const text = `${wider.scope}: ${wider.access}`;
  return [
    weakened(
      'permission-widened',
      before,
      { path: now.path, line: wider.line, text },
      { job: own },
    ),
  ];
}

function effective(workflow: Workflow, job: WorkflowJob): Permissions {
  return job.permissions.state === 'declared' ? job.permissions : workflow.permissions;
}

function accessTo(
  permissions: Permissions & { state: 'declared' },
  scope: string,
): Permission['access'] {
  const named = permissions.grants.find((grant) => grant.scope === scope);
  const all = permissions.grants.find((grant) => grant.scope === 'all');
  return named?.access ?? all?.access ?? 'none';
}

function shown({ grants }: Permissions & { state: 'declared' }): string {
  return grants.map(({ scope, access }) => `${scope}: ${access}`).join(', ');
}

const firmness: Readonly<Record<Pin, number>> = {
  sha: 3,
  locked: 3,
  digest: 3,
  local: 3,
  tag: 2,
  branch: 1,
  none: 0,
};

/** Returns actions, reusable workflows and images whose pin is weaker than before. */
function loosenedPins(
  base: readonly PlacedUse[],
  head: readonly PlacedUse[],
): readonly Weakening[] {
  const { pairs } = pairUp(base, head, [
    ({ path, job, uses }) => [path, job, uses].join('\n'),
    ({ uses }) => uses,
    (use) => [use.path, use.job, nameOf(use)].join('\n'),
    nameOf,
  ]);
  return pairs.flatMap(([before, after]) =>
    firmness[after.pin] < firmness[before.pin]
      ? [
          weakened(
            'pin-loosened',
            { path: before.path, line: before.line, text: before.uses },
            { path: after.path, line: after.line, text: after.uses },
            after,
          ),
        ]
      : [],
  );
}

function nameOf({ uses, kind }: PlacedUse): string {
  const name = uses.replace(/@.*$/s, '');
  return kind === 'image' ? name.replace(/:[^/:]*$/, '') : name;
}

/**
 * Returns the actions whose commit in the lock changed while `owner/name@ref` stayed: other code runs, and no
 * `uses` shows it. Entries that are gone make a `uses` less firmly pinned, which is found there.
 */
function editedLock(
  base: readonly SettingsFile[],
  head: readonly SettingsFile[],
): readonly Weakening[] {
  const before = lockedActions(base);
  return [...lockedActions(head)].flatMap(([name, { commit, line }]) => {
    const old = before.get(name);
    if (old === undefined || old.commit === commit) return [];
    const was = { path: LOCK_PATH, line: old.line, text: `${name} (${old.commit})` };
    return [weakened('pin-loosened', was, { path: LOCK_PATH, line, text: `${name} (${commit})` })];
  });
}

const measure = ({ tool, metric, scope }: Threshold) => [tool, metric, scope].join('\n');

/** Returns thresholds that were lowered, removed, or replaced by an unreadable value. */
function weakenedThresholds(
  base: readonly Threshold[],
  head: readonly Threshold[],
): readonly Weakening[] {
  const paired = pairUp(base, head, [
    (each) => [each.path, each.job, each.step, each.value, measure(each)].join('\n'),
    (each) => [each.path, each.job, each.step, measure(each)].join('\n'),
    (each) => [each.path, each.job, each.value, measure(each)].join('\n'),
    (each) => [each.path, each.job, measure(each)].join('\n'),
    (each) => [each.path, each.value, measure(each)].join('\n'),
    (each) => [each.path, measure(each)].join('\n'),
    (each) => [each.value, measure(each)].join('\n'),
    measure,
    // Another tool with the same metric is a replacement.
    ({ metric, scope }) => [metric, scope].join('\n'),
  ]);
  const lowered = paired.pairs.flatMap(([before, after]) => {
    const same = before.path === after.path && measure(before) === measure(after);
    return same ? inOneFile(lower(before, after)) : lower(before, after);
  });
  const removed = paired.removed
    .filter((threshold) => !head.some((other) => covers(other, threshold)))
    .map((threshold) => removedAtHead('threshold-removed', threshold, namesOf(threshold)));
  return [...lowered, ...removed];
}

function lower(before: Threshold, after: Threshold): Weakening[] {
  if (before.value === 'unknown') return [];
  if (after.value !== 'unknown' && after.value >= before.value) return [];
  const kind = after.value === 'unknown' ? 'threshold-removed' : 'threshold-lowered';
  return [weakened(kind, before, after, namesOf(after))];
}

/** A settings file at the root, or next to the one that lost its threshold, applies to the same runs. */
function covers(other: Threshold, lost: Threshold): boolean {
  const same = measure(other) === measure(lost);
  if (!same || typeof other.value !== 'number' || typeof lost.value !== 'number') return false;
  const folder = folderOf(other.path);
  const wide = other.job === undefined && (folder === '' || folder === folderOf(lost.path));
  const fallback = lost.job === undefined && folderOf(lost.path) === '';
  return other.value >= lost.value && (wide || fallback);
}

function namesOf({ job, step }: Threshold) {
  return { job: job ?? '', step: step ?? '' };
}
