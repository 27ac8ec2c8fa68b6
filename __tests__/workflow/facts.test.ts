import { expect, it } from '@jest/globals';
import { weakeningsBetween } from '../../src/workflow/compare/weakenings.ts';
import { factsOf } from '../../src/workflow/facts.ts';
import { allGates } from '../../src/workflow/gates/all-gates.ts';
import { readAction, readWorkflow } from '../../src/workflow/parse/read-workflow.ts';
import { fixtures, readFixture } from './fixture-files.ts';

const all = fixtures().map(readFixture);

it('the order of the files does not matter', () => {
  expect(factsOf(all.toReversed(), [], [])).toEqual(factsOf(all, [], []));
});

it('finds no weakening between a workflow and itself', () => {
  const side = { files: all, settings: [] };
  expect(weakeningsBetween(side, side)).toEqual([]);
});

it('permissions name the lack of a block once for the whole workflow', () => {
  const facts = factsOf(
    fixtures()
      .filter(({ name }) => name === 'minimal.yml')
      .map(readFixture),
    [],
    [],
  );
  expect(facts.permissions).toEqual([
    { path: '.github/workflows/minimal.yml', line: 1, job: '', scope: 'all', access: 'undeclared' },
  ]);
});

it.each([
  ['node20', [[3, 'using: node20']]],
  ['node24', []],
  ['composite', []],
])('an action that runs with %s has the removed runtimes %j', (using, expected) => {
  const text = `name: a\nruns:\n  using: ${using}\n  steps: []\n`;
  const { removedRuntimes } = factsOf([readAction('action.yml', 'b', text)], [], []);
  expect(removedRuntimes.map(({ line, text: shown }) => [line, shown])).toEqual(expected);
});

it('a gate is followed into an action that is called by $/', () => {
  const caller = readWorkflow(
    '.github/workflows/ci.yml',
    'b',
    'on: push\njobs:\n  a:\n    steps:\n      - { uses: $/act, continue-on-error: true }\n',
  );
  const action = readAction(
    'act/action.yml',
    'b',
    'name: a\nruns:\n  using: composite\n  steps: [{ run: pytest, shell: bash }]\n',
  );
  const workflows = [caller, action].flatMap((f) => (f.state === 'present' ? [f.workflow] : []));
  expect(allGates(workflows).map(({ mute }) => mute?.line)).toEqual([5]);
});
