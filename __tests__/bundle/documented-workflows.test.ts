import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readFile, writeFile } from '../../sandbox/edit-story.ts';
import type { EventName } from '../../sandbox/start-sandbox.ts';
import { blocksIn, ROOT } from '../docs/pages.ts';
import { type Played, playWorkflow, type Scene } from './play-workflow.ts';
import { CONFIG } from './stage.ts';

/* Every workflow that a page or an example shows is played, on each event that it names. */

/** Pieces of a workflow, and the event that the page around them is about. */
const PIECES: Readonly<Record<string, EventName>> = {
  'docs/how-to/forks-and-dependabot.md': 'workflow_run',
  'docs/how-to/self-hosted-runners.md': 'pull_request',
};

const JUNIT = '<testsuite name="s"><testcase name="a"/><testcase name="b"/></testsuite>';

/** What a page takes for granted: its own names, files of earlier steps. */
const SCENES: Readonly<Record<string, Scene>> = {
  'docs/how-to/monorepo.md': {
    change: (story) => {
      for (const key of ['backend', 'frontend']) {
        const path = `.github/milestone-audit-${key}.yml`;
        writeFile(story, 'main', path, readFile(story, 'main', CONFIG) ?? '');
      }
    },
  },
  'docs/how-to/self-hosted-runners.md': { workspace: { 'reports/junit.xml': JUNIT } },
};

interface Shown {
  readonly where: string;
  readonly text: string;
  readonly event: EventName;
}

function eventsOf(where: string, text: string): readonly EventName[] {
  const { on } = parse(text) as { readonly on?: string | readonly string[] | object };
  if (on === undefined) return [PIECES[pageOf(where)] ?? 'pull_request'];
  if (typeof on === 'string') return [on as EventName];
  return (Array.isArray(on) ? on : Object.keys(on)) as readonly EventName[];
}

const pageOf = (where: string): string => where.replace(/:\d+$/, '');

const EXAMPLES = readdirSync(join(ROOT, 'examples/workflows'))
  .sort()
  .map((name) => {
    const path = `examples/workflows/${name}`;
    return [path, readFileSync(join(ROOT, path), 'utf8')] as const;
  });

/** The same text on two pages is played once. */
const SHOWN: readonly Shown[] = [
  ...new Map(
    [...EXAMPLES, ...blocksIn('yaml')]
      .filter(([, text]) => text.includes('uses: milestone-audit/milestone-audit@'))
      .map(([where, text]) => [text, where] as const),
  ),
].flatMap(([text, where]) => eventsOf(where, text).map((event) => ({ where, text, event })));

/** Names of workflows are the reader's; the story has one that tests, and calls it Tests. */
const inStory = (text: string): string => text.replace(/\b(?:Backend|Frontend)\b/g, 'Tests');

/** A piece of a workflow stands in the tutorial's, whose permissions it has unless it names its own. */
function whole(text: string): string {
  const { permissions } = parse(TUTORIAL) as { readonly permissions: object };
  return text.includes('permissions:')
    ? text
    : `permissions: ${JSON.stringify(permissions)}\n${text}`;
}

const TUTORIAL =
  blocksIn('yaml').find(
    ([where, text]) => pageOf(where) === 'docs/tutorial.md' && 'on' in (parse(text) as object),
  )?.[1] ?? '';

const play = ({ where, text, event }: Shown): Promise<Played> =>
  playWorkflow(whole(inStory(text)), event, SCENES[pageOf(where)] ?? {});

it.concurrent.each(SHOWN.map((shown) => [shown.where, shown.event, shown] as const))(
  '%s on %s audits, posts its status and lacks no permission',
  async (where, _event, shown) => {
    const { ends, groups, sandbox } = await play(shown);
    const log = ends.map((end) => `${end.log}\n${end.summary}`).join('\n');
    expect(ends.map(({ exitCode, outputs }) => [exitCode, outputs['milestone']])).toEqual(
      (where.includes('monorepo') ? [1, 2] : [1]).map(() => [0, 'M01']),
    );
    expect(log).not.toMatch(/needs `|missing permission|: failed/);
    const last = new Map(sandbox.world.statuses.map(({ context, state }) => [context, state]));
    expect(Object.fromEntries(last)).toEqual(
      where.includes('monorepo')
        ? { 'Milestone audit (backend)': 'success', 'Milestone audit (frontend)': 'success' }
        : { 'Milestone audit': 'success' },
    );
    expect(groups.filter((group) => /^[\w-]+-$|--|\$\{\{/.test(group))).toEqual([]);
  },
);

it('every event has a workflow somewhere', () => {
  expect([...new Set(SHOWN.map(({ event }) => event))].sort()).toEqual([
    'issue_comment',
    'merge_group',
    'milestone',
    'pull_request',
    'push',
    'schedule',
    'workflow_dispatch',
    'workflow_run',
  ]);
});

it.concurrent('what a workflow forgets is seen', async () => {
  const { ends } = await playWorkflow(TUTORIAL.replace('statuses: write', ''), 'workflow_run');
  expect(ends.map(({ log, summary }) => `${log}\n${summary}`).join('\n')).toMatch(
    /statuses: write/,
  );
  const none = await playWorkflow(TUTORIAL.replace('audit:', 'audit:\n    if: false'), 'push');
  expect(none.ends).toEqual([]);
});
