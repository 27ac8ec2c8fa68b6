import { join } from 'node:path';
import {
  addAttempt,
  changeMerge,
  concludeStep,
  deleteFile,
  editArtifact,
  editFile,
  expireArtifact,
  makeGreen,
} from '../../../sandbox/edit-story.ts';
import { loadStory } from '../../../sandbox/load-story.ts';
import type { Change, World } from './world.ts';

/* The recorded stories of the sandbox, at several moments and with changes. */

const HEAD = 'm01-ci-truthfulness';
const TESTS = '.github/workflows/tests.yml';
const REGISTRY = 'docs/milestones/deferred.yml';

const told =
  (folder: string) =>
  (name: string, change: Change = () => undefined, more: Partial<World> = {}): World => {
    const story = () => {
      const loaded = loadStory(join('sandbox', 'stories', folder));
      change(loaded);
      return loaded;
    };
    return { name, story, ...more };
  };
const m01 = told('m01');

const everyTestPasses: Change = (story) => {
  editArtifact(story, 'junit', 'results.xml', (xml) =>
    xml.replace(/<failure[\s\S]*?<\/failure>/g, '').replace('failures="18"', 'failures="0"'),
  );
  concludeStep(story, 'tests.yml', 'pytest', 'success');
  concludeStep(story, 'tests.yml', 'coverage', 'success');
};

const secondAttempt: Change = (story) => {
  everyTestPasses(story);
  concludeStep(story, 'tests.yml', 'pytest', 'failure');
  concludeStep(story, 'tests.yml', 'coverage', 'skipped');
  const { started } = addAttempt(story, 'tests.yml', makeGreen);
  const created = new Date(Date.parse(started) + 150_000).toISOString();
  for (const artifact of story.runs.flatMap(({ artifacts }) => artifacts))
    artifact.created = created;
};

const MERGED = { moment: 'merge' } as const;

/** Recorded under the profile `seed`, which is theirs. */
export const STORIES: readonly World[] = [
  m01('m01'),
  m01('m01-merged', undefined, MERGED),
  m01('m01-deferral-expired', (story) =>
    editFile(story, HEAD, REGISTRY, (text) => text.replace('until: M02', 'until: M01')),
  ),
  m01('m01-report-unreadable', (story) =>
    editArtifact(story, 'junit', 'results.xml', (xml) => xml.slice(0, 900)),
  ),
  m01('m01-without-deferral', (story) => deleteFile(story, HEAD, REGISTRY)),
  m01('m01-pin-does-not-exist', (story) =>
    editFile(story, HEAD, TESTS, (text) =>
      text.replace(
        'a26af69be951a213d495a4c3e4e4022e16d87065',
        '0123456789abcdef'.repeat(3).slice(8),
      ),
    ),
  ),
  m01('m01-report-expired', (story) => expireArtifact(story, 'junit')),
  m01('m01-everything-passes', everyTestPasses),
  m01('m01-threshold-lowered', (story) =>
    editFile(story, HEAD, TESTS, (text) => text.replace('--fail-under=60', '--fail-under=40')),
  ),
  m01('m01-second-attempt', secondAttempt),
  m01(
    'm01-merge-changed-code',
    (story) => changeMerge(story, { 'modules/late.py': 'LATE = True\n' }),
    MERGED,
  ),
  m01('m01-server-start-failed', (story) =>
    concludeStep(story, 'tests.yml', 'start server', 'failure'),
  ),
];

/** Recorded under the profile `default` as well. */
export const ALSO_DEFAULT: readonly World[] = [m01('m01')];
