import { expect, it } from '@jest/globals';
import { cacheReads } from '../../../src/collect/base/cache.ts';
import { whyUnknownMilestone } from '../../../src/collect/sources/milestone.ts';
import { resolveConfig } from '../../../src/config/resolve-config.ts';
import { emptyState, type FakeState, fakeForge } from '../fake-forge.ts';

const SHA = 'a'.repeat(40);
const SETTINGS = {
  reports: [],
  waitMinutes: 0,
  withoutMilestone: 'pass',
  auditKey: '',
  dryRun: false,
} as const;

async function whyFor(id: string, files: readonly string[], milestones: readonly string[]) {
  const state = emptyState();
  state.commits[SHA] = { files: Object.fromEntries(files.map((path) => [path, 'text'])) };
  state.milestones.push(...milestones);
  const why = await resultFor(id, state);
  if (!why.ok) throw new Error(why.error.message);
  return why.value;
}

function resultFor(id: string, state: FakeState) {
  const reads = cacheReads(fakeForge(state));
  return whyUnknownMilestone(reads, resolveConfig({}, SETTINGS), SHA, { id, from: 'input' });
}

it('an ordered milestone that nothing knows is refused, with those that are known and the way out', async () => {
  const why = await whyFor('M77', ['docs/milestones/M02/M02_plan.md'], ['M10 — API', 'M01']);
  expect(why).toBe(
    'the input says milestone M77, which nothing here knows (known: M01, M02, M10); correct it, or write docs/milestones/M77/M77_plan.md or a GitHub milestone first',
  );
});

it('a plan or a GitHub milestone makes an id known', async () => {
  expect([
    await whyFor('M02', ['docs/milestones/M02/M02_plan.md'], ['M01']),
    await whyFor('M01', ['docs/milestones/M02/M02_plan.md'], ['M01 — API']),
  ]).toEqual([undefined, undefined]);
});

it('a repository that knows no milestone yet takes any', async () => {
  expect(await whyFor('M01', ['README.md'], [])).toBeUndefined();
});

it('what audits made of earlier milestones is no plan: the next one is not refused for it', async () => {
  const made = ['M01_audit.md', 'M01_audit.json', 'M01_evidence.json'];
  const files = [...made.map((name) => `docs/milestones/M01/${name}`), 'docs/milestones/README.md'];
  expect(await whyFor('M02', files, [])).toBeUndefined();
});

it.each([
  ['milestones', 'limited'],
  ['milestones', 'unreachable'],
  ['tree', 'unreachable'],
] as const)('without an answer to %s (%s) no id is taken for known', async (operation, kind) => {
  const state = emptyState();
  state.commits[SHA] = { files: {} };
  state.refusals[operation] = { kind, message: 'GET it: no' };
  expect(await resultFor('M01', state)).toMatchObject({ ok: false, error: { kind } });
});

it('a repository without issues has no milestones', async () => {
  const state = emptyState();
  state.commits[SHA] = { files: {} };
  state.refusals.milestones = { kind: 'gone', message: 'Issues are disabled for this repo' };
  expect(await resultFor('M01', state)).toEqual({ ok: true, value: undefined });
});
