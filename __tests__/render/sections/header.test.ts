import { expect, it } from '@jest/globals';
import { header } from '../../../src/render/sections/header.ts';
import { anAudit } from '../an-audit.ts';
import { written } from '../reading-sections.ts';

it('names unknown values as unknown or leaves them out', () => {
  const { repository_url: _, ...audit } = anAudit({
    title: '',
    date: null,
    score: null,
    pull_request: null,
    runs: [],
    commits: { ...anAudit().commits, base: null, merge: null },
    outcome: 'INSUFFICIENT_EVIDENCE',
    verdict: 'red',
  });
  expect(written(header(audit)).split('\n')).toEqual([
    '# M01 Audit',
    '',
    '| Milestone | M01 |',
    '| - | - |',
    '| Branch | `m01-ci-truthfulness` |',
    '| Audit date | unknown: no run has ended |',
    '| Audit score | not scored |',
    '| Commit | `1f0c6a9` |',
    '| Verdict | 🔴 Not enough evidence |',
    '',
  ]);
});

it('leaves out a title that repeats the id, and the id without a milestone', () => {
  const titles = [
    anAudit({ title: 'M01' }),
    anAudit({ milestone: 'NONE', title: '' }),
    anAudit({ milestone: 'NONE', title: 'Fix the till' }),
  ].map((audit) => written(header(audit)).split('\n').slice(0, 3).filter(Boolean));
  expect(titles).toEqual([
    ['# M01 Audit', '| Milestone | M01 |'],
    ['# Audit outside any milestone', '| Milestone | none |'],
    ['# Audit outside any milestone — Fix the till', '| Milestone | none |'],
  ]);
});
