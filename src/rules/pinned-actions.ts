import { defineRule, severityOf } from '../analysis/runner.ts';
import { fileSource, unreadItems } from '../analysis/workflow-files.ts';
import { quantity } from '../lib/format.ts';
import type { Evidence } from '../model/evidence.ts';
import type { PinResolution, RepositoryFiles } from '../model/repository.ts';
import type { CountStates, Item } from '../model/rule.ts';
import type { Flaw, Level } from '../model/verdict.ts';
import type { Use, Workflow } from '../model/workflow.ts';
import { readableWorkflows } from '../workflow/scripts/follow-scripts.ts';

/** `own`: of GitHub, or an image, which is no action of another owner. */
const STATES = ['moving', 'tag', 'own-tag', 'mislabeled', 'own-pinned', 'pinned'] as const;
type State = (typeof STATES)[number];

export const pinnedActions = defineRule({
  id: 'pinned-actions',
  title: 'Pinned actions',
  needs: ['files'],
  uses: ['pins'],
  settles: ['files', 'pins'],
  levels: [
    'a branch, or a SHA that does not exist in the action’s own repository',
    'fewer than 50% are pinned to a full SHA',
    'at least 50% are pinned to a full SHA',
    'at least 80% are pinned to a full SHA',
    'every action of another owner than GitHub is pinned to a full SHA with the right version, and there is at least one; or all are pinned, and a version comment is wrong',
    'every action is pinned to a full SHA that exists, in place or in `actions.lock`',
  ],
  remediation: {
    recommendation:
      'Replace each tag or branch by the full 40-digit commit SHA of the release, with the version in a comment behind it.',
    minutes: 30,
    guardrail: 'Let Dependabot or Renovate keep the SHAs up to date, and this rule in a gate.',
    rollback: 'Go back to the tag.',
    area: 'REPRO',
  },
  table: { states: STATES, level: levelOf },
  judge({ files, pins }, { config }) {
    const uses = checkedUses(readableWorkflows(files), pins);
    return {
      items: [
        ...uses.map((use) => itemOf(files, use)).sort(worstFirst),
        ...unreadItems(files, 'uses', { worst: 'moving', best: 'pinned' }, config.workflowKeys),
      ],
      measured: describe(uses),
      none: 'no workflow uses an action from outside',
    };
  },
});

/** A tag of GitHub's own actions costs less than a tag of another owner. */
function levelOf(count: CountStates<State>): Level {
  if (count('moving') > 0) return 0;
  if (count('tag', 'own-tag') === 0) return count('mislabeled') > 0 ? 4 : 5;
  if (count('tag') === 0 && count('pinned') > 0) return 4;
  const pinned = count('mislabeled', 'own-pinned', 'pinned');
  const all = count(...STATES);
  if (pinned * 100 >= all * 80) return 3;
  return pinned * 2 >= all ? 2 : 1;
}

/** A `uses:` and the status of its pin; `unresolved`: the commit was not looked up. */
interface CheckedUse {
  readonly path: string;
  readonly use: Use;
  readonly status: 'pinned' | 'tag' | 'moving' | 'missing' | 'fork-only' | 'unresolved';
  /** Belongs to GitHub. */
  readonly own: boolean;
  readonly image: boolean;
  /** The reason: a version comment that does not match, a failed request; else empty. */
  readonly why: string;
}

const NOT_ASKED = 'the commit was not looked up';
const GITHUB_ORGANIZATIONS = new Set(['actions', 'github']);

/** Returns every `uses:` from outside the repository. */
function checkedUses(
  workflows: readonly Workflow[],
  pins: Evidence<readonly PinResolution[]>,
): readonly CheckedUse[] {
  return workflows.flatMap((workflow) =>
    usesOf(workflow)
      .filter(({ pin }) => pin !== 'local')
      .map((use) => ({
        path: workflow.path,
        use,
        own: GITHUB_ORGANIZATIONS.has(use.uses.split('/')[0]?.toLowerCase() ?? ''),
        image: use.kind === 'image',
        ...statusOf(use, pins),
      })),
  );
}

function usesOf({ jobs }: Workflow): readonly Use[] {
  return jobs
    .flatMap((job) => [job.uses, ...job.steps.map(({ uses }) => uses)])
    .filter((use): use is Use => use !== undefined)
    .sort((a, b) => a.line - b.line);
}

function statusOf(
  use: Use,
  pins: Evidence<readonly PinResolution[]>,
): Pick<CheckedUse, 'status' | 'why'> {
  switch (use.pin) {
    case 'digest':
    case 'local':
    case 'locked':
      return { status: 'pinned', why: '' };
    case 'tag':
      return { status: 'tag', why: '' };
    case 'branch':
    case 'none':
      return { status: 'moving', why: '' };
    case 'sha':
      return pins.state === 'present'
        ? statusOfSha(use, pins.value)
        : { status: 'unresolved', why: pins.state === 'none' ? NOT_ASKED : pins.why };
  }
  use.pin satisfies never;
  throw new Error(`a pin cannot be ${String(use.pin)}`);
}

function statusOfSha(use: Use, pins: readonly PinResolution[]): Pick<CheckedUse, 'status' | 'why'> {
  const [name = '', sha = ''] = use.uses.split('@');
  const repository = name.split('/').slice(0, 2).join('/').toLowerCase();
  const pin = pins.find(
    (one) =>
      one.sha.toLowerCase() === sha.toLowerCase() && one.repository.toLowerCase() === repository,
  );
  const state = pin?.state ?? 'unknown';
  switch (state) {
    case 'exists':
      return { status: 'pinned', why: commentMismatch(use.comment, pin?.tags ?? []) };
    case 'missing':
      return { status: 'missing', why: `${repository} has no commit ${sha}` };
    case 'fork-only':
      return { status: 'fork-only', why: `${sha} is only in a fork of ${repository}` };
    case 'unknown':
      return { status: 'unresolved', why: pin?.why ?? NOT_ASKED };
  }
  state satisfies never;
  throw new Error('a pin exists, is missing, fork-only or unknown');
}

/** Returns why a version comment is wrong; `v4` is right for a commit tagged `v4.2.2`. */
function commentMismatch(comment: string, tags: readonly string[]): string {
  const version = /v?\d[\w.-]*/.exec(comment)?.[0];
  if (version === undefined || tags.length === 0) return '';
  const plainVersion = version.replace(/^v/, '');
  const matches = tags
    .map((tag) => tag.replace(/^.*?v?(?=\d)/, ''))
    .some((tag) => tag === plainVersion || tag.startsWith(`${plainVersion}.`));
  return matches ? '' : `the comment says ${version}, the commit is tagged ${tags.join(', ')}`;
}

const RANK: Readonly<Record<CheckedUse['status'], number>> = {
  moving: 0,
  missing: 0,
  'fork-only': 0,
  tag: 1,
  unresolved: 2,
  pinned: 3,
};

function stateOf({ status, own, image, why }: CheckedUse, pinned = false): State {
  if (status === 'tag') return own ? 'own-tag' : 'tag';
  if (RANK[status] === 0 || (status === 'unresolved' && !pinned)) return 'moving';
  if (status === 'pinned' && why !== '') return 'mislabeled';
  return own || image ? 'own-pinned' : 'pinned';
}

function itemOf(files: RepositoryFiles, one: CheckedUse): Item<State> & { readonly rank: number } {
  const { path, use, status, why } = one;
  const source = fileSource(files, path, use.line);
  const flawed = status !== 'unresolved' && (status !== 'pinned' || why !== '');
  return {
    rank: flawed ? RANK[status] : RANK.pinned,
    worst: stateOf(one),
    best: stateOf(one, true),
    proof: [{ text: use.uses, source }],
    ...(flawed ? { flaw: (most) => flawOf(files, one, most) } : {}),
    ...(status === 'unresolved'
      ? { open: { kind: 'pins', what: `that ${use.uses} exists`, why, source } }
      : {}),
  };
}

function worstFirst(a: { readonly rank: number }, b: { readonly rank: number }): number {
  return a.rank - b.rank;
}

/** Returns `24 of 27 actions pinned by SHA, 3 by tag`; images are counted apart. */
function describe(uses: readonly CheckedUse[]): string {
  const images = uses.filter(({ image }) => image);
  const actions = uses.filter(({ image }) => !image);
  const words = [
    ...(actions.length > 0 || images.length === 0 ? [pinWords(actions, 'action', 'SHA')] : []),
    ...(images.length > 0 ? [pinWords(images, 'image', 'digest')] : []),
  ];
  return words.join('; ');
}

function pinWords(uses: readonly CheckedUse[], noun: string, by: string): string {
  const count = (...statuses: readonly CheckedUse['status'][]): number =>
    uses.filter(({ status }) => statuses.includes(status)).length;
  const others = [
    [count('tag'), 'by tag'],
    [count('moving'), 'on a branch or without a version'],
    [count('missing', 'fork-only'), 'to a commit that is not the action’s own'],
  ] as const;
  return [
    `${count('pinned', 'unresolved')} of ${quantity(uses.length, noun)} pinned by ${by}`,
    ...others.filter(([number]) => number > 0).map(([number, how]) => `${number} ${how}`),
  ].join(', ');
}

const DESCRIPTIONS: Readonly<Record<CheckedUse['status'], string>> = {
  pinned: 'is pinned',
  tag: 'is pinned to a mutable tag',
  moving: 'follows a branch or has no version',
  missing: 'is pinned to a commit that does not exist',
  'fork-only': 'is pinned to a commit of a fork',
  unresolved: 'could not be looked up',
};

function flawOf(files: RepositoryFiles, one: CheckedUse, most: Level): Flaw {
  const { path, use, status, why } = one;
  return {
    key: `${status}:${use.uses.split('@')[0]}`,
    severity: RANK[status] === 0 ? 'critical' : severityOf(most),
    observation: `${path}:${use.line} ${use.uses} ${DESCRIPTIONS[status]}${why === '' ? '' : `: ${why}`}.`,
    source: fileSource(files, path, use.line),
  };
}
