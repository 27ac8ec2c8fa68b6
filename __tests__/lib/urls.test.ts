import { expect, it } from '@jest/globals';
import {
  artifactUrl,
  commitUrl,
  compareUrl,
  fileUrl,
  isLaterRun,
  relativeTo,
  repositoryUrl,
  runUrl,
} from '../../src/lib/urls.ts';

const REPOSITORY = repositoryUrl('https://github.com', { owner: 'octo', name: 'app' });

it('builds the addresses of commits, comparisons, runs, and artifacts', () => {
  expect([
    commitUrl(REPOSITORY, 'abc'),
    compareUrl(REPOSITORY, 'a', 'b'),
    runUrl(REPOSITORY, 7),
    runUrl(REPOSITORY, 7, 2),
    artifactUrl(REPOSITORY, 7, 9),
  ]).toEqual([
    'https://github.com/octo/app/commit/abc',
    'https://github.com/octo/app/compare/a...b',
    'https://github.com/octo/app/actions/runs/7',
    'https://github.com/octo/app/actions/runs/7/attempts/2',
    'https://github.com/octo/app/actions/runs/7/artifacts/9',
  ]);
});

it('encodes every segment of a branch and a path, and keeps the slashes', () => {
  expect(fileUrl(REPOSITORY, 'feature/a b', 'docs/a#b.txt')).toBe(
    'https://github.com/octo/app/blob/feature/a%20b/docs/a%23b.txt',
  );
});

it('requests the source of a file that GitHub shows rendered, so that its lines have anchors', () => {
  expect([fileUrl('', 'main', 'ci.yml', 3), fileUrl('', 'main', 'README.md', 3)]).toEqual([
    '/blob/main/ci.yml#L3',
    '/blob/main/README.md?plain=1#L3',
  ]);
});

it('orders runs by number, then by attempt', () => {
  expect([
    isLaterRun(runUrl('', 10), runUrl('', 9)),
    isLaterRun(runUrl('', 9, 2), runUrl('', 9)),
    isLaterRun(runUrl('', 9), runUrl('', 9)),
    isLaterRun('https://example.org', runUrl('', 9)),
  ]).toEqual([true, true, false, false]);
});

it('climbs only as far as the shared folder', () => {
  expect([
    relativeTo('docs/milestones/', 'docs/milestones/M01/a.md'),
    relativeTo('docs/ledger/', 'docs/milestones/a.md'),
    relativeTo('', 'a.md'),
  ]).toEqual(['M01/a.md', '../milestones/a.md', 'a.md']);
});
