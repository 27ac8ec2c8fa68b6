import type { YamlEntry, YamlNode } from '../../lib/yaml.ts';
import type { WorkflowStep } from '../../model/workflow.ts';
import { readStep, type StepDefaults } from './read-step.ts';
import { childOf, entryOf, itemsOf, looseAt, oneOrMany, textOf } from './tree-access.ts';

/**
 * Reads the steps of a job or composite action in file order. The steps under `parallel:` are steps of the
 * job (GitHub changelog, 2026-06-25). A background step can lose its failure in two ways: another step
 * cancels it before any step waits for it, or the first step that waits for it continues on error.
 */
export function readSteps(steps: YamlNode | undefined, defaults: StepDefaults): WorkflowStep[] {
  const nodes = flatten(itemsOf(steps));
  const written = nodes.map((node, index) => ({ node, step: readStep(node, index, defaults) }));
  const endings = new Endings();
  // From the last step to the first: a background step ends by what comes after it.
  return written
    .toReversed()
    .map(({ node, step }) => {
      const ended =
        textOf(childOf(node, 'background')) === 'true'
          ? withEnding(step, endings.of(step.id))
          : step;
      endings.add(node);
      return ended;
    })
    .toReversed();
}

function flatten(nodes: readonly YamlNode[]): readonly YamlNode[] {
  return nodes.flatMap((node) => {
    const group = childOf(node, 'parallel');
    return group === undefined ? [node] : flatten(itemsOf(group));
  });
}

/** The first later step that cancels a background step, or that waits for it. */
type Ending = { readonly cancel: YamlEntry } | { readonly wait: YamlNode };

/** How background steps end, by what the steps after them name. */
class Endings {
  readonly #byId = new Map<string, Ending>();
  #all: Ending | undefined;

  of(id: string): Ending | undefined {
    return this.#byId.get(id) ?? this.#all;
  }

  /** Adds the step before those that are known: what it names ends by it. */
  add(node: YamlNode): void {
    const all = entryOf(node, 'wait-all');
    const wait = all === undefined ? entryOf(node, 'wait') : undefined;
    const cancel = entryOf(node, 'cancel');
    if (all !== undefined && textOf(all.value) !== 'false') {
      this.#byId.clear();
      this.#all = { wait: node };
    }
    for (const id of namesIn(wait)) this.#byId.set(id, { wait: node });
    if (cancel !== undefined) for (const id of namesIn(cancel)) this.#byId.set(id, { cancel });
  }
}

function withEnding(step: WorkflowStep, ending: Ending | undefined): WorkflowStep {
  if (ending === undefined) return step;
  if ('cancel' in ending) {
    const { value, line } = ending.cancel;
    return { ...step, cancelled: { value: textOf(value), line } };
  }
  const ignored = looseAt<boolean>(ending.wait, 'continue-on-error', 'boolean');
  return ignored === undefined || step.continueOnError !== undefined
    ? step
    : { ...step, continueOnError: ignored };
}

function namesIn(entry: YamlEntry | undefined): readonly string[] {
  if (entry === undefined) return [];
  return oneOrMany(entry.value).flatMap(({ value }) => (value === '' ? [] : [value]));
}
