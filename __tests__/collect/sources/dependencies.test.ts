import { expect, it } from '@jest/globals';
import type { ApiError } from '../../../src/model/result.ts';
import { BASE, bundleOf, HEAD, openPull, PULL_EVENT } from '../scene.ts';

const between = `dependencies from ${BASE.slice(0, 7)} to ${HEAD.slice(0, 7)}`;
const source = {
  what: between,
  url: `https://github.com/octo/app/compare/${BASE}...${HEAD}`,
  commit: HEAD,
};

async function collected(refusal?: ApiError) {
  const state = openPull();
  if (refusal !== undefined) state.refusals.dependencyChanges = refusal;
  const { evidence, notices } = await bundleOf(state, PULL_EVENT);
  return { dependencies: evidence.dependencies, notices };
}

it('what a change adds is evidence with the comparison it comes from', async () => {
  const state = openPull();
  const left = {
    change: 'added',
    name: 'left',
    version: '1.0.0',
    ecosystem: 'npm',
    manifest: 'package-lock.json',
    vulnerabilities: [],
  } as const;
  state.dependencies.push(left);
  const { evidence } = await bundleOf(state, PULL_EVENT);
  expect(evidence.dependencies).toEqual({
    state: 'present',
    value: { base: BASE, head: HEAD, changes: [left] },
    source,
  });
});

it('a comparison that changes nothing is evidence too', async () => {
  expect(await collected()).toEqual({
    dependencies: { state: 'present', value: { base: BASE, head: HEAD, changes: [] }, source },
    notices: [],
  });
});

it('a warning of GitHub is told', async () => {
  const state = openPull();
  state.dependencyWarning = 'No snapshots were found.';
  const { notices } = await bundleOf(state, PULL_EVENT);
  expect(notices).toEqual([`GitHub says of the ${between}: No snapshots were found.`]);
});

it('without a dependency graph it is missing and says what it needs', async () => {
  expect(await collected({ kind: 'missing', message: 'not supported' })).toEqual({
    dependencies: {
      state: 'missing',
      why: `GitHub does not compare the ${between}: it needs the dependency graph and, on private repositories, Advanced Security (not supported)`,
    },
    notices: [],
  });
});

it('a refused comparison is unreadable and names the permission', async () => {
  const why = `${between} could not be compared: 403; add \`contents: read\` to the job's \`permissions\``;
  const refusal = { kind: 'forbidden', permission: 'contents: read', message: '403' } as const;
  expect(await collected(refusal)).toEqual({
    dependencies: { state: 'unreadable', why, source },
    notices: [why],
  });
});
