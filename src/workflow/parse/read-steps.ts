import type { YamlEntry, YamlNode } from '../../lib/yaml.ts';
import type { WorkflowStep } from '../../model/workflow.ts';
import { readStep, type StepDefaults } from './read-step.ts';
import { childOf, entryOf, itemsOf, looseAt, oneOrMany, textOf } from './tree-access.ts';

/** A step as written, and whether it runs next to the steps after it. */
interface Written {
  readonly node: YamlNode;
  readonly step: WorkflowStep;
}

/**
 * Reads the steps of a job or composite action in file order. The steps under `parallel:` are steps of the
 * job (GitHub changelog, 2026-06-25). A background step can lose its failure in two ways: another step
 * cancels it before any step waits for it, or the first step that waits for it continues on error.
 */
export function readSteps(steps: YamlNode | undefined, defaults: StepDefaults): WorkflowStep[] {
  const nodes = flatten(itemsOf(steps));
  const written = nodes.map((node, index) => ({ node, step: readStep(node, index, defaults) }));
  return written.map((each, index) => withEnding(each, written.slice(index + 1)));
}

function flatten(nodes: readonly YamlNode[]): readonly YamlNode[] {
  return nodes.flatMap((node) => {
    const group = childOf(node, 'parallel');
    return group === undefined ? [node] : flatten(itemsOf(group));
  });
}

function withEnding({ node, step }: Written, later: readonly Written[]): WorkflowStep {
  if (textOf(childOf(node, 'background')) !== 'true') return step;
  for (const { node: next } of later) {
    const cancelled = entryOf(next, 'cancel');
    if (cancelled !== undefined && names(cancelled, step.id)) {
      const value = textOf(cancelled.value);
      return { ...step, cancelled: { value, line: cancelled.line } };
    }
    if (!waitsFor(next, step.id)) continue;
    const ignored = looseAt<boolean>(next, 'continue-on-error', 'boolean');
    return ignored === undefined || step.continueOnError !== undefined
      ? step
      : { ...step, continueOnError: ignored };
  }
  return step;
}

function waitsFor(node: YamlNode, id: string): boolean {
  const all = entryOf(node, 'wait-all');
  if (all !== undefined) return textOf(all.value) !== 'false';
  const wait = entryOf(node, 'wait');
  return wait !== undefined && names(wait, id);
}

function names({ value }: YamlEntry, id: string): boolean {
  return id !== '' && oneOrMany(value).some((named) => named.value === id);
}
