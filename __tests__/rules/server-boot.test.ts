import { expect, it } from '@jest/globals';
import { missing } from '../../src/model/evidence.ts';
import type { ProbeResult } from '../../src/model/repository.ts';
import { serverBoot } from '../../src/rules/server-boot.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';

const workflow = 'on: push\njobs:\n  test:\n    steps:\n      - name: boot\n        run: ./serve\n';
const ready: ProbeResult['log'] = {
  state: 'matched',
  job: 'test',
  url: 'https://github.com/o/r/actions/runs/1/job/0',
  line: 7,
  excerpt: '127.0.0.1:7860 available',
};
const step = (outcome: ProbeResult['steps'][number]['outcome'], attempt = 1) => ({
  runId: 1,
  attempt,
  job: 'test',
  jobUrl: 'https://github.com/o/r/actions/runs/1/job/0',
  step: 'boot',
  number: 1,
  outcome,
});
const runs = [{ workflow: 'CI', attempts: [{ test: { boot: 'success' } }] }];
const boot = (probe: Partial<ProbeResult>, text = workflow) =>
  levelIn(serverBoot, { runs, workflow: text, probe });

it('earns each level by what step and log show', () => {
  const again = [{ workflow: 'CI', attempts: ['failure', { test: { boot: 'success' } }] }];
  expect([
    boot({ steps: [step('passed')], log: ready }),
    boot({ steps: [step('passed')] }),
    levelIn(serverBoot, {
      runs: again,
      workflow,
      probe: { steps: [step('failed', 1), step('passed', 2)], log: ready },
    }),
    boot({ log: ready }),
    boot({ steps: [step('skipped')], log: ready }),
    boot({ steps: [step('failed')], log: ready }),
  ]).toEqual([5, 4, 3, 2, 1, 0]);
});

it('does not count a step whose failure is ignored, and cites the line', () => {
  const muted = workflow.replace('run:', 'continue-on-error: true\n        run:');
  const probe = { steps: [step('passed')], log: ready };
  expect(find(serverBoot, { runs, workflow: muted, probe })).toMatchObject({
    level: 1,
    flaws: [
      {
        observation: expect.stringContaining(
          'continue-on-error: true in .github/workflows/ci.yml:6',
        ),
      },
    ],
  });
});

it('judges the worst matrix job, and cites step and log line', () => {
  expect(
    find(serverBoot, {
      runs,
      workflow,
      probe: { steps: [step('passed'), { ...step('failed'), number: 2 }], log: ready },
    }),
  ).toMatchObject({
    level: 0,
    measured: 'boot passed, boot failed; log: 127.0.0.1:7860 available',
    proof: [{ text: 'step boot: passed' }, { text: 'step boot: failed' }, { source: { line: 7 } }],
  });
});

it('is not applicable when no probe is declared, whatever the evidence', () => {
  const evidence = { runs: missing('refused'), files: missing('refused') };
  expect([levelIn(serverBoot, { runs, workflow }), find(serverBoot, { evidence })]).toMatchObject([
    'not-applicable',
    { state: 'not-applicable', why: 'the config declares no probe server-boot' },
  ]);
});

it('is open when a declared probe finds nothing or was not looked for', () => {
  const config = { probes: [{ name: 'server-boot' }] };
  expect([
    boot({}),
    levelIn(serverBoot, { runs, workflow, config }),
    levelIn(serverBoot, { runs, workflow, config, values: { probes: [] } }),
    levelIn(serverBoot, { runs, workflow, config, evidence: { probes: missing('refused') } }),
    levelIn(serverBoot, { config, workflow, evidence: { runs: missing('refused') } }),
  ]).toEqual(['0–5', '0–5', '0–5', '0–5', '0–5']);
});

const unread: ProbeResult['log'] = { state: 'unreadable', why: 'its log is gone (410)' };

it('is open from 4 to 5 for a step that passed when the log was not read', () => {
  expect([
    boot({ steps: [step('passed')], log: unread }),
    boot({ steps: [step('failed')], log: unread }),
    boot({ steps: [step('skipped')], log: unread }),
    boot({ log: unread }),
  ]).toEqual(['4–5', 0, 1, '0–5']);
});

it('waits for an unfinished step, and keeps a failed one as the highest level', () => {
  const unfinished = { ...step('unfinished'), number: 2 };
  expect([
    find(serverBoot, {
      runs,
      workflow,
      probe: { steps: [step('passed'), unfinished], log: ready },
    }),
    boot({ steps: [step('failed'), unfinished], log: ready }),
    boot({ steps: [step('skipped'), unfinished], log: ready }),
  ]).toMatchObject([{ level: 0, most: 5, open: [{ kind: 'runs', wait: true }] }, 0, '0–1']);
});

it('is open to any step of a run that was not listed, up to what is known', () => {
  const lossy = [
    ...runs,
    { workflow: 'CI', event: 'push', attempts: [{ test: { boot: 'in_progress' } }] },
  ];
  const level = (probe: Partial<ProbeResult>) =>
    levelIn(serverBoot, { runs: lossy, workflow, probe });
  expect([
    level({ steps: [step('passed')], log: ready }),
    find(serverBoot, { runs: lossy, workflow, probe: { steps: [step('skipped')], log: ready } }),
    level({ steps: [step('failed')] }),
    level({ log: ready }),
  ]).toMatchObject(['0–5', { level: 0, most: 1, flaws: [{ key: 'skipped:boot' }] }, 0, '0–5']);
});

it('leaves open whether a workflow file that cannot be read ignores the failure of the step', () => {
  const workflows = { '.github/workflows/broken.yml': 'on: [\n' };
  const level = (outcome: 'passed' | 'failed', path?: string) =>
    levelIn(serverBoot, {
      runs: runs.map((run) => ({ ...run, ...(path && { path }) })),
      workflow,
      workflows,
      probe: { steps: [step(outcome)], log: ready },
    });
  const [path] = Object.keys(workflows);
  expect([level('passed', path), level('failed', path), level('passed')]).toEqual(['1–5', 0, 5]);
});

reachesEveryLevel(serverBoot);
