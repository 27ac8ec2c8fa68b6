import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { checkConfig } from '../../src/config/check-config.ts';
import { configSchema } from '../../src/config/config-schema.ts';
import { readRegistry } from '../../src/config/read-registry.ts';
import { RULES } from '../../src/rules/registry.ts';
import { readWorkflow } from '../../src/workflow/parse/read-workflow.ts';
import { blocksIn, ROOT } from './pages.ts';

/** By its major tag, or pinned; no page can know the commit that its reader has. */
const OURS = /^milestone-audit\/milestone-audit@(?:v1|0{40})$/;
const CONFIG_KEYS = Object.keys(configSchema.shape);
const WORKFLOW_KEYS = ['name', 'on', 'permissions', 'concurrency', 'env', 'defaults', 'jobs'];

const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as {
  readonly inputs: object;
  readonly outputs: object;
};

/** Pins that the project itself runs with: a page that shows another has a typing error in it. */
const PINS = readdirSync(join(ROOT, '.github/workflows'))
  .flatMap((name) => [
    ...readFileSync(join(ROOT, '.github/workflows', name), 'utf8').matchAll(
      /uses: (\S+@[0-9a-f]{40})/g,
    ),
  ])
  .map(([, pin = '']) => pin);

type Kind = 'workflow' | 'registry' | 'config' | 'unknown';

function kindOf(value: unknown): Kind {
  if (Array.isArray(value)) return value.every((one) => 'covers' in one) ? 'registry' : 'unknown';
  const keys = Object.keys((value ?? {}) as object);
  if (keys.every((key) => WORKFLOW_KEYS.includes(key))) return 'workflow';
  return keys.every((key) => CONFIG_KEYS.includes(key)) ? 'config' : 'unknown';
}

function problemsOf(text: string): readonly string[] {
  const kind = kindOf(parse(text));
  switch (kind) {
    case 'workflow':
      return workflowProblems(text);
    case 'registry': {
      const read = readRegistry(text);
      return read.state === 'read' ? [] : read.problems;
    }
    case 'config': {
      const checked = checkConfig('block', text, RULES);
      return checked.state === 'valid' ? [] : checked.problems.map(({ message }) => message);
    }
    case 'unknown':
      return ['it is neither a workflow nor a config nor a registry'];
  }
  return kind satisfies never;
}

/** A piece of a workflow becomes a whole one before it is read. */
function workflowProblems(text: string): readonly string[] {
  const keys = Object.keys(parse(text) as object);
  const whole = [
    ...(keys.includes('on') ? [] : ['on: push']),
    ...(keys.includes('jobs') ? [] : ['jobs: { a: { runs-on: x, steps: [{ run: a }] } }']),
    text,
  ].join('\n');
  const file = readWorkflow('block.yml', '', whole);
  if (file.state !== 'present') return [file.why];
  const steps = file.workflow.jobs.flatMap((job) => job.steps);
  return steps.flatMap(({ uses, with: inputs }) => {
    const named = uses?.uses ?? '';
    if (OURS.test(named)) {
      return inputs.filter(({ key }) => !(key in action.inputs)).map(({ key }) => `input ${key}`);
    }
    return named === '' || PINS.includes(named) ? [] : [`${named} is not pinned as in .github`];
  });
}

describe('every YAML block is valid as what it is', () => {
  it.each(blocksIn('yaml'))('%s', (_where, text) => {
    expect(problemsOf(text)).toEqual([]);
  });
});

describe('every JSON block is JSON', () => {
  const blocks = blocksIn('json');
  it.each(blocks.length > 0 ? blocks : [['there is none', '{}'] as const])('%s', (_where, text) => {
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });
});

it('outputs that a block takes are outputs of the action', () => {
  const taken = blocksIn('yaml').flatMap(([, text]) =>
    [...text.matchAll(/steps\.[\w-]+\.outputs\.([\w-]+)/g)].map(([, name = '']) => name),
  );
  expect(taken.filter((name) => !(name in action.outputs))).toEqual([]);
});

it('blocks are really looked at', () => {
  expect(problemsOf('version: 2\n')).not.toEqual([]);
  expect(problemsOf('jobs: { a: { steps: [{ uses: actions/checkout@v5 }] } }')).toEqual([
    'actions/checkout@v5 is not pinned as in .github',
  ]);
  expect(
    problemsOf(
      'jobs: { a: { steps: [{ uses: milestone-audit/milestone-audit@v1, with: { commnt: x } }] } }',
    ),
  ).toEqual(['input commnt']);
  expect(problemsOf('- covers: { tests: [a] }\n')).not.toEqual([]);
  expect(problemsOf('sorces: []\n')).toEqual([
    'it is neither a workflow nor a config nor a registry',
  ]);
});
