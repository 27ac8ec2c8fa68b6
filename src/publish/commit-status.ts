import { shorten } from '../lib/sanitize.ts';
import type { Receipt } from '../model/world.ts';
import { maxStatusPoints } from '../render/markdown/size.ts';
import { receiptOf, skipped } from './receipts.ts';
import type { StatusPlace, StatusWord } from './status-place.ts';

const publisher = 'status';

/** GitHub gives a status an address of the API alone. */
export function pageOf({ commits }: StatusPlace, sha: string, url: string): string {
  return commits === undefined ? url : commits + sha;
}

/** One commit status on each commit, one after another; the audited commit's is the receipt's. */
export async function writeCommitStatuses(
  place: StatusPlace,
  context: string,
  word: StatusWord,
): Promise<Receipt> {
  const { state } = word;
  const description = shorten(word.description, maxStatusPoints);
  const receipts: Receipt[] = [];
  for (const sha of place.shas) {
    const status = { sha, state, context, description, targetUrl: place.url };
    const set = await place.forge.setStatus(status);
    receipts.push(
      set.ok
        ? { publisher, state: 'published', url: pageOf(place, sha, set.value.url), sha }
        : receiptOf(publisher, set.error),
    );
  }
  const refused = receipts.find((receipt) => receipt.state !== 'published');
  return refused ?? receipts[0] ?? skipped(publisher, 'there is no commit to post it on');
}
