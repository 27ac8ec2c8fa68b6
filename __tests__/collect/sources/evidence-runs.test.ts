import { expect, it } from '@jest/globals';
import type { ListedRun } from '../../../src/model/forge.ts';
import type { Conclusion } from '../../../src/model/run.ts';
import type { FakeState } from '../fake-forge.ts';
import { bundleOf, jobOf, openPull, PULL_EVENT, runOf, stepOf, UNFINISHED } from '../scene.ts';

const AUDIT: Partial<ListedRun> = { workflow: 'Audit', path: 'audit.yml' };
const steps = [stepOf(1, 'Set up job'), { number: 2, name: 'Audit', progress: UNFINISHED }];

/** The audit's own run with these jobs besides the audit, and others of its workflow by conclusion. */
function among(conclusions: readonly Conclusion[], besides: readonly string[] = []): FakeState {
  const state = openPull();
  state.runs.push(runOf(900, { ...AUDIT, progress: UNFINISHED }));
  state.jobs[900] = [
    jobOf(9001, { name: 'audit', progress: UNFINISHED, steps }),
    ...besides.map((name, at) => jobOf(9002 + at, { name })),
  ];
  for (const [at, conclusion] of conclusions.entries()) {
    const id = 800 + at;
    state.runs.push(runOf(id, { ...AUDIT, progress: { state: 'ended', conclusion } }));
    state.jobs[id] = [jobOf(id * 10, { name: 'audit' })];
  }
  return state;
}

const jobsAsked = ({ calls }: FakeState): readonly string[] =>
  calls.filter((call) => call.startsWith('jobs')).sort();

it('other audits of the commit are not looked into where the workflow holds the audit alone', async () => {
  const state = among(['success', 'success', 'success', 'success']);
  await bundleOf(state, PULL_EVENT);
  expect(jobsAsked(state)).toEqual(['jobs 101', 'jobs 900']);
});

it('of those that ended badly the newest three are: a job from after the audit may have failed', async () => {
  const state = among(['failure', 'failure', 'success', 'failure', 'failure']);
  state.jobs[804]?.push(
    jobOf(8049, { name: 'deploy', progress: { state: 'ended', conclusion: 'failure' } }),
  );
  const { evidence } = await bundleOf(state, PULL_EVENT);
  expect(jobsAsked(state)).toEqual(['jobs 101', 'jobs 801', 'jobs 803', 'jobs 804', 'jobs 900']);
  expect(evidence.runs).toMatchObject({ value: [{ id: 101 }, { id: 804 }] });
});

it('all are where the workflow holds other jobs too: those are evidence', async () => {
  const state = among(['success', 'success'], ['test']);
  await bundleOf(state, PULL_EVENT);
  expect(jobsAsked(state)).toEqual(['jobs 101', 'jobs 800', 'jobs 801', 'jobs 900']);
});
