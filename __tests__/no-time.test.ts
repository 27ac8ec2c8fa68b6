import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from '@jest/globals';
import { parseSync } from '@swc/core';

/** Arguments of the functions that take a time-out after them. */
const ARGUMENTS: Readonly<Record<string, number>> = {
  it: 2,
  test: 2,
  beforeAll: 1,
  beforeEach: 1,
  afterAll: 1,
  afterEach: 1,
};

const WORDS: Readonly<Record<string, RegExp>> = {
  'measures time': /\bperformance\.|\bhrtime\b|\bDate\.now\b/,
  'measures processor time': /\bcpuUsage\b/,
  'measures memory': /\bmemoryUsage\b|\bresourceUsage\b|\bmaxRSS\b|\bVmHWM\b/,
  sleeps: /\bset(?:Timeout|Interval)\(|\btimers\/promises\b|\bAtomics\.wait\b/,
  'sets a time-out': /\bAbortSignal\.timeout\b|\btimeout: [\d_]+ *[,}*]|\bjest\.setTimeout\b/,
};

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value;

function* nodesIn(value: unknown): Generator<Node> {
  if (isNode(value)) yield value;
  if (typeof value === 'object' && value !== null)
    for (const child of Object.values(value)) yield* nodesIn(child);
}

/** The name that a call begins with: `it` of `it.concurrent.each(table)(name, run)`. */
function rootOf({ type, value, object, callee, tag }: Node): string {
  if (type === 'Identifier') return String(value);
  const inner = object ?? callee ?? tag;
  return isNode(inner) ? rootOf(inner) : '';
}

/** `it.each(table)`, whose arguments are the cases. */
const isTable = ({ property }: Node): boolean => isNode(property) && property['value'] === 'each';

function hasTimeOut({ type, callee, arguments: given }: Node): boolean {
  if (type !== 'CallExpression' || !isNode(callee) || isTable(callee)) return false;
  return (given as unknown[]).length > (ARGUMENTS[rootOf(callee)] ?? Number.POSITIVE_INFINITY);
}

/** Returns what makes a test file depend on time, processor time, or memory. */
function offencesIn(text: string): readonly string[] {
  const words = Object.entries(WORDS).filter(([, word]) => word.test(text));
  const calls = [...nodesIn(parseSync(text, { syntax: 'typescript' }))].filter(hasTimeOut);
  return [...words.map(([what]) => what), ...calls.map(() => 'gives one test a time-out')];
}

it.each([
  ["it('a', () => {}, 30_000);", 'gives one test a time-out'],
  ["it.concurrent.each([1])('a', async () => {}, PATIENCE);", 'gives one test a time-out'],
  ["describe('a', () => { beforeAll(() => {}, 5000); });", 'gives one test a time-out'],
  ['const began = performance.now();', 'measures time'],
  ['expect(Date.now() - began).toBeLessThan(9);', 'measures time'],
  ['const { user } = process.cpuUsage();', 'measures processor time'],
  ['const { heapUsed } = process.memoryUsage();', 'measures memory'],
  ['await new Promise((done) => setTimeout(done, 50));', 'sleeps'],
  ["import { setTimeout as wait } from 'node:timers/promises';", 'sleeps'],
  ["spawnSync('git', [], { timeout: 5000 });", 'sets a time-out'],
])('finds the offence in %s', (text, offence) => {
  expect(offencesIn(text)).toEqual([offence]);
});

it.each([
  "it.each([1, 2], [3, 4], [5, 6])('a', async () => {});",
  'await new Promise((next) => setImmediate(next));',
  "it('reads timeout-minutes: 10', () => { jest.useFakeTimers(); });",
])('finds no offence in %s', (text) => {
  expect(offencesIn(text)).toEqual([]);
});

it('no test measures or waits for time, and none has a time-out of its own', () => {
  const root = import.meta.dirname;
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) =>
      path.endsWith('.ts') &&
      !path.startsWith('fixtures') &&
      path !== basename(import.meta.filename),
  );
  const offences = files.flatMap((path) =>
    offencesIn(readFileSync(join(root, path), 'utf8')).map((what) => `${path} ${what}`),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(offences).toEqual([]);
});
