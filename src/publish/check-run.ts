import { shorten } from '../lib/sanitize.ts';
import type { StatusState } from '../model/forge.ts';
import { ok, type Result } from '../model/result.ts';
import type { Progress } from '../model/run.ts';
import type { Receipt } from '../model/world.ts';
import { checkLimit, sizeIn } from '../render/markdown/size.ts';
import { receiptOf, skipped } from './receipts.ts';
import type { StatusPlace, StatusWord } from './status-place.ts';

const publisher = 'status';

/** A check's title; GitHub documents no limit, and shows about this much. */
const maxTitlePoints = 140;

function progressOf(state: StatusState): Progress {
  switch (state) {
    case 'pending':
      return { state: 'unfinished', status: 'in_progress' };
    case 'success':
      return { state: 'ended', conclusion: 'success' };
    case 'failure':
    case 'error':
      return { state: 'ended', conclusion: 'failure' };
    default:
      return state satisfies never;
  }
}

function fitting(page: string | undefined, otherwise: string): string {
  if (page === undefined || sizeIn(checkLimit.unit, page) > checkLimit.max) return otherwise;
  return page;
}

/** By this id our check is found again: its name can be anybody's, and its suite is GitHub's choice. */
function externalId(place: StatusPlace): string {
  return `milestone-audit/${place.config.auditKey}`;
}

/**
 * The check to go on with. An audit begins a new one, as GitHub does for a job that is run again,
 * because annotations can only be added to one that is there; its end finds the one it began.
 */
async function checkToWrite(
  place: StatusPlace,
  name: string,
  word: StatusWord,
  sha: string,
): Promise<Result<number | undefined>> {
  if (word.state === 'pending') return ok(undefined);
  return place.forge.findCheck(sha, name, externalId(place));
}

async function writeOne(
  place: StatusPlace,
  name: string,
  word: StatusWord,
  sha: string,
): Promise<Result<{ readonly id: number; readonly url: string }>> {
  const known = await checkToWrite(place, name, word, sha);
  if (!known.ok) return known;
  return place.forge.writeCheck({
    ...(known.value === undefined ? {} : { id: known.value }),
    sha,
    name,
    externalId: externalId(place),
    detailsUrl: place.url,
    progress: progressOf(word.state),
    title: shorten(word.description, maxTitlePoints),
    summary: fitting(word.check?.summary, word.description),
    text: '',
    annotations: word.check?.annotations ?? [],
  });
}

/** One check run on each commit, begun with the audit and found again at its end by external id. */
export async function writeCheckRuns(
  place: StatusPlace,
  name: string,
  word: StatusWord,
): Promise<Receipt> {
  const receipts: Receipt[] = [];
  for (const sha of place.shas) {
    const written = await writeOne(place, name, word, sha);
    receipts.push(
      written.ok
        ? { publisher, state: 'published', url: written.value.url, sha }
        : receiptOf(publisher, written.error),
    );
  }
  const refused = receipts.find((receipt) => receipt.state !== 'published');
  return refused ?? receipts[0] ?? skipped(publisher, 'there is no commit to post it on');
}
