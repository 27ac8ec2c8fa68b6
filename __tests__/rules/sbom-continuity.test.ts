import { expect, it } from '@jest/globals';
import { missing, present } from '../../src/model/evidence.ts';
import { sbomContinuity } from '../../src/rules/sbom-continuity.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import type { Story } from './story.ts';

const bill = (components: number) =>
  present(
    [
      {
        source: { what: 'artifact sbom' },
        leg: '',
        report: { format: 'cyclonedx', components, packages: [], omitted: 0, notes: [] },
      },
    ],
    { what: 'bills' },
  );

function story(head?: number, base?: number): Story {
  return {
    evidence: {
      artifacts: present([], { what: 'artifacts' }),
      ...(head === undefined ? {} : { inventory: bill(head) }),
      ...(base === undefined ? {} : { baseInventory: bill(base) }),
    },
  };
}

it('earns each level by the components of the bill of materials', () => {
  expect([
    levelIn(sbomContinuity, story(90, 100)),
    levelIn(sbomContinuity, story(40, 100)),
    levelIn(sbomContinuity, story(0, 100)),
    levelIn(sbomContinuity, story(undefined, 100)),
    levelIn(sbomContinuity, story()),
  ]).toEqual([5, 3, 2, 0, 0]);
});

it('gives a 5 to a bill of materials where the base has none, and 3–5 where the base was not read', () => {
  const lost = (head: number) => {
    const { evidence } = story(head);
    return { evidence: { ...evidence, baseInventory: missing('refused') } };
  };
  expect([
    levelIn(sbomContinuity, story(90)),
    levelIn(sbomContinuity, lost(90)),
    levelIn(sbomContinuity, lost(0)),
  ]).toEqual([5, '3–5', 2]);
});

it('is open upwards when an artifact or a listed source is missing', () => {
  const sources = [{ kind: 'sbom' as const, state: 'expired' as const }];
  expect([
    levelIn(sbomContinuity, { evidence: { artifacts: missing('refused') } }),
    levelIn(sbomContinuity, { ...story(undefined, 9), sources }),
    levelIn(sbomContinuity, { ...story(0, 9), sources }),
    find(sbomContinuity, { ...story(4, 9), sources }),
    levelIn(sbomContinuity, { ...story(9, 9), sources }),
  ]).toMatchObject([
    '0–5',
    '0–5',
    '2–5',
    { level: 3, most: 5, measured: expect.stringMatching(/^4 components \(base 9\); /) },
    5,
  ]);
});

reachesEveryLevel(sbomContinuity);
