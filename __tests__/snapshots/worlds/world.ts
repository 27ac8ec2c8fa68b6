import { editFile, readFile, runOf, writeFile } from '../../../sandbox/edit-story.ts';
import type { Files, Story, StoryArtifact } from '../../../sandbox/story.ts';
import { CI, honestStory, startOf, TOPIC } from '../../adversarial/honest-story.ts';

/** A saved evidence file as plain data, free to be changed. */
export interface EvidenceFile {
  readonly config: Record<string, unknown>;
  readonly evidence: Record<string, unknown>;
}

/** One evidence file of the snapshots: a repository, the moment it is asked about, and what is lost. */
export interface World {
  /** Name of the evidence file: lower case words joined by `-`. */
  readonly name: string;
  readonly story: () => Story;
  /** The open pull request unless set. */
  readonly moment?: 'merge';
  /** Changes the evidence after it was collected. */
  readonly change?: (file: EvidenceFile) => void;
}

export type Change = (story: Story) => void;

/** The honest story with these changes, asked about while the pull request is open. */
export function honest(name: string, ...changes: readonly Change[]): World {
  const story = (): Story => {
    const told = honestStory();
    for (const change of changes) change(told);
    return told;
  };
  return { name, story };
}

/** The same, asked about after the merge. */
export function afterMerge(name: string, ...changes: readonly Change[]): World {
  return { ...honest(name, ...changes), moment: 'merge' };
}

/** Replaces texts in the CI workflow of the pull request. */
export function inCi(...edits: readonly (readonly [string | RegExp, string])[]): Change {
  return (story) =>
    editFile(story, TOPIC, CI, (text) =>
      edits.reduce((now, [from, to]) => now.replace(from, to), text),
    );
}

/** The same world under another profile. */
export function underProfile(world: World, profile: 'default' | 'seed'): World {
  const config = '.github/milestone-audit.yml';
  const story = (): Story => {
    const told = world.story();
    const text = readFile(told, 'main', config) ?? '';
    const profiled = text.replace(/^profile: \w+$/m, `profile: ${profile}`);
    if (profiled !== text) writeFile(told, 'main', config, profiled);
    return told;
  };
  return { ...world, name: `${world.name}-${profile}`, story };
}

/** An artifact of a run, uploaded half a minute after its last attempt started. */
export function upload(
  story: Story,
  run: number,
  id: number,
  name: string,
  files: Files,
  more: Partial<StoryArtifact> = {},
): void {
  const one = runOf(story, run);
  const created = startedOf(story, run).replace(/00(?:\.000)?Z$/, '30Z');
  one.artifacts.push({
    id,
    name,
    created,
    files,
    contentType: 'application/zip',
    expired: false,
    ...more,
  });
}

export function startedOf(story: Story, run: number): string {
  const started = runOf(story, run).attempts.at(-1)?.started;
  if (started === undefined) throw new Error(`run ${run} has no attempt`);
  return started;
}

/** Adds a commit to the default branch that holds the audit of milestone M01. */
export function withEarlierAudit(
  story: Story,
  audit: Readonly<Record<string, unknown>> = {},
  files: Files = {},
): void {
  const earlier = {
    schema: 'milestone-audit/1',
    milestone: 'M01',
    title: 'Begin',
    commits: { base: null, audited: startOf(story), merge: null },
    categories: [],
    rules: [],
    score: 4.9,
    verdict: 'green',
    ...audit,
  };
  story.commits.splice(1, 0, {
    branch: 'main',
    message: 'Audit M01',
    author: 'ada',
    at: '2026-05-04T09:00:00Z',
    write: { 'docs/milestones/M01/M01_audit.json': JSON.stringify(earlier), ...files },
    delete: [],
  });
}
