import { joinPath } from '../../lib/glob.ts';
import type { YamlEntry, YamlNode } from '../../lib/yaml.ts';
import type { Pin, Use, Workflow } from '../../model/workflow.ts';
import { type KnownValues, valuesOf } from './known-values.ts';
import { entriesOf, entryOf, textOf } from './tree-access.ts';

const sha = /^[0-9a-f]{40}$/i;
const digest = /@sha256:[0-9a-f]{64}$/i;
/**
 * `v4`, `v4.2.2`, `1.2`, `v2.0.0-rc.1`; also after a name (`codeql-bundle-v2.1`), but not in a path:
 * `release/v1` is a branch.
 */
const versionTag =
  /^(?:v?\d+|[\w.]+(?:-[\w.]+)*-(?:v\d+|\d+\.\d+))(?:\.\d+)*(?:[-.+]?(?:alpha|beta|rc|pre|dev)?[-.]?\d*)?$/i;

/**
 * Returns how a `uses:` is pinned. A name that ends in a version counts as a tag, any other as a branch;
 * `$/` is the repository itself at the same commit (GitHub changelog, 2026-07-30). `docker://` images count as `digest`, `tag` (any tag but `latest`), or `branch`.
 */
export function pinOf(uses: string): Pin {
  const text = uses.trim();
  if (
    text.startsWith('$/') ||
    text.startsWith('./') ||
    text.startsWith('../') ||
    text.startsWith('.\\')
  )
    return 'local';
  if (text.startsWith('docker://')) return pinOfImage(text.slice('docker://'.length));
  const at = text.lastIndexOf('@');
  const ref = at === -1 ? '' : text.slice(at + 1);
  return ref === '' ? 'none' : pinOfRef(ref);
}

/** Returns the path of a called file of the repository: `./a/b` and `$/a/b` are `a/b`. */
export function localPath(uses: string): string {
  return joinPath('', uses.replace(/^\$\//, ''));
}

/** Returns the path that callers name: an action's folder, a workflow's file. */
export function pathAsCalled({ kind, path }: Pick<Workflow, 'kind' | 'path'>): string {
  return kind === 'action' ? path.replace(/\/?action\.ya?ml$/, '') : path;
}

/** Returns how a Git ref is pinned: 40 hex digits, a version tag, else a branch. */
export function pinOfRef(ref: string): 'sha' | 'tag' | 'branch' {
  const name = ref.replace(/^refs\/(?:tags|heads)\//, '');
  if (sha.test(name)) return 'sha';
  if (ref.startsWith('refs/heads/')) return 'branch';
  return ref.startsWith('refs/tags/') || isVersion(name) ? 'tag' : 'branch';
}

/** A longer name is not a version, and matching takes time quadratic in the length. */
const MAX_VERSION = 255;

function isVersion(name: string): boolean {
  return name.length <= MAX_VERSION && versionTag.test(name);
}

/** Returns how a container image is pinned: by digest, by a version tag, or by a mutable tag. */
export function pinOfImage(image: string): Pin {
  if (digest.test(image)) return 'digest';
  const tag = imageTag(image);
  if (tag === '') return 'none';
  return /\d/.test(tag) ? 'tag' : 'branch';
}

/** Returns the tag of an image, or ''; the port of a registry is not a tag. */
export function imageTag(image: string): string {
  const name = image.slice(image.lastIndexOf('/') + 1).replace(/@.*$/s, '');
  const colon = name.indexOf(':');
  return colon === -1 ? '' : name.slice(colon + 1);
}

/** Returns a `uses` without what GitHub ignores in its path: `owner//name/./sub/@v1` is `owner/name/sub@v1`. */
function plainUse(uses: string): string {
  const at = uses.lastIndexOf('@');
  if (at === -1 || !/^[\w-]/.test(uses) || uses.startsWith('docker://')) return uses;
  return `${joinPath('', uses.slice(0, at))}${uses.slice(at)}`;
}

/** Reads the `uses:` of a step or job, with the version in its comment. */
export function readUse(node: YamlNode, kind: 'action' | 'reusable-workflow'): Use | undefined {
  const entry = entryOf(node, 'uses');
  if (entry === undefined) return undefined;
  const uses = plainUse(textOf(entry.value).trim());
  const image = uses.startsWith('docker://');
  return {
    line: entry.value.line,
    uses,
    pin: pinOf(uses),
    comment: entry.value.kind === 'scalar' ? entry.value.comment : '',
    kind: image ? 'image' : kind,
  };
}

/**
 * Returns the images of a job's container and services, in file order: one for each value of an expression, and
 * the expression itself when its values are not known.
 */
export function readImages(job: YamlNode, known: KnownValues): readonly Use[] {
  const container = entryOf(job, 'container');
  const services = entriesOf(entryOf(job, 'services')?.value);
  return [
    ...(container === undefined ? [] : imagesOf(container, 'container', known)),
    ...services.flatMap((service) => imagesOf(service, 'service', known)),
  ];
}

function imagesOf({ value }: YamlEntry, role: 'container' | 'service', known: KnownValues): Use[] {
  const node = value.kind === 'map' ? entryOf(value, 'image')?.value : value;
  if (node === undefined) return [];
  const texts = valuesOf(textOf(node), known, 'choices') ?? [textOf(node)];
  return texts
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => ({ ...imageUse(text, node), role }));
}

/** Returns an image named outside `uses`: of a container, a service, or a Docker action. */
export function imageUse(text: string, node: YamlNode): Use {
  const pin = pinOfImage(text.replace(/^docker:\/\//, ''));
  const comment = node.kind === 'scalar' ? node.comment : '';
  return { line: node.line, uses: text, pin, comment, kind: 'image' };
}

/** Whether a `uses` names this action; GitHub ignores the case of owners and repositories. */
export function isAction(uses: string | undefined, name: string): boolean {
  return uses?.replace(/@.*$/s, '').toLowerCase() === name.toLowerCase();
}
