import { expect, it } from '@jest/globals';
import { none } from '../../src/model/evidence.ts';
import type { EvidenceFile } from '../../src/model/evidence-file.ts';
import { registryFromHistory } from '../../src/scoring/audit-deferrals.ts';

const entry = {
  issue: '#12',
  reason: 'no time',
  owner: 'mira',
  discovered: 'M01',
  until: 'M03',
  exit: 'done',
};

function bundle(registry: object, deferrals: readonly object[], lost: readonly string[] = []) {
  const quoted = deferrals.map((one) => ({ ...entry, covers: 'threshold x', ...one }));
  const previous = {
    state: 'present',
    value: [{ milestone: 'M01', memory: { flakes: [], deferrals: quoted, lost } }],
    source: { what: 'previous audits' },
  };
  const config = { registry: 'docs/milestones/deferred.yml' };
  return { config, evidence: { previous, registry } } as unknown as EvidenceFile;
}

function registry(...deferrals: readonly object[]) {
  const covers = { kind: 'threshold', threshold: 'x' };
  return {
    state: 'present',
    value: {
      path: 'docs/milestones/deferred.yml',
      deferrals: deferrals.map((one) => ({ ...entry, covers, ...one })),
      lost: [],
      altered: [],
    },
    source: { what: 'registry' },
  };
}

function seen(given: EvidenceFile): unknown {
  const evidence = registryFromHistory(given).evidence.registry;
  if (evidence.state !== 'present') return evidence.state;
  const { deferrals, lost, altered } = evidence.value;
  return { ids: deferrals.map(({ id }) => id), lost, altered };
}

it('an entry of the previous audit that is gone is lost, and stays lost', () => {
  expect(seen(bundle(registry({ id: 'D02' }), [{ id: 'D01' }, { id: 'D02' }], ['D00']))).toEqual({
    ids: ['D02'],
    lost: ['D00', 'D01'],
    altered: [],
  });
});

it('a deleted registry has lost every entry', () => {
  const gone = none('there is no deferral registry', { what: 'deferred.yml' });
  expect(seen(bundle(gone, [{ id: 'D01' }]))).toEqual({ ids: [], lost: ['D01'], altered: [] });
});

it('a reworded or re-dated entry is reported once', () => {
  expect(seen(bundle(registry({ id: 'D01', until: 'M09' }), [{ id: 'D01' }]))).toEqual({
    ids: ['D01'],
    lost: [],
    altered: ['D01: until was “M03” and is “M09”'],
  });
});

it('an entry that comes back is compared with the lost one', () => {
  const gone = registryFromHistory(bundle(registry(), [{ id: 'D01' }])).evidence.registry;
  if (gone.state !== 'present') throw new Error(gone.state);
  const { lost = [], lostEntries = [] } = gone.value;
  expect([lost, lostEntries.map(({ id }) => id)]).toEqual([['D01'], ['D01']]);
  const later = bundle(registry({ id: 'D01', reason: 'all is well' }), [], lost);
  const { previous } = later.evidence;
  if (previous.state !== 'present') throw new Error(previous.state);
  const [last] = previous.value;
  if (last?.memory === undefined) throw new Error('the builder remembers');
  Object.assign(last.memory, { lost_entries: lostEntries });
  expect(seen(later)).toEqual({
    ids: ['D01'],
    lost: [],
    altered: ['D01: reason was “no time” and is “all is well”'],
  });
});

it('a justification may be added but not rewritten', () => {
  const said = [{ milestone: 'M03', reason: 'the vendor is late' }];
  const more = [...said, { milestone: 'M06', reason: 'still late' }];
  const held = (now: readonly object[]): unknown =>
    seen(bundle(registry({ id: 'D01', justified: now }), [{ id: 'D01', justified: said }]));
  expect(held(more)).toMatchObject({ altered: [] });
  expect(held([{ milestone: 'M03', reason: 'no time' }])).toMatchObject({
    altered: ['D01: an earlier justification was changed'],
  });
});

it('a registry that cannot be read stays unreadable', () => {
  expect(seen(bundle({ state: 'unreadable', why: 'x' }, [{ id: 'D01' }]))).toBe('unreadable');
});
