import { expect, it } from '@jest/globals';
import { readStory } from '../../sandbox/read-story.ts';

const files = { files: () => ({}), text: () => '' };

it('a key that no story has is refused by name', () => {
  const yaml = {
    repository: 'a/b',
    author: 'x',
    now: '2026-01-01T00:00:00Z',
    audit: { workflow: 'w.yml', 'first-run': 1 },
    runz: [],
  };
  expect(() => readStory(yaml, files)).toThrow('story: unknown `runz`');
});

it('a missing key is refused with the place it is missing at', () => {
  const yaml = { repository: 'a/b', author: 'x', now: '', commits: [{ branch: 'main' }] };
  expect(() => readStory(yaml, files)).toThrow('story.commits[0]: `message` must be given');
});
