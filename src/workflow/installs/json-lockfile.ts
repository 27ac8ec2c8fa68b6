import type { Lockfile } from '../../model/workflow.ts';
import { baseName } from '../parse/file-names.ts';
import { PinTally, rangePin, type VersionPin } from './version-pin.ts';

type Json = { readonly [key: string]: unknown };

/** Reads a JSON lockfile of npm, Pipenv, Composer, NuGet or Swift. An invalid one has no entries. */
export function readJsonLock(path: string, blob: string, text: string): Lockfile {
  const tally = new PinTally();
  const root = parse(text);
  const name = baseName(path);
  const tool = toolOf(name);
  const lineOf = lineFinder(text);
  for (const [key, hold] of entriesOf(tool, root)) tally.add(hold, lineOf(key), key);
  return tally.lockfile(path, blob, tool);
}

function toolOf(name: string): string {
  if (name === 'Pipfile.lock') return 'pipenv';
  if (name === 'composer.lock') return 'composer';
  if (name === 'Package.resolved') return 'swift';
  return name === 'packages.lock.json' ? 'nuget' : 'npm';
}

function entriesOf(tool: string, root: Json): [string, VersionPin][] {
  if (tool === 'pipenv') return [...pipenv(root['default']), ...pipenv(root['develop'])];
  if (tool === 'composer')
    return [...composer(root['packages']), ...composer(root['packages-dev'])];
  if (tool === 'nuget') return Object.values(asMap(root['dependencies'])).flatMap(nuget);
  if (tool === 'swift') return swift(root['pins'] ?? asMap(root['object'])['pins']);
  const packages = asMap(root['packages']);
  return Object.keys(packages).length > 0 ? npm(packages) : npmV1(asMap(root['dependencies']));
}

function npm(packages: Json): [string, VersionPin][] {
  return Object.entries(packages).flatMap(([key, value]): [string, VersionPin][] => {
    const { link, integrity, resolved, inBundle } = asMap(value);
    // The root, workspaces and links are the repository's own; bundled packages are covered by their bundle.
    if (!key.includes('node_modules/') || link === true || inBundle === true) return [];
    return [[key, npmHold(integrity, resolved)]];
  });
}

function npmV1(dependencies: Json): [string, VersionPin][] {
  return Object.entries(dependencies).map(([key, value]) => {
    const { integrity, version } = asMap(value);
    return [key, npmHold(integrity, version)];
  });
}

function npmHold(integrity: unknown, resolved: unknown): VersionPin {
  if (typeof integrity === 'string' && integrity !== '') return 'hashed';
  if (typeof resolved === 'string' && /^git|github:/.test(resolved)) {
    return /#[0-9a-f]{40}$/.test(resolved) ? 'hashed' : 'moving';
  }
  return 'exact';
}

function pipenv(section: unknown): [string, VersionPin][] {
  return Object.entries(asMap(section)).map(([key, value]) => [key, pipenvHold(asMap(value))]);
}

function pipenvHold({ hashes, version, ref, git }: Json): VersionPin {
  if (Array.isArray(hashes) && hashes.length > 0) return 'hashed';
  if (git !== undefined) return /^[0-9a-f]{40}$/.test(String(ref)) ? 'hashed' : 'moving';
  return /^==/.test(String(version)) ? 'exact' : 'unversioned';
}

function composer(list: unknown): [string, VersionPin][] {
  const packages = Array.isArray(list) ? list : [];
  return packages.map((item): [string, VersionPin] => {
    const { name, dist, source } = asMap(item);
    const reference = asMap(source)['reference'] ?? asMap(dist)['reference'];
    const hashed = /^[0-9a-f]{40}$/.test(String(reference)) || Boolean(asMap(dist)['shasum']);
    return [String(name), hashed ? 'hashed' : 'exact'];
  });
}

/** A pin of the Swift package manager without a revision follows a branch. */
function swift(list: unknown): [string, VersionPin][] {
  const pins = Array.isArray(list) ? list : [];
  return pins.map((item): [string, VersionPin] => {
    const { identity, package: name, state } = asMap(item);
    const hashed = /^[0-9a-f]{40}$/.test(String(asMap(state)['revision']));
    return [String(identity ?? name), hashed ? 'hashed' : 'moving'];
  });
}

function nuget(framework: unknown): [string, VersionPin][] {
  return Object.entries(asMap(framework)).flatMap(([key, value]): [string, VersionPin][] => {
    const { contentHash, resolved, type } = asMap(value);
    if (type === 'Project') return [];
    return [[key, contentHash === undefined ? rangePin(String(resolved ?? '')) : 'hashed']];
  });
}

function asMap(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

function parse(text: string): Json {
  try {
    return asMap(JSON.parse(text));
  } catch {
    // An unreadable lockfile has no entries, so it pins nothing.
    return {};
  }
}

/** Finds the first line of a key; reads the text once, on the first call. */
function lineFinder(text: string): (key: string) => number {
  let lines: Map<string, number> | undefined;
  return (key) => {
    lines ??= keyLines(text);
    return lines.get(key) ?? 1;
  };
}

function keyLines(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  for (const [index, line] of text.split('\n').entries()) {
    for (const [, key = ''] of line.slice(0, 400).matchAll(/"([^"\\]{1,200})"/g)) {
      if (!lines.has(key)) lines.set(key, index + 1);
    }
  }
  return lines;
}
