import type { YamlNode } from '../../lib/yaml.ts';
import type { Permission, Permissions } from '../../model/workflow.ts';
import { entryOf, textOf } from './tree-access.ts';

/**
 * The `permissions` of a workflow or job. `read-all` and `write-all` grant `all`; `{}` and an empty value are
 * `all: none`, since GitHub sets every scope that a block does not name to none.
 */
export function readPermissions(node: YamlNode): Permissions {
  const entry = entryOf(node, 'permissions');
  if (entry === undefined) return { state: 'undeclared' };
  return { state: 'declared', line: entry.line, grants: grantsOf(entry.value, entry.line) };
}

function grantsOf(node: YamlNode, line: number): readonly Permission[] {
  if (node.kind === 'map' && node.entries.length > 0) {
    return node.entries.map((e) => ({
      line: e.line,
      scope: e.key,
      access: accessOf(textOf(e.value)),
    }));
  }
  const text = textOf(node).trim();
  const access = text === 'write-all' ? 'write' : text === 'read-all' ? 'read' : 'none';
  return [{ line, scope: 'all', access }];
}

function accessOf(text: string): Permission['access'] {
  return text === 'write' || text === 'read' ? text : 'none';
}
