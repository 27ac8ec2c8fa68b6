import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from '@jest/globals';

/** Lowest floor first. A room may import itself and the floors below it, and no other. */
const FLOORS = [
  ['model'],
  ['reports', 'workflow', 'archive', 'markdown'],
  ['rules'],
  ['config', 'score', 'document', 'programme'],
  ['github', 'local'],
  ['collect', 'publish'],
  ['audit.ts'],
  ['cli'],
  ['action.ts', 'cli.ts'],
];

/** Rooms that never touch the clock, the network, the disk or the environment. */
const PURE = [
  'model',
  'reports',
  'workflow',
  'archive',
  'markdown',
  'rules',
  'config',
  'score',
  'document',
  'programme',
];

const roomOf = (path: string): string => path.split('/')[0] ?? path;
const floorOf = (room: string): number => FLOORS.findIndex((rooms) => rooms.includes(room));

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .sort();

const sourceOf = (path: string): string => readFileSync(`src/${path}`, 'utf8');
const importsOf = (path: string): string[] =>
  [...sourceOf(path).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, to = '']) => to);

describe.each(files)('%s', (path) => {
  it('stands in a known room', () => {
    expect(floorOf(roomOf(path))).not.toBe(-1);
  });

  it('imports only from its own room and the floors below', () => {
    const upward = importsOf(path)
      .filter((to) => to.startsWith('.'))
      .map((to) => roomOf(posix.join(posix.dirname(path), to)))
      .filter((room) => room !== roomOf(path) && floorOf(room) >= floorOf(roomOf(path)));
    expect(upward).toEqual([]);
  });

  it('keeps the outside world out of pure rooms', () => {
    const banned = /^(node:(fs|http|https|net|child_process|os|process|timers)|@actions|@octokit)/;
    const ambient = /\b(Date\.now|new Date\(\)|Math\.random|process\.\w|fetch\(|setTimeout)/;
    const found = PURE.includes(roomOf(path))
      ? [
          ...importsOf(path).filter((to) => banned.test(to)),
          ...(ambient.exec(sourceOf(path)) ?? []),
        ]
      : [];
    expect(found).toEqual([]);
  });

  it('is at most 250 lines long', () => {
    expect(sourceOf(path).split('\n').length).toBeLessThanOrEqual(250);
  });
});

/** Who needs whom: a file, or a folder of a room, and what it imports. */
interface Need {
  readonly from: string;
  readonly to: string;
}

const needs: readonly Need[] = files.flatMap((path) =>
  importsOf(path)
    .filter((to) => to.startsWith('.'))
    .map((to) => ({ from: path, to: posix.join(posix.dirname(path), to) })),
);

/** Those that need themselves, by however many others. */
function inCircles(all: readonly Need[]): readonly string[] {
  const wanted = new Map<string, Set<string>>();
  for (const { from, to } of all) wanted.set(from, (wanted.get(from) ?? new Set()).add(to));
  const reached = (from: string, seen: Set<string>): Set<string> => {
    for (const to of wanted.get(from) ?? []) {
      if (!seen.has(to)) reached(to, seen.add(to));
    }
    return seen;
  };
  return [...wanted.keys()].filter((one) => reached(one, new Set()).has(one));
}

it('has no circle of files', () => {
  expect(inCircles(needs)).toEqual([]);
});

it('has no circle between the folders of one room', () => {
  const folders = needs
    .map(({ from, to }) => ({ from: posix.dirname(from), to: posix.dirname(to) }))
    .filter(({ from, to }) => from !== to && roomOf(from) === roomOf(to));
  expect(inCircles(folders)).toEqual([]);
});

it('names every folder of every room in its page, and no other', () => {
  const page = readFileSync('docs/architecture.md', 'utf8');
  const told = [...page.matchAll(/^- `(\w+)`: (.*)$/gm)].flatMap(([, room = '', what = '']) =>
    [...what.replace(/`[^`]+\.ts`/g, '').matchAll(/`([^`]+)`/g)].map(([, one]) => `${room}/${one}`),
  );
  const folders = files.filter((path) => path.split('/').length > 2).map(posix.dirname);
  expect(told.sort()).toEqual([...new Set(folders)].sort());
});
