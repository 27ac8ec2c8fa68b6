import { expect, it } from '@jest/globals';
import { editFile, setPermissions } from '../../sandbox/edit-story.ts';
import type { EventName, Story } from '../../sandbox/start-sandbox.ts';
import { CONFIG, errorsOf, m01, onStage, statesOf, tracesOf } from './stage.ts';

interface Bad {
  readonly what: string;
  readonly change?: (story: Story) => void;
  readonly given?: Readonly<Record<string, string>>;
  readonly event?: EventName;
  /** What the one message must say, so that the reader knows what to do. */
  readonly says: RegExp;
}

const config = (edit: (text: string) => string) => (story: Story) =>
  editFile(story, 'main', CONFIG, edit);

const BAD: readonly Bad[] = [
  {
    what: 'a config key that does not exist',
    change: config((text) => `${text}profil: seed\n`),
    says: /milestone-audit\.yml.*profil.*profile/s,
  },
  {
    what: 'a config that is no YAML',
    change: config((text) => `${text}sources: [\n`),
    says: /milestone-audit\.yml.*\d+/s,
  },
  {
    what: 'a milestone id that is none',
    given: { milestone: 'release candidate' },
    says: /release candidate/,
  },
  {
    what: 'a milestone id that nothing in the repository knows',
    given: { milestone: 'M77' },
    says: /M77, which nothing here knows \(known: M01, M02\)/,
  },
  {
    what: 'a milestone id that is a path',
    given: { milestone: '../../x' },
    says: /\.\.\/\.\.\/x/,
  },
  {
    what: 'an input with a value that does not exist',
    given: { 'fail-on': 'orange' },
    says: /fail-on.*orange.*yellow/s,
  },
  {
    what: 'a commit without any run',
    change: (story) => {
      story.runs = [];
    },
    says: /no workflow run for commit [0-9a-f]{40}/,
  },
  {
    what: 'a dispatch on a commit without any run',
    event: 'workflow_dispatch',
    given: { milestone: 'M01' },
    says: /no workflow run for commit [0-9a-f]{40}/,
  },
  {
    what: 'a token that may not read runs',
    change: (story) => setPermissions(story, { actions: 'none' }),
    says: /actions(: |=)read/,
  },
  {
    what: 'a token that may not read the repository',
    change: (story) => setPermissions(story, { contents: 'none' }),
    says: /contents(: |=)read/,
  },
];

it.concurrent.each(BAD)(
  '$what: one clear message, no comment, no document, and one final error status',
  ({ change, event = 'pull_request', given = {}, says }) => {
    const story = m01();
    change?.(story);
    return onStage(story, async ({ sandbox, audit }) => {
      const before = tracesOf(sandbox);
      const ended = await audit(event, { given });
      expect(errorsOf(ended)).toEqual([expect.stringMatching(says)]);
      expect(tracesOf(sandbox)).toEqual(before);
      expect(ended.outputs['markdown-file'] ?? '').toBe('');
      expect(ended.exitCode).toBe(1);
      expect(statesOf(sandbox).filter((state) => state !== 'pending')).toEqual(['error']);
      expect(statesOf(sandbox).at(-1)).toBe('error');
    });
  },
);
