import { defineRule, leveled, notApplicable, severityOf, unknown } from '../analysis/runner.ts';
import { fileSource, judgeWorkflows } from '../analysis/workflow-files.ts';
import { plural } from '../lib/format.ts';
import type { Evidence } from '../model/evidence.ts';
import type { PinResolution, RepositoryFiles } from '../model/repository.ts';
import type { Finding, Flaw, Level } from '../model/verdict.ts';
import type { Use, Workflow } from '../model/workflow.ts';

export const pinnedActions = defineRule({
  id: 'pinned-actions',
  title: 'Pinned actions',
  needs: ['files'],
  uses: ['pins'],
  levels: [
    'a branch, or a SHA that does not exist in the action’s own repository',
    'fewer than 50 % are full SHAs',
    'at least 50 % are full SHAs',
    'at least 80 % are full SHAs',
    'every one outside GitHub’s own organisations is a full SHA, or a version comment is wrong',
    'every `uses` is a full SHA that exists',
  ],
  remediation: {
    recommendation:
      'Replace each tag or branch by the full 40-digit commit SHA of the release, with the version in a comment behind it.',
    minutes: 30,
    guardrail: 'Let Dependabot or Renovate keep the SHAs up to date, and this rule in a gate.',
    rollback: 'Go back to the tag.',
    area: 'REPRO',
  },
  judge({ files, pins }) {
    return judgeWorkflows(files, (workflows) => judgeUses(files, checkedUses(workflows, pins)));
  },
});

/** A `uses:` and the status of its pin; `unresolved`: nobody could look the commit up. */
interface CheckedUse {
  readonly path: string;
  readonly use: Use;
  readonly status: 'pinned' | 'tag' | 'moving' | 'missing' | 'fork-only' | 'unresolved';
  /** Belongs to GitHub. */
  readonly own: boolean;
  /** The reason: a version comment that does not match, a failed request; else empty. */
  readonly why: string;
}

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
        : { status: 'unresolved', why: pins.why };
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
      return { status: 'fork-only', why: `${sha} lies only in a fork of ${repository}` };
    case 'unknown':
      return { status: 'unresolved', why: pin?.why ?? 'the commit was not looked up' };
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

function judgeUses(files: RepositoryFiles, uses: readonly CheckedUse[]): Finding {
  if (uses.length === 0) return notApplicable('no workflow uses an action from outside');
  const level = levelOf(uses);
  const unresolved = uses.find(({ status }) => status === 'unresolved');
  if (level > 0 && unresolved !== undefined) {
    const { path, use, why } = unresolved;
    return unknown(`whether ${use.uses} exists could not be asked (${path}:${use.line}): ${why}`);
  }
  const pinned = uses.filter(({ status }) => status === 'pinned').length;
  const bad = uses.filter(isFlawed);
  const listed = bad.length > 0 ? bad : uses;
  return leveled({
    level,
    measured: `${pinned} of ${plural(uses.length, 'action')} pinned to a full SHA`,
    proof: listed.map(({ path, use }) => ({
      text: use.uses,
      source: fileSource(files, path, use.line),
    })),
    flaws: [...bad]
      .sort((a, b) => severityRank(b) - severityRank(a))
      .map((use) => flawOf(files, use, level)),
  });
}

function levelOf(uses: readonly CheckedUse[]): Level {
  if (uses.some((use) => severityRank(use) === 2)) return 0;
  const tagged = uses.filter(({ status }) => status === 'tag');
  if (tagged.length === 0) return uses.every(({ why }) => why === '') ? 5 : 4;
  if (tagged.every(({ own }) => own)) return 4;
  const pinned = uses.length - tagged.length;
  if (pinned * 100 >= uses.length * 80) return 3;
  return pinned * 2 >= uses.length ? 2 : 1;
}

function severityRank({ status }: CheckedUse): 0 | 1 | 2 {
  if (status === 'moving' || status === 'missing' || status === 'fork-only') return 2;
  return status === 'tag' ? 1 : 0;
}

function isFlawed(use: CheckedUse): boolean {
  return use.status !== 'pinned' || use.why !== '';
}

const DESCRIPTIONS: Readonly<Record<CheckedUse['status'], string>> = {
  pinned: 'is pinned',
  tag: 'is held by a tag, which can be moved',
  moving: 'follows a branch or has no ref',
  missing: 'is pinned to a commit that does not exist',
  'fork-only': 'is pinned to a commit of a fork',
  unresolved: 'could not be looked up',
};

function flawOf(files: RepositoryFiles, one: CheckedUse, level: Level): Flaw {
  const { path, use, status, why } = one;
  return {
    key: `${status}:${use.uses.split('@')[0]}`,
    severity: severityRank(one) === 2 ? 'critical' : severityOf(level),
    observation: `${path}:${use.line} ${use.uses} ${DESCRIPTIONS[status]}${why === '' ? '' : `: ${why}`}.`,
    source: fileSource(files, path, use.line),
  };
}
