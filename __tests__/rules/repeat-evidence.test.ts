import { expect, it } from '@jest/globals';
import { missing, present } from '../../src/model/evidence.ts';
import { repeatEvidence } from '../../src/rules/repeat-evidence.ts';
import { find, levelIn, reachesEveryLevel } from './judged.ts';
import type { Story } from './story.ts';

const story = (
  digests: readonly (string | undefined)[],
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
        ...(digest === undefined ? {} : { digest }),
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

it('is not applicable unless declared, whatever the evidence', () => {
  expect([
    levelIn(repeatEvidence, story(['a', 'a'], {})),
    levelIn(repeatEvidence, { evidence: { runs: missing('refused') } }),
  ]).toEqual(['not-applicable', 'not-applicable']);
});

it('is open with fewer than two results', () => {
  expect([
    levelIn(repeatEvidence, story(['a'])),
    levelIn(repeatEvidence, story([])),
    levelIn(repeatEvidence, {
      ...story(['a', 'a', 'a']),
      evidence: { artifacts: missing('refused') },
    }),
  ]).toEqual(['0–5', '0–5', '0–5']);
});

it('is open where an artifact has no digest, unless two others differ', () => {
  expect([
    levelIn(repeatEvidence, story(['a', 'a', undefined])),
    levelIn(repeatEvidence, story(['a', undefined])),
    find(repeatEvidence, story(['a', 'b', undefined])),
  ]).toMatchObject(['0–5', '0–4', { level: 0, most: 0, flaws: [{ key: 'repeat' }] }]);
});

it('is open where the artifacts of a run could not be listed', () => {
  const whole = story(['a', 'a', 'a']);
  const artifacts = whole.evidence?.artifacts ?? missing('');
  const unread = [{ what: 'artifacts of run 2', why: 'refused' }];
  const evidence = { artifacts: { ...artifacts, unread } };
  expect(levelIn(repeatEvidence, { ...whole, evidence })).toBe('0–5');
});

reachesEveryLevel(repeatEvidence);
