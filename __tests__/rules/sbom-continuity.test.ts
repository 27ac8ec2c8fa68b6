import { expect, it } from '@jest/globals';
import { present } from '../../src/model/evidence.ts';
import { sbomContinuity } from '../../src/rules/sbom-continuity.ts';
import { levelIn, reachesEveryLevel } from './judged.ts';
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
    levelIn(sbomContinuity, story(90)),
    levelIn(sbomContinuity, story(40, 100)),
    levelIn(sbomContinuity, story(0, 100)),
    levelIn(sbomContinuity, story(undefined, 100)),
    levelIn(sbomContinuity, story()),
  ]).toEqual([5, 4, 3, 2, 0, 0]);
});

it('is unknown when artifacts cannot be listed, or a listed source is missing', () => {
  const sources = [{ kind: 'sbom' as const, state: 'expired' as const }];
  expect([
    levelIn(sbomContinuity, {}),
    levelIn(sbomContinuity, { ...story(9, 9), sources }),
  ]).toEqual(['unknown', 'unknown']);
});

reachesEveryLevel(sbomContinuity);
