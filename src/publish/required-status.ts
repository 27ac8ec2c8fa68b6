import type { Receipt } from '../model/world.ts';
import { writeCheckRuns } from './check-run.ts';
import { writeCommitStatuses } from './commit-status.ts';
import { skipped } from './receipts.ts';
import { statusContext } from './status-context.ts';
import type { StatusPlace, StatusWord } from './status-place.ts';

/** Names under which each kind is posted: two of one name would both be required. */
function namesFor(config: StatusPlace['config']): {
  readonly status?: string;
  readonly check?: string;
} {
  const context = statusContext(config);
  switch (config.status) {
    case 'status':
      return { status: context };
    case 'check':
      return { check: context };
    case 'both':
      return { status: context, check: `${context} details` };
    case 'none':
      return {};
    default:
      return config.status satisfies never;
  }
}

/**
 * Posts the required status, or check run, or both, on every commit it belongs to.
 *
 * Both are tried even when one is refused. The receipt is that of the kind that is required; the
 * details' own trouble is its note.
 */
export async function postStatus(place: StatusPlace, word: StatusWord): Promise<Receipt> {
  if (place.config.dryRun) return skipped('status', 'dry run');
  const names = namesFor(place.config);
  const check =
    names.check === undefined ? undefined : await writeCheckRuns(place, names.check, word);
  const status =
    names.status === undefined ? undefined : await writeCommitStatuses(place, names.status, word);
  const main = status ?? check ?? skipped('status', '`status: none`');
  if (status?.state !== 'published' || check === undefined || check.state === 'published') {
    return main;
  }
  return { ...status, note: 'why' in check ? `check run: ${check.why}` : 'check run: unchanged' };
}
