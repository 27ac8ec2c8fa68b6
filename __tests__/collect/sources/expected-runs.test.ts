import { expect, it } from '@jest/globals';
import { whyNothingStarted } from '../../../src/workflow/expected-runs.ts';
import type { FakeState } from '../fake-forge.ts';
import { bundleOf, CI_FILES, HEAD, openPull, PULL_EVENT } from '../scene.ts';

const PATH = '.github/workflows/tests.yml';

async function collected(change: (state: FakeState) => void) {
  const state = openPull();
  change(state);
  const { evidence, notices } = await bundleOf(state, PULL_EVENT);
  const { expectedRuns } = evidence;
  const runs = expectedRuns?.state === 'present' ? expectedRuns.value : [];
  return { runs: runs.map(({ path, state, why }) => [path, state, why]), notices };
}

const withoutRun = (state: FakeState): void => void state.runs.splice(0);

it('a workflow with a run ran', async () => {
  expect((await collected(() => undefined)).runs).toEqual([[PATH, 'ran', '']]);
});

it('a deleted run is one that did not run', async () => {
  expect((await collected(withoutRun)).runs).toEqual([
    [PATH, 'did-not-run', 'no run of it exists'],
  ]);
});

it.each([
  ['active', 'did-not-run', 'no run of it exists'],
  ['disabled_manually', 'not-expected', 'it is disabled (disabled_manually)'],
])('a workflow without a run that GitHub lists as %s is %s', async (listed, state, why) => {
  const { runs } = await collected((world) => {
    withoutRun(world);
    world.workflows.push({ path: PATH, state: listed });
  });
  expect(runs).toEqual([[PATH, state, why]]);
});

it('a commit message that skips CI is the reason', async () => {
  const { runs } = await collected((state) => {
    withoutRun(state);
    const files = { ...CI_FILES, 'src/app.js': 'two' };
    state.commits[HEAD] = { ...state.commits[HEAD], files, message: 'Fix it [skip ci]' };
  });
  expect(runs).toEqual([[PATH, 'did-not-run', 'the commit message asks to skip CI']]);
});

it('a refused list of workflows leaves the run expected and is named', async () => {
  const message = 'GET workflows: rate limit reached';
  const found = await collected((state) => {
    withoutRun(state);
    state.refusals.workflows = { kind: 'limited', message };
  });
  expect(found).toEqual({
    runs: [[PATH, 'did-not-run', 'no run of it exists']],
    notices: [expect.stringContaining(`why a workflow did not run could not be read: ${message}`)],
  });
});

const FILTERED = `on: { pull_request: { paths: ['docs/**'] } }
jobs: { a: { runs-on: ubuntu-latest, steps: [{ run: npm test }] } }
`;

function withWorkflows(texts: Readonly<Record<string, string>>) {
  return (state: FakeState): void => {
    withoutRun(state);
    for (const [commit, known] of Object.entries(state.commits)) {
      const app = known.files['src/app.js'] ?? '';
      state.commits[commit] = { ...known, files: { 'src/app.js': app, ...texts } };
    }
  };
}

it('a workflow that cannot be read may have had to run', async () => {
  const broken = withWorkflows({ [PATH]: 'on: [' });
  expect((await collected(broken)).runs).toEqual([
    [PATH, 'unclear', expect.stringContaining('its triggers were not read: ')],
  ]);
});

it('a workflow that cannot be read and has a run ran', async () => {
  const state = openPull();
  withWorkflows({ [PATH]: 'on: [' })(state);
  state.runs.push(...openPull().runs);
  const { evidence } = await bundleOf(state, PULL_EVENT);
  expect(evidence.expectedRuns).toMatchObject({ value: [{ path: PATH, state: 'ran' }] });
});

it.each([
  ['an action of the repository that cannot be read', 'tool/action.yml', 'runs: [', true],
  ['a workflow that cannot be read', '.github/workflows/x.yml', 'on: [', false],
  [
    'a workflow that calls another',
    '.github/workflows/x.yml',
    'on: pull_request\njobs: { a: { uses: o/r/.github/workflows/a.yml@v1 } }\n',
    false,
  ],
])(
  'next to a filtered workflow, with %s, whether nothing had to start',
  async (_, path, text, none) => {
    const state = openPull();
    withWorkflows({ [PATH]: FILTERED, [path]: text })(state);
    const { evidence } = await bundleOf(state, PULL_EVENT);
    const { expectedRuns } = evidence;
    const listed = expectedRuns?.state === 'present' ? expectedRuns.value : [];
    expect(whyNothingStarted(listed) !== undefined).toBe(none);
  },
);
