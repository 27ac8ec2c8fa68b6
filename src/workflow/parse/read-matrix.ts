import type { YamlEntry, YamlNode } from '../../lib/yaml.ts';
import type { Matrix } from '../../model/workflow.ts';
import { childOf, entriesOf, entryOf, itemsOf, type KeyedText, textOf } from './tree-access.ts';

type Leg = ReadonlyMap<string, string>;

/** GitHub runs at most 256 jobs of a matrix (docs, "Usage limits", read 2026-11-22); beyond it nothing would run. */
const maxLegs = 256;

/**
 * The matrix of a job, expanded as GitHub does: the product of its lists, less `exclude`, then each `include`
 * added to the legs whose own values it does not change, or standing alone. Any expression makes it `dynamic`.
 */
export function readMatrix(job: YamlNode): Matrix | undefined {
  const entry = entryOf(childOf(job, 'strategy'), 'matrix');
  if (entry === undefined) return undefined;
  const node = entry.value;
  if (node.kind !== 'map') return { line: entry.line, legs: 'dynamic' };
  return { line: entry.line, legs: legsOf(node), values: valuesOf(node) };
}

function legsOf(matrix: YamlNode): readonly string[] | 'dynamic' {
  const axes = entriesOf(matrix).filter(({ key }) => key !== 'include' && key !== 'exclude');
  const lists = [...axes, ...entriesOf(matrix).filter((entry) => !axes.includes(entry))];
  if (lists.some(({ value }) => value.kind !== 'list' || hasExpression(value))) return 'dynamic';
  const product = productOf(axes);
  if (product === 'too-many') return 'dynamic';
  const excludes = itemsOf(childOf(matrix, 'exclude')).map(legOf);
  const kept = product.filter((leg) => !excludes.some((exclude) => contains(leg, exclude)));
  const included = withIncludes(kept, itemsOf(childOf(matrix, 'include')).map(legOf));
  return included.length > maxLegs ? 'dynamic' : included.map(legText);
}

function productOf(axes: readonly YamlEntry[]): readonly Leg[] | 'too-many' {
  let legs: readonly Leg[] = axes.length === 0 ? [] : [new Map()];
  for (const { key, value } of axes) {
    const texts = itemsOf(value).map(textOf);
    // Excludes can bring a big product back under the limit, so the bound is a generous one.
    if (legs.length * texts.length > maxLegs * 16) return 'too-many';
    legs = legs.flatMap((leg) => texts.map((text) => new Map([...leg, [key, text]])));
  }
  return legs;
}

function withIncludes(original: readonly Leg[], includes: readonly Leg[]): readonly Leg[] {
  const legs = original.map((leg) => new Map(leg));
  const alone: Leg[] = [];
  for (const include of includes) {
    const fits = legs.filter((_, index) => agrees(original[index] ?? new Map(), include));
    for (const leg of fits) for (const [key, value] of include) leg.set(key, value);
    if (fits.length === 0) alone.push(include);
  }
  return [...legs, ...alone];
}

/** An include goes into a leg when it overwrites none of the leg's original values. */
function agrees(original: Leg, include: Leg): boolean {
  return [...include].every(([key, value]) => !original.has(key) || original.get(key) === value);
}

function contains(leg: Leg, part: Leg): boolean {
  return [...part].every(([key, value]) => leg.get(key) === value);
}

function legOf(node: YamlNode): Leg {
  return new Map(entriesOf(node).map(({ key, value }) => [key, textOf(value)]));
}

function legText(leg: Leg): string {
  return [...leg].map(([key, value]) => `${key}=${value}`).join(', ');
}

function hasExpression(node: YamlNode): boolean {
  return textOf(node).includes('${{');
}

function valuesOf(matrix: YamlNode): readonly KeyedText[] {
  return entriesOf(matrix).flatMap(({ key, value }) => {
    const items = value.kind === 'list' ? value.items : [value];
    if (key === 'include' || key === 'exclude') {
      return items
        .flatMap(entriesOf)
        .map((e) => ({ key: e.key, line: e.line, value: textOf(e.value) }));
    }
    return items.map((item) => ({ key, line: item.line, value: textOf(item) }));
  });
}
