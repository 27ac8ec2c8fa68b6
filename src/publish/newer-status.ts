import type { Receipt } from '../model/world.ts';
import { pageOf } from './commit-status.ts';
import { receiptOf, skipped } from './receipts.ts';
import { statusContext } from './status-context.ts';
import type { StatusPlace } from './status-place.ts';

const publisher = 'status';

/** Whether a publisher found that a newer audit of this very commit has been there. */
export function hasNewerAudit(receipts: readonly Receipt[]): boolean {
  return receipts.some((receipt) => receipt.state === 'skipped' && receipt.newer === true);
}

/**
 * Leaves a commit's status to the newer audit that has posted it: when our own pending one came
 * after its last word, that word is said again.
 */
async function restore(place: StatusPlace, sha: string): Promise<Receipt> {
  const context = statusContext(place.config);
  const known = await place.forge.statuses(sha);
  if (!known.ok) return receiptOf(publisher, known.error);
  const ours = known.value.filter((one) => one.context.toLowerCase() === context.toLowerCase());
  const last = ours.find(({ state }) => state !== 'pending');
  if (last === undefined || ours[0]?.state !== 'pending') {
    return skipped(publisher, 'a newer audit of this commit posts it');
  }
  const { state, description, targetUrl = '' } = last;
  const said = await place.forge.setStatus({ sha, state, context, description, targetUrl });
  return said.ok
    ? {
        publisher,
        state: 'published',
        url: pageOf(place, sha, said.value.url),
        sha,
        note: 'of a newer audit',
      }
    : receiptOf(publisher, said.error);
}

/** The end of an audit's status when a newer audit of the same commit was quicker. */
export async function leaveToNewer(place: StatusPlace): Promise<Receipt> {
  const receipts: Receipt[] = [];
  for (const sha of place.shas) receipts.push(await restore(place, sha));
  return (
    receipts.find(({ state }) => state === 'failed') ??
    receipts[0] ??
    skipped(publisher, 'there is no commit to post it on')
  );
}
