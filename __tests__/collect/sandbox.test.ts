import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { type EventName, type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import { collect } from '../../src/collect/collect.ts';
import { configure } from '../../src/collect/configure.ts';
import { identify } from '../../src/collect/trigger/identify.ts';
import { resolveTrigger } from '../../src/collect/trigger/resolve-trigger.ts';
import { githubForge } from '../../src/github/forge.ts';
import type { EvidenceFile } from '../../src/model/evidence-file.ts';
import { RULES } from '../../src/rules/registry.ts';
import { emptyState } from './fake-forge.ts';
import { requirementsOf, worldOf } from './scene.ts';

const STORY = join(import.meta.dirname, '../../sandbox/stories/m01');

let sandbox: Sandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
});

async function bundleOf(server: Sandbox, name: EventName): Promise<EvidenceFile> {
  const told = server.event(name);
  const [owner = '', repository = ''] = server.repository.split('/');
  const { github } = told;
  const world = {
    ...worldOf(emptyState(), {
      name,
      payload: told.payload as Readonly<Record<string, unknown>>,
      sha: github['sha'] ?? '',
      ref: github['ref'] ?? '',
      runId: Number(github['run_id']),
      job: github['job'] ?? '',
      workflow: github['workflow'] ?? '',
    }),
    forge: githubForge({
      repository: { owner, name: repository },
      token: server.token,
      apiUrl: server.url,
      graphqlUrl: server.graphqlUrl,
      userAgent: 'test',
    }),
  };
  const trigger = await resolveTrigger(world);
  if (trigger.state !== 'trigger') throw new Error(JSON.stringify(trigger));
  const configured = await configure(world, trigger, RULES);
  if (configured.state !== 'configured') throw new Error(configured.message);
  const identified = await identify(world, trigger, configured.config);
  if (identified.state !== 'identified') throw new Error(JSON.stringify(identified));
  const kinds = new Set(RULES.flatMap(({ needs, uses }) => [...needs, ...uses]));
  const milestone = identified.target.milestone.id;
  const requirements = requirementsOf(configured.config, milestone, kinds);
  return collect(world, { trigger, configured, identified }, requirements);
}

/** Requests of an audit's own questions: neither downloads nor look-ups in other repositories. */
function ownRequests(server: Sandbox): number {
  return server.requests.filter(
    ({ path }) => path.startsWith(`/repos/${server.repository}`) && !/\/zip$/.test(path),
  ).length;
}

it('the pull request of M01 is collected whole, in few requests', async () => {
  sandbox = await startSandbox(STORY);
  const { target, evidence, milestone, notices } = await bundleOf(sandbox, 'pull_request');
  expect(target.milestone.id).toBe('M01');
  expect(milestone).toMatchObject({ id: 'M01', next: 'M02' });
  expect(evidence.runs).toMatchObject({
    value: [
      { workflow: 'Linter', attempts: [{ progress: { conclusion: 'success' } }] },
      { workflow: 'Tests', attempts: [{ progress: { conclusion: 'failure' } }] },
    ],
  });
  expect(evidence.tests).toMatchObject({
    value: [{ report: { counts: { tests: 35, passed: 17, failed: 18 } } }],
  });
  expect(evidence.probes).toMatchObject({
    value: [{ probe: 'server-boot', log: { state: 'matched' } }],
  });
  expect(evidence.plan).toMatchObject({
    value: { objective: { text: expect.stringMatching(/^Deterministic CI without/), line: 8 } },
  });
  expect(evidence.notes).toMatchObject({
    value: { sections: [{ title: 'Stub Architecture' }, { title: 'Behavior' }], omitted: 0 },
  });
  expect(evidence.registry).toMatchObject({
    value: { deferrals: [{ until: 'M02', proposed: true }] },
  });
  expect(evidence.sources).toMatchObject({ value: [{ state: 'present', declared: true }] });
  expect(evidence.previous.state).toBe('none');
  expect(
    evidence.pins.state === 'present' && evidence.pins.value.map(({ state }) => state),
  ).toEqual(expect.arrayContaining(['exists']));
  expect(notices).toEqual([]);
  expect(ownRequests(sandbox)).toBeLessThanOrEqual(30);
});

it('after the squash merge of M01 the runs of the head are still evidence', async () => {
  sandbox = await startSandbox(STORY);
  sandbox.merge();
  const { target, evidence, notices } = await bundleOf(sandbox, 'push');
  expect(target).toMatchObject({ occasion: { kind: 'merged' }, milestone: { id: 'M01' } });
  expect(target.commits.sameTree).toHaveLength(1);
  expect(evidence.runs).toMatchObject({
    value: [{ relation: 'same-tree' }, { relation: 'same-tree' }],
  });
  expect(evidence.tests).toMatchObject({ value: [{ report: { counts: { tests: 35 } } }] });
  expect(notices).toEqual([]);
});
