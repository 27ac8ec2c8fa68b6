import type { PublishJob } from './publisher.ts';

/** Why an audit gets no comment whatever it found; undefined when it may get one. */
export function noComment({ config, target, superseded }: PublishJob): string | undefined {
  if (config.dryRun) return 'dry run';
  if (superseded !== undefined) return superseded;
  if (config.comment === 'never') return '`comment: never`';
  if (target.pull === undefined) return 'there is no pull request';
  switch (target.occasion.kind) {
    case 'pull-request':
    case 'merged':
      return undefined;
    case 'merge-group':
      return 'the pull request itself was audited and commented on';
    case 'local':
      return 'a local audit writes nothing to GitHub';
    default:
      return target.occasion satisfies never;
  }
}
