import { isRedacted } from '../lib/redact.ts';
import type { PublishJob } from './publisher.ts';

/** Where the document goes. `otherwise` is what to do when a rule forbids the push to `branch`. */
export type DocumentPlace =
  | { readonly kind: 'nowhere'; readonly why: string }
  | {
      readonly kind: 'branch';
      readonly branch: string;
      readonly otherwise: 'fail' | 'pull-request';
    }
  | { readonly kind: 'own-branch'; readonly branch: string }
  | { readonly kind: 'pull-request'; readonly because: string };

function nowhere(why: string): DocumentPlace {
  return { kind: 'nowhere', why };
}

/** Returns why no document is committed in any `docs` mode. */
function reasonNotToCommit(job: PublishJob): string | undefined {
  const { config, target, audit, superseded, withheld } = job;
  if (config.dryRun) return 'dry run';
  if (superseded !== undefined) return superseded;
  if (withheld !== undefined) return withheld;
  if (config.docs.kind === 'none') return '`docs: none`';
  if (target.occasion.kind === 'local') return 'a local audit writes nothing to GitHub';
  if (target.occasion.kind === 'merge-group') return 'the document is committed after the merge';
  if (audit.milestone === 'NONE') return 'an audit without a milestone is never committed';
  if (audit.outcome === 'PENDING') return 'the evidence is unfinished; a later audit commits it';
  return undefined;
}

function beforeMerge({ config, target }: PublishJob): DocumentPlace {
  const { docs } = config;
  switch (docs.kind) {
    case 'auto':
    case 'pull-request':
      return nowhere(
        'a commit on the pull request would leave its other required checks unreported; the document is committed after the merge',
      );
    case 'head':
      if (target.pull?.fork !== false) return nowhere('the head branch is in a fork');
      if (isRedacted(target.pull.headRef)) {
        return nowhere(
          'the name of the head branch looks like a secret, so the audit does not keep it',
        );
      }
      return { kind: 'branch', branch: target.pull.headRef, otherwise: 'fail' };
    case 'branch':
      return { kind: 'own-branch', branch: docs.branch };
    case 'none':
      return nowhere('`docs: none`');
    default:
      return docs satisfies never;
  }
}

function afterMerge({ config, target }: PublishJob): DocumentPlace {
  const { docs } = config;
  switch (docs.kind) {
    case 'auto':
    case 'head':
      return { kind: 'branch', branch: target.defaultBranch, otherwise: 'pull-request' };
    case 'branch':
      return { kind: 'own-branch', branch: docs.branch };
    case 'pull-request':
      return { kind: 'pull-request', because: '`docs: pull-request`' };
    case 'none':
      return nowhere('`docs: none`');
    default:
      return docs satisfies never;
  }
}

/** Returns the place for the configured `docs` mode. Only `head` commits to a pull request's head. */
export function documentPlace(job: PublishJob): DocumentPlace {
  const why = reasonNotToCommit(job);
  if (why !== undefined) return nowhere(why);
  return job.target.occasion.kind === 'pull-request' ? beforeMerge(job) : afterMerge(job);
}
