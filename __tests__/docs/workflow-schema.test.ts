import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { blocksIn, ROOT } from './pages.ts';

/* GitHub's own parser reads every workflow that the project runs, ships or shows. */

const FOLDERS = ['.github/workflows', 'examples/workflows'];

const FILES = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .sort()
    .map((name) => {
      const path = `${folder}/${name}`;
      return [path, readFileSync(join(ROOT, path), 'utf8')] as const;
    }),
);

const BLOCKS = blocksIn('yaml')
  .filter(([, text]) => isWorkflow(parse(text)))
  .map(([where, text]) => [where, whole(text)] as const);

function isWorkflow(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('jobs' in value || 'on' in value);
}

/** A page may show a piece: the rest is what any workflow has. */
function whole(text: string): string {
  const keys = Object.keys(parse(text) as object);
  return [
    ...(keys.includes('on') ? [] : ['on: push']),
    ...(keys.includes('jobs') ? [] : ['jobs: { a: { runs-on: x, steps: [{ run: a }] } }']),
    text,
  ].join('\n');
}

function problemsOf(name: string, content: string): readonly string[] {
  const read = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  return read.context.errors.getErrors().map(({ message }) => message);
}

it.each([...FILES, ...BLOCKS])('%s is a workflow without a fault', (where, text) => {
  expect(problemsOf(where, text)).toEqual([]);
});

it('faults are really found', () => {
  const text = [
    'on: push',
    'permissions: { statuses: wirte }',
    'jobs:',
    '  a:',
    '    runs-on: x',
    '    if: ${{ github.event.number == }}',
    '    steps: [{ uses: a/b@v1, wiht: { c: d } }]',
  ].join('\n');
  expect(problemsOf('a.yml', text)).toEqual([
    expect.stringContaining('(Line: 2'),
    expect.stringContaining('(Line: 6'),
    expect.stringContaining('(Line: 7'),
  ]);
  expect(BLOCKS.length).toBeGreaterThan(6);
});
