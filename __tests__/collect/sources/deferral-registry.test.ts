import { expect, it } from '@jest/globals';
import { isLive } from '../../../src/analysis/deferrals.ts';
import { readRegistry } from '../../../src/config/read-registry.ts';
import { BASE, bundleOf, HEAD, openPull, PULL_EVENT, pullOf } from '../scene.ts';

const PATH = 'docs/milestones/deferred.yml';

function entry(id: string, until = 'M02', covers = '{ tests: ["unit*"] }'): string {
  return `- id: ${id}
  issue: "#12"
  covers: ${covers}
  reason: stub model
  owner: ada
  discovered: M01
  until: ${until}
  exit: inference is faked
`;
}

async function registryOf(base: string | undefined, head: string | undefined, fork = false) {
  const state = openPull();
  const files = state.commits[BASE]?.files ?? {};
  const under = (text: string | undefined) =>
    text === undefined ? files : { ...files, [PATH]: text };
  state.commits[BASE] = { files: under(base) };
  state.commits[HEAD] = { parent: BASE, files: { ...under(head), 'src/app.js': 'two' } };
  state.pulls[0] = pullOf({ fork });
  return (await bundleOf(state, PULL_EVENT)).evidence.registry;
}

it('an entry is read with its line and every form of cover', () => {
  const text = `${entry('D-001')}${entry('D-002', 'm10_5', '{ rule: coverage-gate, level: 3 }')}${entry('D-003', 'M02', '{ threshold: coverage.lines }')}`;
  const read = readRegistry(text);
  expect(read.state === 'read' && read.deferrals).toMatchObject([
    { id: 'D-001', covers: { kind: 'tests', globs: ['unit*'] }, until: 'M02', line: 1 },
    {
      id: 'D-002',
      covers: { kind: 'rule', rule: 'coverage-gate', level: 3 },
      until: 'M10.5',
      line: 9,
    },
    { id: 'D-003', covers: { kind: 'threshold', threshold: 'coverage.lines' }, line: 17 },
  ]);
});

it.each([
  ['id: x', 'line 1: it is not a list of deferrals'],
  ['- text', 'line 1: the entry is not a map of keys and values'],
  [entry('D-001').replace('owner: ada', 'ownr: ada'), 'line 1: owner is missing'],
  [entry('D-001', '../x'), 'line 1: until: "../x" cannot be a milestone id'],
  [entry('D-001', 'M02', '{ tests: [] }'), 'line 1: covers is one of'],
  [entry('D-001') + entry('D-001'), 'line 9: D-001 is there already, in line 1'],
  ['- id: "', 'not valid YAML'],
  ['- &a [*a, *a]', 'line 1: the entry is not a map'],
])('a broken registry excuses nothing and says where (%#)', (text, problem) => {
  const read = readRegistry(text);
  expect(read.state === 'invalid' ? read.problems.join('; ') : 'read').toContain(problem);
});

it('a new entry is proposed here, a known one is not', async () => {
  const registry = await registryOf(entry('D-001'), entry('D-001') + entry('D-002'));
  expect(registry).toMatchObject({
    value: {
      deferrals: [
        { id: 'D-001', proposed: false },
        { id: 'D-002', proposed: true },
      ],
      lost: [],
      altered: [],
    },
  });
});

it('a lost entry and a moved date are found', async () => {
  const registry = await registryOf(entry('D-001') + entry('D-002'), entry('D-001', 'M09'));
  expect(registry).toMatchObject({
    value: {
      lost: ['D-002'],
      altered: ['D-001: until was “M02” and is “M09”'],
      deferrals: [{ proposed: true }],
    },
  });
});

it('a deleted registry has lost everything', async () => {
  expect(await registryOf(entry('D-001'), undefined)).toMatchObject({
    value: { deferrals: [], lost: ['D-001'] },
  });
});

const TOO_LARGE = `# ${'x'.repeat(1024 * 1024)}\n`;

it('says whether the registry of the base was read, does not exist, or could not be read', async () => {
  expect([
    await registryOf(entry('D-001'), entry('D-001')),
    await registryOf(undefined, entry('D-001')),
    await registryOf(TOO_LARGE, entry('D-001')),
    await registryOf(TOO_LARGE, undefined),
  ]).toMatchObject([
    { value: { base: { state: 'read' } } },
    { value: { base: { state: 'none' } } },
    { value: { base: { state: 'unread', why: expect.stringContaining('bytes') } } },
    { value: { deferrals: [], base: { state: 'unread' } } },
  ]);
});

it('a fork cannot excuse itself', async () => {
  expect(await registryOf(undefined, entry('D-001'), true)).toMatchObject({
    state: 'none',
    why: `there is no deferral registry at ${PATH}`,
  });
});

/** Ids of the deferrals that are live in a change with this title, after an audit of M03. */
async function liveIn(title: string, deletes = false) {
  const state = openPull();
  const text = entry('D-001', 'M02') + entry('D-002', 'M04') + entry('D-003', 'V15-M02');
  const files = { ...state.commits[BASE]?.files, [PATH]: text };
  const audited = { ...files, 'docs/milestones/M03/M03_audit.json': '{}' };
  state.commits[BASE] = { files: audited };
  const kept = deletes ? files : audited;
  state.commits[HEAD] = { parent: BASE, files: { ...kept, 'src/app.js': 'two' } };
  state.pulls[0] = pullOf({ title, headRef: 'topic' });
  const { evidence, milestone } = await bundleOf(state, PULL_EVENT);
  const { registry } = evidence;
  const deferrals = registry.state === 'present' ? registry.value.deferrals : [];
  const live = deferrals.filter((one) => isLive(one, milestone.id)).map(({ id }) => id);
  return [milestone.id, live];
}

it('outside of any milestone, the newest milestone of the series decides what is live', async () => {
  expect(await liveIn('Fix a typo')).toEqual(['NONE', ['D-002']]);
});

it('a change that names an older milestone revives no expired deferral', async () => {
  expect(await liveIn('M01: Fix a typo')).toEqual(['M01', ['D-002']]);
});

it('a change that deletes the newer audit revives no expired deferral', async () => {
  expect(await liveIn('M01: Fix a typo', true)).toEqual(['M01', ['D-002']]);
});

it('in a later milestone, what was deferred until it is expired', async () => {
  expect(await liveIn('M04: Storms')).toEqual(['M04', []]);
});
