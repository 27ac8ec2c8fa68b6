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

/** The folders inside each room: `from` imports something of `to`. */
const doors = files.flatMap((path) =>
  importsOf(path)
    .filter((to) => to.startsWith('.'))
    .map((to) => posix.dirname(posix.join(posix.dirname(path), to)))
    .map((to) => ({ from: posix.dirname(path), to }))
    .filter(({ from, to }) => from !== to && roomOf(from) === roomOf(to)),
);

/** Every folder that can be reached from one through the doors of its room. */
function reached(from: string, seen = new Set<string>()): Set<string> {
  for (const door of doors) {
    if (door.from !== from || seen.has(door.to)) continue;
    seen.add(door.to);
    reached(door.to, seen);
  }
  return seen;
}

it('has no circle between the folders of one room', () => {
  const folders = [...new Set(doors.map(({ from }) => from))];
  expect(folders.filter((folder) => reached(folder).has(folder))).toEqual([]);
});
