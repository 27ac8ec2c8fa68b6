import type { Trigger, Workflow } from '../../model/workflow.ts';
import { startsOnTagsOnly } from '../expected-runs.ts';
import type { Gate } from '../gates/all-gates.ts';
import { localPath, pathAsCalled } from '../parse/uses.ts';
import { isInOneFile } from './weakened-gates.ts';
import { inOneFile, type Paired, type Weakening, weakened } from './weakening.ts';

/** Returns events and filters that gates no longer run on. */
export function weakenedTriggers(
  { pairs }: Paired<Gate>,
  base: readonly Workflow[],
  head: readonly Workflow[],
): readonly Weakening[] {
  const [before, after] = [new TriggerIndex(base), new TriggerIndex(head)];
  const key = ([was, is]: (typeof pairs)[number]): string =>
    `${was.workflow.path}\n${is.workflow.path}`;
  const local = new Set(pairs.filter(isInOneFile).map(key));
  const each = new Map(pairs.map((pair) => [key(pair), pair]));
  return [...each].flatMap(([paths, [was, is]]) => {
    const now = after.triggersOf(is.workflow);
    const found = narrowed(before.triggersOf(was.workflow), now, is.workflow);
    return local.has(paths) ? inOneFile(found) : found;
  });
}

function narrowed(
  before: readonly PlacedTrigger[],
  after: readonly PlacedTrigger[],
  workflow: Workflow,
): Weakening[] {
  return before.flatMap((was) => {
    const counterparts = after.filter(({ event }) => sameEvent(was.event, event));
    const old = { path: was.path, line: was.line, text: `on: ${was.event}` };
    if (counterparts.length === 0) {
      const line = workflow.triggers[0]?.line ?? 1;
      return [weakened('trigger-narrowed', old, { path: workflow.path, line, text: '' })];
    }
    // One trigger that is as wide as before is sufficient.
    const losses = counterparts.map((is) => narrowedFilter(was, is));
    const first = losses.every((loss) => loss !== undefined) ? losses[0] : undefined;
    if (first === undefined) return [];
    const { is, line, text, before: oldText } = first;
    const oldLine = was.filters.find(({ key }) => key === first.key)?.line ?? was.line;
    const now = { path: is.path, line, text };
    return [weakened('trigger-narrowed', { ...old, line: oldLine, text: oldText }, now)];
  });
}

function sameEvent(was: string, is: string): boolean {
  return was === is || (was === 'pull_request' && is === 'pull_request_target');
}

interface Narrowing {
  readonly is: PlacedTrigger;
  readonly key: string;
  readonly line: number;
  readonly text: string;
  readonly before: string;
}

const keys = ['branches', 'paths', 'branches-ignore', 'paths-ignore', 'types'] as const;

function narrowedFilter(was: Trigger, is: PlacedTrigger): Narrowing | undefined {
  for (const key of keys) {
    const [old, now] = [filterOf(was, key), filterOf(is, key)];
    if (now === undefined || !isNarrower(key, old?.values, now.values)) continue;
    const shown = (values: readonly string[]) => `${is.event}.${key}: ${values.join(', ')}`;
    const before = old === undefined ? `on: ${was.event}` : shown(old.values);
    return { is, key, line: now.line, text: shown(now.values), before };
  }
  return undefined;
}

function filterOf(trigger: Trigger, key: string) {
  return trigger.filters.find((filter) => filter.key === key);
}

/** What a pull request triggers on without `types` (docs, "Events that trigger workflows", read 2026-11-22). */
const defaultTypes = ['opened', 'synchronize', 'reopened'];

function isNarrower(
  key: (typeof keys)[number],
  old: readonly string[] | undefined,
  now: readonly string[],
): boolean {
  if (key === 'types') return (old ?? defaultTypes).some((type) => !now.includes(type));
  if (key.endsWith('-ignore')) return now.some((value) => old?.includes(value) !== true);
  const excluded = now.some((value) => value.startsWith('!') && old?.includes(value) !== true);
  if (excluded || now.includes('**')) return excluded;
  const missing = (old ?? ['**']).filter((value) => !value.startsWith('!') && !now.includes(value));
  // The default branch was renamed.
  return missing.some((value) => !(value === 'master' && now.includes('main')));
}

/** A trigger with the path of its workflow; for a called workflow, of its caller. */
interface PlacedTrigger extends Trigger {
  readonly path: string;
}

/** Events that check changes; a manual start, a release, or a pushed tag does not. */
const checking = /^(?:push|pull_request|pull_request_target|merge_group|schedule)$/;

/** Finds the events each workflow runs on: its own triggers and those of its callers. */
class TriggerIndex {
  readonly #callers = new Map<string, Workflow[]>();

  constructor(workflows: readonly Workflow[]) {
    for (const workflow of workflows) {
      for (const path of calledBy(workflow)) {
        this.#callers.set(path, [...(this.#callers.get(path) ?? []), workflow]);
      }
    }
  }

  triggersOf(workflow: Workflow, depth = 0): readonly PlacedTrigger[] {
    const own = workflow.triggers
      .filter((trigger) => checking.test(trigger.event) && !startsOnTagsOnly(trigger))
      .map((trigger) => ({ ...trigger, path: workflow.path }));
    // Reusable workflows nest at most ten deep; four levels are followed.
    const callers = depth > 4 ? [] : (this.#callers.get(pathAsCalled(workflow)) ?? []);
    return [...own, ...callers.flatMap((caller) => this.triggersOf(caller, depth + 1))];
  }
}

function calledBy(workflow: Workflow): ReadonlySet<string> {
  const uses = workflow.jobs.flatMap((job) => [job.uses, ...job.steps.map((step) => step.uses)]);
  return new Set(uses.flatMap((use) => (use?.pin === 'local' ? [localPath(use.uses)] : [])));
}
