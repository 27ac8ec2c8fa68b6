import type { YamlEntry, YamlNode } from '../../lib/yaml.ts';
import type { At } from '../../model/workflow.ts';

export type KeyedText = At<string> & { readonly key: string };

export function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  return node?.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}

export function childOf(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return entryOf(node, key)?.value;
}

export function entriesOf(node: YamlNode | undefined): readonly YamlEntry[] {
  return node?.kind === 'map' ? node.entries : [];
}

export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/**
 * Returns a scalar's text, a list or map as one line of flow text, '' for nothing. A plain number is what the
 * runner gets: `3.10` is `3.1` (actions/setup-python#198).
 */
export function textOf(node: YamlNode | undefined): string {
  switch (node?.kind) {
    case undefined:
      return '';
    case 'scalar':
      return node.style === 'plain' &&
        typeof node.value === 'number' &&
        /^\d+\.\d+$/.test(node.text)
        ? String(node.value)
        : node.text;
    case 'list':
      return `[${node.items.map(textOf).join(', ')}]`;
    case 'map':
      return `{${node.entries.map((e) => `${e.key}: ${textOf(e.value)}`).join(', ')}}`;
    default:
      return node satisfies never;
  }
}

/** Returns one value or a list of them as texts: `push`, `[push, pull_request]`. */
export function oneOrMany(node: YamlNode | undefined): readonly At<string>[] {
  if (node === undefined) return [];
  const nodes = node.kind === 'list' ? node.items : [node];
  return nodes.map((item) => ({ value: textOf(item), line: item.line }));
}

/** Returns the entries of a map as texts with their keys' lines. */
export function keyedTexts(node: YamlNode | undefined): readonly KeyedText[] {
  return entriesOf(node).map(({ key, line, value }) => ({ key, line, value: textOf(value) }));
}

/** Returns the inputs under `with`; GitHub ignores the case of their names. */
export function inputsOf(node: YamlNode | undefined): readonly KeyedText[] {
  return keyedTexts(childOf(node, 'with')).map((one) => ({ ...one, key: one.key.toLowerCase() }));
}

/** Returns the text of `key` with the key's line; undefined when the key is missing. */
export function textAt(node: YamlNode | undefined, key: string): At<string> | undefined {
  const entry = entryOf(node, key);
  return entry === undefined ? undefined : { value: textOf(entry.value), line: entry.line };
}

/** Returns booleans and numbers by type, expressions and other values as text. */
export function looseAt<T extends boolean | number>(
  node: YamlNode | undefined,
  key: string,
  type: 'boolean' | 'number',
): At<T | string> | undefined {
  const entry = entryOf(node, key);
  if (entry === undefined) return undefined;
  const value = entry.value.kind === 'scalar' ? entry.value.value : undefined;
  const typed = typeof value === type ? (value as T) : textOf(entry.value);
  return { value: typed, line: entry.line };
}
