import type { YamlNode } from '../../lib/yaml.ts';
import type { Trigger } from '../../model/workflow.ts';
import { entriesOf, oneOrMany, textOf } from './tree-access.ts';

/** The events of `on:` in any of its forms (one, a list, a map), each with its filters as written. */
export function readTriggers(on: YamlNode | undefined): readonly Trigger[] {
  if (on?.kind !== 'map') {
    return oneOrMany(on)
      .filter(({ value }) => value !== '')
      .map(({ value, line }) => ({ line, event: value, filters: [] }));
  }
  return on.entries.map(({ key, line, value }) => ({
    line,
    event: key,
    filters: filtersOf(key, value),
  }));
}

function filtersOf(event: string, node: YamlNode): Trigger['filters'] {
  if (event === 'schedule' && node.kind === 'list') {
    const values = node.items.flatMap((item) => entriesOf(item).map((e) => textOf(e.value)));
    return [{ key: 'cron', line: node.line, values }];
  }
  return entriesOf(node).map(({ key, line, value }) => ({
    key,
    line,
    values:
      value.kind === 'map' ? value.entries.map((e) => e.key) : oneOrMany(value).map((v) => v.value),
  }));
}
