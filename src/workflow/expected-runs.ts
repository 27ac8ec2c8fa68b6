import type { ExpectedRun } from '../model/run.ts';
import type { Trigger, Workflow } from '../model/workflow.ts';
import { takes } from './filter-pattern.ts';

/** What starts the workflows of a change. */
export interface StartEvent {
  readonly event: 'pull_request' | 'push' | 'merge_group';
  /** Base branch of a pull request or merge group; branch of a push. */
  readonly branch: string;
  /** Changed paths; `undefined` when not all of them are known. */
  readonly changed: readonly string[] | undefined;
}

/** Whether GitHub had to start a workflow for an event, with the line that says so. */
export type Expectation =
  | { readonly state: 'expected'; readonly line: number }
  | {
      readonly state: 'not-expected';
      readonly line: number;
      readonly why: string;
      /** Only the path filter keeps it from starting. */
      readonly byPaths: boolean;
    }
  | { readonly state: 'unclear'; readonly line: number; readonly why: string };

/** Returns whether two versions of a workflow start for the same events. */
export function hasSameTriggers(a: Workflow, b: Workflow): boolean {
  return JSON.stringify(withoutLines(a)) === JSON.stringify(withoutLines(b));
}

function withoutLines({ triggers }: Workflow) {
  return triggers.map(({ event, filters }) => [
    event,
    filters.map(({ key, values }) => [key, values]),
  ]);
}

/** GitHub compares at most this many changed files with a path filter (same page, read 2026-11-29). */
const MAX_FILTERED_FILES = 300;

/**
 * Returns whether a workflow had to start for an event, by its triggers ("Events that trigger
 * workflows" and "Workflow syntax", read 2026-11-29). A workflow without a trigger for the event had
 * not to.
 */
export function expectationOf(workflow: Workflow, start: StartEvent): Expectation {
  const trigger = workflow.triggers.find(({ event }) => event === start.event);
  if (trigger === undefined) {
    const line = workflow.triggers[0]?.line ?? 1;
    return { state: 'not-expected', line, why: `it has no ${start.event} trigger`, byPaths: false };
  }
  const other = otherReason(trigger, start);
  if (other !== undefined) {
    return { state: 'not-expected', line: trigger.line, why: other, byPaths: false };
  }
  return byPaths(trigger, start);
}

function otherReason(trigger: Trigger, { event, branch }: StartEvent): string | undefined {
  const filter = (key: string) => trigger.filters.find((one) => one.key === key);
  const branches = filter('branches');
  const ignored = filter('branches-ignore');
  const onlyTags =
    event === 'push' &&
    branches === undefined &&
    ignored === undefined &&
    trigger.filters.some(({ key }) => key.startsWith('tags'));
  if (onlyTags) return 'it starts on tags only';
  if (branches !== undefined && !takes(branches.values, branch)) {
    return `its branches do not include ${branch}`;
  }
  if (ignored !== undefined && takes(ignored.values, branch)) {
    return `its branches-ignore includes ${branch}`;
  }
  const types = filter('types');
  // A head that was pushed later starts only what lists `synchronize`.
  const always = event !== 'pull_request' || types === undefined;
  return always || types.values.includes('synchronize')
    ? undefined
    : `its types do not include synchronize`;
}

function byPaths(trigger: Trigger, { changed }: StartEvent): Expectation {
  const { line } = trigger;
  const filter = trigger.filters.find(({ key }) => key === 'paths' || key === 'paths-ignore');
  if (filter === undefined) return { state: 'expected', line };
  if (changed === undefined || changed.length > MAX_FILTERED_FILES) {
    const why = `whether its ${filter.key} match cannot be determined: not all changed files are known`;
    return { state: 'unclear', line: filter.line, why };
  }
  const starts =
    filter.key === 'paths'
      ? changed.some((path) => takes(filter.values, path))
      : changed.some((path) => !takes(filter.values, path));
  if (starts) return { state: 'expected', line };
  const why = `no changed file passes its ${filter.key}`;
  return { state: 'not-expected', line: filter.line, why, byPaths: true };
}

/** Maximum number of files that path filters are compared with; larger trees are taken to have a match. */
const MAX_TREE_FILES = 50_000;

/** Returns the triggers of a workflow whose path filters take none of the files of a commit. */
export function idleTriggers(
  { path, triggers }: Workflow,
  files: readonly string[],
): readonly { readonly path: string; readonly event: string; readonly line: number }[] {
  if (files.length === 0 || files.length > MAX_TREE_FILES) return [];
  return triggers.flatMap(({ event, filters }) => {
    const filter = filters.find(({ key }) => key === 'paths' || key === 'paths-ignore');
    if (filter === undefined) return [];
    const { key, line, values } = filter;
    const starts = files.some((file) => takes(values, file) === (key === 'paths'));
    return starts ? [] : [{ path, event, line }];
  });
}

/**
 * Returns why no workflow that checks anything had to start: unchanged path filters, as in a change of
 * documentation only. `undefined` when one had to, or when there is another reason.
 */
export function whyNothingStarted(expected: readonly ExpectedRun[]): string | undefined {
  const checking = expected.filter(({ checks }) => checks);
  const filtered = checking.find(({ byPaths }) => byPaths);
  if (filtered === undefined || checking.some(({ state }) => state !== 'not-expected')) {
    return undefined;
  }
  return `no workflow that checks anything starts for the changed files: ${filtered.path}:${filtered.line} ${filtered.why}`;
}
