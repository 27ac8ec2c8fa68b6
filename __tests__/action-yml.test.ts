import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { INPUT_DEFAULTS } from '../src/config/defaults.ts';
import { inputNames } from '../src/github/action-ports.ts';

const action = parse(readFileSync(new URL('../action.yml', import.meta.url), 'utf8')) as {
  inputs: Record<string, { description: string; default: string }>;
  outputs: Record<string, { description: string }>;
  runs: unknown;
};

it('declares the inputs that are read, and no other', () => {
  expect(Object.keys(action.inputs)).toEqual(inputNames);
});

it('declares the defaults that count as not given', () => {
  const defaults = Object.entries(action.inputs).map(([name, input]) => [name, input.default]);
  expect(Object.fromEntries(defaults)).toEqual({
    'github-token': '$' + '{{ github.token }}',
    ...INPUT_DEFAULTS,
  });
});

it('declares every output with its meaning', () => {
  expect(Object.keys(action.outputs)).toEqual([
    'milestone',
    'score',
    'score-max',
    'verdict',
    'outcome',
    'reason',
    'audited-sha',
    'markdown-file',
    'json-file',
    'evidence-file',
    'sarif-file',
    'junit-file',
    'svr-file',
    'test-result-file',
    'comment-url',
    'docs-url',
    'docs-sha',
    'status-url',
  ]);
});

it('runs the committed bundle on node 24', () => {
  expect(action.runs).toEqual({
    using: 'node24',
    main: 'dist/index.js',
    post: 'dist/post.js',
    'post-if': 'always()',
  });
});
