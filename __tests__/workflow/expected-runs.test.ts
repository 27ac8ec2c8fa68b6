import { describe, expect, it } from '@jest/globals';
import {
  expectationOf,
  idleTriggers,
  matchesFilter,
  type StartEvent,
  takes,
} from '../../src/workflow/expected-runs.ts';
import { readWorkflow } from '../../src/workflow/parse/read-workflow.ts';

const PULL: StartEvent = { event: 'pull_request', branch: 'main', changed: ['src/a.ts'] };

function stateOf(on: string, start: Partial<StartEvent> = {}): string {
  const file = readWorkflow('.github/workflows/ci.yml', '', `on: ${on}\njobs: {}\n`);
  if (file.state !== 'present') throw new Error(file.why);
  const found = expectationOf(file.workflow, { ...PULL, ...start });
  return found.state === 'not-expected' && found.byPaths ? 'not-expected by paths' : found.state;
}

describe('a workflow', () => {
  it.each([
    ['pull_request', {}, 'expected'],
    ['[push, pull_request]', {}, 'expected'],
    ['push', {}, 'not-expected'],
    ['workflow_call', {}, 'not-expected'],
    ['{ pull_request: { branches: [main] } }', {}, 'expected'],
    ['{ pull_request: { branches: [dev] } }', {}, 'not-expected'],
    ["{ pull_request: { branches: ['**', '!main'] } }", {}, 'not-expected'],
    ['{ pull_request: { branches-ignore: [main] } }', {}, 'not-expected'],
    ['{ pull_request: { types: [labeled] } }', {}, 'not-expected'],
    ['{ pull_request: { types: [opened, synchronize] } }', {}, 'expected'],
    ["{ pull_request: { paths: ['src/**'] } }", {}, 'expected'],
    ["{ pull_request: { paths: ['docs/**'] } }", {}, 'not-expected by paths'],
    ["{ pull_request: { paths: ['**', '!src/**'] } }", {}, 'not-expected by paths'],
    ["{ pull_request: { paths-ignore: ['src/**'] } }", {}, 'not-expected by paths'],
    ["{ pull_request: { paths-ignore: ['src/**'] } }", { changed: ['src/a', 'b'] }, 'expected'],
    ["{ pull_request: { paths: ['docs/**'] } }", { changed: undefined }, 'unclear'],
    ['{ push: { branches: [main] } }', { event: 'push' }, 'expected'],
    ["{ push: { tags: ['v*'] } }", { event: 'push' }, 'not-expected'],
    ["{ push: { tags: ['v*'], branches: [main] } }", { event: 'push' }, 'expected'],
    ['merge_group', { event: 'merge_group' }, 'expected'],
  ] as const)('with `on: %s` and %j is %s', (on, start, state) => {
    expect(stateOf(on, start)).toBe(state);
  });
});

describe('a filter pattern', () => {
  it.each([
    ['*', 'main', true],
    ['*', 'releases/1', false],
    ['**', 'releases/1', true],
    ['*feature', 'my-feature', true],
    ['v[12].[0-9]+.[0-9]+', 'v1.10.1', true],
    ['v[12].[0-9]+.[0-9]+', 'v3.1.1', false],
    ['*.jsx?', 'page.js', true],
    ['*.jsx?', 'page.jsx', true],
    ['**.js', 'src/js/app.js', true],
    ['docs/*', 'docs/a/b.md', false],
    ['docs/**/*.md', 'docs/hello.md', true],
    ['docs/**/*.md', 'docs/a/b/hello.md', true],
    ['**/README.md', 'README.md', true],
    ['**/docs/**', 'a/docs/b.txt', true],
    [String.raw`a\*b`, 'a*b', true],
    [String.raw`a\*b`, 'axb', false],
  ])('%s on %s gives %s', (pattern, text, matches) => {
    expect(matchesFilter(pattern, text)).toBe(matches);
  });

  it('is undone by a later one with an exclamation mark, and the other way round', () => {
    const patterns = ['releases/**', '!releases/**-alpha', 'releases/9-alpha'];
    const names = ['releases/1', 'releases/1-alpha', 'releases/9-alpha', 'main'];
    expect(names.map((name) => takes(patterns, name))).toEqual([true, false, true, false]);
  });
});

it.each([
  ["{ push: { paths: ['src/**', '*.md'] } }", []],
  ["{ push: { paths: ['lib/**'] } }", ['push']],
  ["{ push: { paths: ['src/**', '!src/**'] }, pull_request: }", ['push']],
  ["{ push: { paths-ignore: ['**'] } }", ['push']],
  ["{ push: { paths-ignore: ['src/**'] } }", []],
  ['push', []],
])('finds the triggers of %s that no file of the commit starts', (on, expected) => {
  const file = readWorkflow('ci.yml', '', `on: ${on}\njobs: {}\n`);
  const files = ['src/a.ts', 'README.md'];
  const found = file.state === 'present' ? idleTriggers(file.workflow, files) : [];
  expect(found.map(({ event }) => event)).toEqual(expected);
});
