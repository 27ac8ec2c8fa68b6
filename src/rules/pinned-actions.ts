import { defineRule } from '../analysis/runner.ts';
import { leveled, notApplicable, severityOf, unknown } from '../analysis/verdict-builders.ts';
import { fileSource, judgeWorkflows } from '../analysis/workflow-files.ts';
import { plural } from '../lib/plural.ts';
import type { Evidence } from '../model/evidence.ts';
import type { PinResolution, RepositoryFiles } from '../model/evidence-file.ts';
import type { Finding, Flaw, Level } from '../model/verdict.ts';
import type { Use, Workflow } from '../model/workflow.ts';

/** A `uses:` and what it is worth. `unresolved`: nobody could say whether the commit exists. */
interface StandingUse {
  readonly path: string;
  readonly use: Use;
  readonly standing: 'pinned' | 'tag' | 'moving' | 'missing' | 'fork-only' | 'unresolved';
  /** Belongs to GitHub itself. */
  readonly own: boolean;
  /** Why, where it is not plain: the comment that does not match, the refused request; empty otherwise. */
  readonly why: string;
}

const OWN_ORGANISATIONS = new Set(['actions', 'github']);

/** Every `uses:` that brings code from outside; paths of the repository itself are no pins. */
function standingUses(
  workflows: readonly Workflow[],
  pins: Evidence<readonly PinResolution[]>,
): readonly StandingUse[] {
  return workflows.flatMap((workflow) =>
    usesOf(workflow)
      .filter(({ pin }) => pin !== 'local')
      .map((use) => ({
        path: workflow.path,
        use,
        own: OWN_ORGANISATIONS.has(use.uses.split('/')[0]?.toLowerCase() ?? ''),
        ...standingOf(use, pins),
      })),
  );
}

function usesOf({ jobs }: Workflow): readonly Use[] {
  return jobs
    .flatMap((job) => [job.uses, ...job.steps.map(({ uses }) => uses)])
    .filter((use): use is Use => use !== undefined)
    .sort((a, b) => a.line - b.line);
}

function standingOf(
  use: Use,
  pins: Evidence<readonly PinResolution[]>,
): Pick<StandingUse, 'standing' | 'why'> {
  switch (use.pin) {
    case 'digest':
    case 'local':
      return { standing: 'pinned', why: '' };
    case 'tag':
      return { standing: 'tag', why: '' };
    case 'branch':
    case 'none':
      return { standing: 'moving', why: '' };
    case 'sha':
      return pins.state === 'present'
        ? resolved(use, pins.value)
        : { standing: 'unresolved', why: pins.why };
  }
  use.pin satisfies never;
  throw new Error(`a pin cannot be ${String(use.pin)}`);
}

function resolved(use: Use, pins: readonly PinResolution[]): Pick<StandingUse, 'standing' | 'why'> {
  const [name = '', sha = ''] = use.uses.split('@');
  const repository = name.split('/').slice(0, 2).join('/').toLowerCase();
  const pin = pins.find(
    (one) =>
      one.sha.toLowerCase() === sha.toLowerCase() && one.repository.toLowerCase() === repository,
  );
  const state = pin?.state ?? 'unknown';
  switch (state) {
    case 'exists':
      return { standing: 'pinned', why: mismatch(use.comment, pin?.tags ?? []) };
    case 'missing':
      return { standing: 'missing', why: `${repository} has no commit ${sha}` };
    case 'fork-only':
      return { standing: 'fork-only', why: `${sha} lies only in a fork of ${repository}` };
    case 'unknown':
      return { standing: 'unresolved', why: pin?.why ?? 'the commit was not looked up' };
  }
  state satisfies never;
  throw new Error('a pin exists, is missing, fork-only or unknown');
}

/** A comment `v4` is true of a commit tagged `v4.2.2`; without tags nobody can say. */
function mismatch(comment: string, tags: readonly string[]): string {
  const version = /v?\d[\w.-]*/.exec(comment)?.[0];
  if (version === undefined || tags.length === 0) return '';
  const bare = version.replace(/^v/, '');
  const matches = tags
    .map((tag) => tag.replace(/^.*?v?(?=\d)/, ''))
    .some((tag) => tag === bare || tag.startsWith(`${bare}.`));
  return matches ? '' : `the comment says ${version}, the commit is tagged ${tags.join(', ')}`;
}

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
    return judgeWorkflows(files, (workflows) => judgeUses(files, standingUses(workflows, pins)));
  },
});

function judgeUses(files: RepositoryFiles, uses: readonly StandingUse[]): Finding {
  if (uses.length === 0) return notApplicable('no workflow uses an action from outside');
  const level = levelOf(uses);
  const unresolved = uses.find(({ standing }) => standing === 'unresolved');
  if (level > 0 && unresolved !== undefined) {
    const { path, use, why } = unresolved;
    return unknown(`whether ${use.uses} exists could not be asked (${path}:${use.line}): ${why}`);
  }
  const pinned = uses.filter(({ standing }) => standing === 'pinned').length;
  const bad = uses.filter(isFlawed);
  const shown = bad.length > 0 ? bad : uses;
  return leveled({
    level,
    measured: `${pinned} of ${plural(uses.length, 'action')} pinned to a full SHA`,
    proof: shown.map(({ path, use }) => ({
      text: use.uses,
      source: fileSource(files, path, use.line),
    })),
    flaws: [...bad].sort((a, b) => badness(b) - badness(a)).map((use) => flawOf(files, use, level)),
  });
}

function levelOf(uses: readonly StandingUse[]): Level {
  if (uses.some((use) => badness(use) === 2)) return 0;
  const loose = uses.filter(({ standing }) => standing === 'tag');
  if (loose.length === 0) return uses.every(({ why }) => why === '') ? 5 : 4;
  if (loose.every(({ own }) => own)) return 4;
  const pinned = uses.length - loose.length;
  if (pinned * 100 >= uses.length * 80) return 3;
  return pinned * 2 >= uses.length ? 2 : 1;
}

function badness({ standing }: StandingUse): 0 | 1 | 2 {
  if (standing === 'moving' || standing === 'missing' || standing === 'fork-only') return 2;
  return standing === 'tag' ? 1 : 0;
}

function isFlawed(use: StandingUse): boolean {
  return use.standing !== 'pinned' || use.why !== '';
}

const WORDS: Readonly<Record<StandingUse['standing'], string>> = {
  pinned: 'is pinned',
  tag: 'is held by a tag, which can be moved',
  moving: 'follows a branch or has no ref',
  missing: 'is pinned to a commit that does not exist',
  'fork-only': 'is pinned to a commit of a fork',
  unresolved: 'could not be looked up',
};

function flawOf(files: RepositoryFiles, one: StandingUse, level: Level): Flaw {
  const { path, use, standing, why } = one;
  return {
    key: `${standing}:${use.uses.split('@')[0]}`,
    severity: badness(one) === 2 ? 'critical' : severityOf(level),
    observation: `${path}:${use.line} ${use.uses} ${WORDS[standing]}${why === '' ? '' : `: ${why}`}.`,
    source: fileSource(files, path, use.line),
  };
}
