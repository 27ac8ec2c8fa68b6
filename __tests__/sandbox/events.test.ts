import { expect, it } from '@jest/globals';
import { withSandbox } from './with-sandbox.ts';

it('a pull request runs on its test merge commit and is about its head', () =>
  withSandbox(async (ask, sandbox) => {
    const { github, payload } = sandbox.event('pull_request');
    const [pull] = sandbox.world.pulls;
    expect(github).toMatchObject({
      sha: pull?.mergeCommitSha,
      ref: 'refs/pull/14/merge',
      head_ref: 'm01-ci-truthfulness',
      base_ref: 'main',
    });
    expect(payload).toMatchObject({
      number: 14,
      pull_request: { head: { sha: pull?.headSha }, title: pull?.title },
    });
    const own = await ask('GET', `/actions/runs/${github['run_id']}/jobs`);
    expect(own.body).toMatchObject({ jobs: [{ name: 'audit', status: 'in_progress' }] });
  }));

it('a finished run wakes the audit on the default branch', () =>
  withSandbox(async (_, sandbox) => {
    const { github, payload } = sandbox.event('workflow_run');
    expect(github).toMatchObject({
      sha: sandbox.world.repo.refs.get('refs/heads/main'),
      ref: 'refs/heads/main',
      workflow: 'Milestone audit',
    });
    expect(payload).toMatchObject({
      action: 'completed',
      workflow_run: { id: 22814850488, conclusion: 'failure', pull_requests: [{ number: 14 }] },
    });
  }));

it('the push after the merge tells of the merge commit', () =>
  withSandbox(async (_, sandbox) => {
    const before = sandbox.world.repo.refs.get('refs/heads/main');
    const after = sandbox.merge();
    const { github, payload } = sandbox.event('push');
    expect(payload).toMatchObject({ ref: 'refs/heads/main', before, after });
    expect(github).toMatchObject({ sha: after, event_name: 'push' });
  }));

it('inputs of a dispatch are passed on', () =>
  withSandbox(async (_, sandbox) => {
    const { payload } = sandbox.event('workflow_dispatch', { inputs: { milestone: 'M01' } });
    expect(payload).toMatchObject({ inputs: { milestone: 'M01' }, ref: 'refs/heads/main' });
  }));

it('each event is a run of its own, and the one before has ended', () =>
  withSandbox(async (_, sandbox) => {
    const ids = [sandbox.event('workflow_run'), sandbox.event('workflow_run')].map(
      ({ github }) => github['run_id'],
    );
    expect(ids).toEqual(['22815204417', '22815204418']);
    const own = sandbox.world.runs.filter((run) => run.workflow.name === 'Milestone audit');
    expect(own.map((run) => run.attempts[0]?.status)).toEqual(['completed', 'in_progress']);
  }));
