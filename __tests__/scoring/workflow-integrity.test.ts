import { expect, it } from '@jest/globals';
import type { RepositoryFiles } from '../../src/model/repository.ts';
import { workflowIntegrity } from '../../src/scoring/workflow-integrity.ts';
import { factsOf } from '../../src/workflow/facts.ts';
import { readWorkflow } from '../../src/workflow/parse/read-workflow.ts';
import { tell } from '../rules/story.ts';

/** Each fact of one workflow file, and the line that shows it. */
function factsIn(workflow: string): Readonly<Record<string, string>> {
  const { evidence } = tell({ workflow });
  if (evidence.files.state !== 'present') throw new Error('the story has a workflow');
  const files: RepositoryFiles = {
    ...evidence.files.value,
    workflows: [readWorkflow('.github/workflows/ci.yml', '', workflow)],
  };
  const rows = workflowIntegrity(files, factsOf(files.workflows, [], []), (source) => source);
  return Object.fromEntries(
    rows.map(({ fact, value, source }) => [fact, `${value} @${source?.line ?? ''}`]),
  );
}

it('the image of a job counts as fetched, and not as an action', () => {
  const facts = factsIn(
    [
      'on: push',
      'jobs:',
      '  a:',
      '    container: php:8.2',
      '    steps:',
      '      - uses: actions/checkout@v4',
      '      - run: curl -sLO https://example.com/data.json',
      '',
    ].join('\n'),
  );
  expect(facts).toMatchObject({
    'Pinned actions':
      '0 of 1 pinned to a commit or digest; first that is not: actions/checkout@v4 @6',
    'Fetched from outside':
      'php:8.2 (.github/workflows/ci.yml:4); curl -sLO https://example.com/data.json (.github/workflows/ci.yml:7) @4',
  });
});

it('shows a threshold by its number, and not by its command', () => {
  const facts = factsIn(
    'on: push\njobs:\n  a:\n    steps:\n      - run: pytest -q --cov=ledger --cov-fail-under=80\n',
  );
  expect(facts['Coverage thresholds']).toBe(
    'coverage.py: total 80% (.github/workflows/ci.yml:5) @5',
  );
});
