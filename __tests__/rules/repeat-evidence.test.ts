import { expect, it } from '@jest/globals';
import { present } from '../../src/model/evidence.ts';
import { repeatEvidence } from '../../src/rules/repeat-evidence.ts';
import { levelIn, reachesEveryLevel } from './judged.ts';
import type { Story } from './story.ts';

const story = (
  digests: string[],
  options: Story['options'] = { artifacts: ['build-*'] },
): Story => ({
  runs: [{ workflow: 'CI', attempts: ['success'] }],
  options,
  evidence: {
    artifacts: present(
      digests.map((digest, id) => ({
        id,
        name: `build-${id}`,
        runId: 1,
        attempt: 1,
        bytes: 1,
        digest,
        createdAt: '2026-03-08T10:00:00Z',
        state: 'listed' as const,
        why: '',
      })),
      { what: 'artifacts' },
    ),
  },
});

it('earns each level by the number of equal results', () => {
  expect([
    levelIn(repeatEvidence, story(['a', 'a', 'a'])),
    levelIn(repeatEvidence, story(['a', 'a'])),
    levelIn(repeatEvidence, story(['a', 'a', 'b'])),
  ]).toEqual([5, 4, 0]);
});

it('is not applicable unless declared, and unknown with fewer than two results', () => {
  expect([
    levelIn(repeatEvidence, story(['a', 'a'], {})),
    levelIn(repeatEvidence, story(['a'])),
    levelIn(repeatEvidence, { options: { artifacts: ['x'] } }),
  ]).toEqual(['not-applicable', 'unknown', 'unknown']);
});

reachesEveryLevel(repeatEvidence);
