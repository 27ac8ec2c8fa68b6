import type { YamlEntry, YamlNode } from '../../lib/yaml.ts';
import type { Use } from '../../model/workflow.ts';
import { pinOf, pinOfImage } from './pin.ts';
import { entriesOf, entryOf, textOf } from './tree-access.ts';

/** The `uses:` of a step or job, with the version named in the comment behind it. */
export function readUse(node: YamlNode, kind: 'action' | 'reusable-workflow'): Use | undefined {
  const entry = entryOf(node, 'uses');
  if (entry === undefined) return undefined;
  const uses = textOf(entry.value).trim();
  const image = uses.startsWith('docker://');
  return {
    line: entry.value.line,
    uses,
    pin: pinOf(uses),
    comment: entry.value.kind === 'scalar' ? entry.value.comment : '',
    kind: image ? 'image' : kind,
  };
}

/** The images of a job's container and services, in file order. */
export function readImages(job: YamlNode): readonly Use[] {
  const container = entryOf(job, 'container');
  const services = entriesOf(entryOf(job, 'services')?.value);
  return [
    ...(container === undefined ? [] : imageOf(container, 'container')),
    ...services.flatMap((service) => imageOf(service, 'service')),
  ];
}

function imageOf({ value }: YamlEntry, role: 'container' | 'service'): Use[] {
  const node = value.kind === 'map' ? entryOf(value, 'image')?.value : value;
  const text = textOf(node).trim();
  return node === undefined || text === '' ? [] : [{ ...imageUse(text, node), role }];
}

/** An image named outside `uses`: of a container, a service, or a Docker action. */
export function imageUse(text: string, node: YamlNode): Use {
  const pin = pinOfImage(text.replace(/^docker:\/\//, ''));
  const comment = node.kind === 'scalar' ? node.comment : '';
  return { line: node.line, uses: text, pin, comment, kind: 'image' };
}
