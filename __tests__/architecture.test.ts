import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, it } from '@jest/globals';

/** Lowest layer first. A module imports from itself and from the layers below it. */
const LAYERS = [
  ['tables'],
  ['lib'],
  ['model'],
  ['config'],
  ['report-formats', 'workflow', 'audit-chain'],
  ['analysis'],
  ['rules'],
  ['scoring'],
  ['render'],
  ['history'],
  ['collect', 'publish', 'github', 'local'],
  ['stages.ts'],
  ['pipeline.ts'],
  ['cli'],
  ['action.ts', 'cli.ts'],
];

/** Layers above the readers that collecting must not know: it neither judges nor renders. */
const JUDGING = ['analysis', 'rules', 'scoring', 'render', 'history'];
const COLLECTING = ['collect', 'github', 'local'];

/** Modules that never touch the clock, the network, the disk, or the environment. */
const PURE = [...new Set([...LAYERS.slice(0, 5).flat(), ...JUDGING])];

const MAX_LINES = 400;

const OUTSIDE = /^(node:(fs|http|https|net|child_process|os|process|timers)|@actions|@octokit)/;
const AMBIENT = /\b(Date\.now|new Date\(\)|Math\.random|process\.\w|fetch\(|setTimeout)/;

const moduleOf = (path: string): string => path.split('/')[0] ?? path;
const layerOf = (path: string): number =>
  LAYERS.findIndex((modules) => modules.includes(moduleOf(path)));

interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const files: readonly SourceFile[] = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .sort()
  .map((path) => {
    const text = readFileSync(`src/${path}`, 'utf8');
    const imports = text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g);
    return { path, text, imports: [...imports].map(([, to = '']) => to) };
  });

interface Import {
  readonly from: string;
  readonly to: string;
}

const imports: readonly Import[] = files.flatMap(({ path, imports: all }) =>
  all
    .filter((to) => to.startsWith('.'))
    .map((to) => ({ from: path, to: posix.join(posix.dirname(path), to) })),
);

/** Returns those that import themselves, directly or through others. */
function inCycles(all: readonly Import[]): readonly string[] {
  const targets = new Map<string, Set<string>>();
  for (const { from, to } of all) targets.set(from, (targets.get(from) ?? new Set()).add(to));
  const reachable = (from: string, seen: Set<string>): Set<string> => {
    for (const to of targets.get(from) ?? []) {
      if (!seen.has(to)) reachable(to, seen.add(to));
    }
    return seen;
  };
  return [...targets.keys()].filter((one) => reachable(one, new Set()).has(one));
}

it('every file belongs to a known module', () => {
  const offenders = files.filter(({ path }) => layerOf(path) === -1).map(({ path }) => path);
  expect([files.length > 0, offenders]).toEqual([true, []]);
});

it('every file imports only from its own module and the layers below', () => {
  const offenders = imports
    .filter(({ from, to }) => moduleOf(from) !== moduleOf(to) && layerOf(to) >= layerOf(from))
    .map(({ from, to }) => `${from} imports ${to}`);
  expect([imports.length > 0, offenders]).toEqual([true, []]);
});

it('collecting imports nothing that judges or renders', () => {
  const offenders = imports
    .filter(({ from, to }) => COLLECTING.includes(moduleOf(from)) && JUDGING.includes(moduleOf(to)))
    .map(({ from, to }) => `${from} imports ${to}`);
  expect(offenders).toEqual([]);
});

it('pure modules touch no clock, network, disk, or environment', () => {
  const offenders = files
    .filter(({ path }) => PURE.includes(moduleOf(path)))
    .flatMap(({ path, text, imports: all }) =>
      [...all.filter((to) => OUTSIDE.test(to)), ...(AMBIENT.exec(text)?.slice(0, 1) ?? [])].map(
        (found) => `${path}: ${found}`,
      ),
    );
  expect(offenders).toEqual([]);
});

it('comments name only pages that exist', () => {
  const named = files.flatMap(
    ({ text }) => text.match(/docs\/(?:adr|explanation)\/[\w-]+\.md/g) ?? [],
  );
  expect([named.length > 0, named.filter((page) => !existsSync(page))]).toEqual([true, []]);
});

it('no file is too long', () => {
  const offenders = files
    .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
    .filter(({ lines }) => lines > MAX_LINES)
    .map(({ path, lines }) => `${path}: ${lines} lines`);
  expect(offenders).toEqual([]);
});

it('no file imports itself through others', () => {
  expect(inCycles(imports)).toEqual([]);
});

it('no folder of a module imports itself through others', () => {
  const folders = imports
    .map(({ from, to }) => ({ from: posix.dirname(from), to: posix.dirname(to) }))
    .filter(({ from, to }) => from !== to && moduleOf(from) === moduleOf(to));
  expect(inCycles(folders)).toEqual([]);
});

it('the page about the architecture names every folder of every module, and no other', () => {
  const page = readFileSync('docs/architecture.md', 'utf8');
  const named = [...page.matchAll(/^- `([\w-]+)`: (.*)$/gm)].flatMap(([, name = '', about = '']) =>
    [...about.replace(/`[^`]+\.ts`/g, '').matchAll(/`([^`]+)`/g)].map(
      ([, folder]) => `${name}/${folder}`,
    ),
  );
  const folders = files
    .map(({ path }) => path)
    .filter((path) => path.split('/').length > 2)
    .map(posix.dirname);
  expect(named.sort()).toEqual([...new Set(folders)].sort());
});
