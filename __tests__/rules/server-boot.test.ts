import { expect, it } from '@jest/globals';
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

it('is not applicable when no probe is declared, and unknown when the declared one finds nothing', () => {
  const bare = {
    runs,
    workflow,
    evidence: { probes: { state: 'present' as const, value: [], source: { what: 'probes' } } },
  };
  expect([
    find(serverBoot, bare),
    levelIn(serverBoot, { runs, workflow }),
    boot({}),
    boot({ steps: [step('unfinished')], log: ready }),
    levelIn(serverBoot, { runs, workflow, config: { probes: [{ name: 'server-boot' }] } }),
  ]).toEqual([
    { state: 'not-applicable', why: 'the config declares no probe server-boot' },
    'not-applicable',
    'unknown',
    'unknown',
    'unknown',
  ]);
});

reachesEveryLevel(serverBoot);
