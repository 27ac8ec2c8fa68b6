import type { Evidence } from '../model/evidence.ts';
import type { PinResolution } from '../model/repository.ts';
import type { Use, Workflow } from '../model/workflow.ts';

/** A `uses:` and what it is worth. `unresolved`: nobody could say whether the commit exists. */
export interface StandingUse {
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
export function standingUses(
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
