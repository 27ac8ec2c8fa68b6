import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { aRepository } from '../local/a-repository.ts';
import { LAYOUTS } from './layouts.ts';
import { onTerminal } from './on-terminal.ts';

async function initOf(files: Readonly<Record<string, string>>): Promise<string> {
  const repo = aRepository();
  try {
    for (const [path, content] of Object.entries(files)) repo.put(path, content);
    return (await onTerminal('init', '--repo', repo.folder, '--dry-run')).out;
  } finally {
    repo.remove();
  }
}

async function proposalFor(files: Readonly<Record<string, string>>): Promise<string> {
  const out = await initOf(files);
  return out.slice(out.indexOf('\nDetected in this repository:'));
}

async function configFor(files: Readonly<Record<string, string>>): Promise<string> {
  const out = await initOf(files);
  return out.slice(0, out.indexOf('── .github/workflows/'));
}

/** The proposed steps as a workflow, so that the parser of Actions can read them. */
function asWorkflow(proposal: string): string {
  const steps = proposal.split('\n').filter((line) => /^ {6}\S|^ {8}/.test(line));
  return [
    'on: pull_request',
    'jobs:',
    '  test:',
    '    runs-on: x',
    '    strategy: { matrix: { os: [a], python: [b] } }',
    '    steps:',
    '      - run: "true"',
    ...steps,
    '',
  ].join('\n');
}

describe.each(Object.entries(LAYOUTS))('%s', (_, { files, proposes }) => {
  let proposal = '';
  beforeAll(async () => {
    proposal = await proposalFor(files);
  });

  it('gets the steps that make its tests evidence', () => {
    const found = proposes.filter((part) =>
      proposal.split('\n').some((line) => line.endsWith(part)),
    );
    expect(found).toEqual(proposes);
  });

  it('gets steps that the parser of Actions accepts', () => {
    const content = asWorkflow(proposal);
    const { context } = parseWorkflow({ name: 'w.yml', content }, new NoOperationTraceWriter());
    expect(context.errors.getErrors().map(({ message }) => message)).toEqual([]);
  });
});

it.each([
  ['Go', "# sources:\n#   - kind: coverage\n#     artifact: 'coverage-*'\n"],
  ['Ruby gem', "# sources:\n#   - kind: tests\n#     artifact: 'tests-*'\n"],
  ['Rust workspace', '# No workflow uploads any yet.\n\n'],
])('%s gets a config whose sources are what its steps upload', async (name, part) => {
  expect(await configFor(LAYOUTS[name]?.files ?? {})).toContain(part);
});

it('asks for nothing where the log of the tests is evidence', async () => {
  const { files } = LAYOUTS['Rust workspace'] ?? { files: {} };
  expect(await proposalFor(files)).not.toContain('cargo test --workspace');
});
