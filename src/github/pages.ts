import { err, ok, type Result } from '../model/result.ts';
import type { ApiRequest, ApiResponse, Client } from './client.ts';
import { type Fields, fieldsOf, listOf } from './decode.ts';

/** GitHub's largest page (docs.github.com, "Using pagination in the REST API", read 2026-11-22). */
export const pageSize = 100;

/** A list longer than this is refused rather than read for minutes. */
const maxPages = 100;

/** Number of the last page by the `Link` header; 1 without one. */
function lastByLink(reply: ApiResponse): number {
  const link = String(reply.headers['link'] ?? '');
  const last = /<([^>]*)>;\s*rel="last"/.exec(link)?.[1];
  const page = last === undefined ? Number.NaN : Number(new URL(last).searchParams.get('page'));
  return Number.isInteger(page) && page > 0 ? page : 1;
}

function lastPage(reply: ApiResponse): number {
  const total = Array.isArray(reply.data)
    ? undefined
    : fieldsOf(reply.data, 'answer')['total_count'];
  return typeof total === 'number'
    ? Math.max(1, Math.ceil(total / pageSize), lastByLink(reply))
    : lastByLink(reply);
}

/** Where the items of a page are: the answer itself, or under a key of it. */
export type Items = { readonly under: string } | 'answer';

function itemsOf(reply: ApiResponse, items: Items): readonly Fields[] {
  const list = items === 'answer' ? reply.data : fieldsOf(reply.data, 'answer')[items.under];
  const what = items === 'answer' ? 'the answer' : items.under;
  return listOf(list, what).map((item) => fieldsOf(item, `an item of ${what}`));
}

/**
 * Every page of a list: the first, then the rest side by side, as the first tells how many there are.
 *
 * One refused page refuses the list, because half a list would pass for a whole one. `expected`
 * pages are asked for at once when the caller knows their number.
 */
export async function askAllPages<T>(
  client: Client,
  question: ApiRequest,
  items: Items,
  read: (item: Fields) => T,
  expected = 1,
): Promise<Result<readonly T[]>> {
  const page = (number: number): Promise<Result<{ items: readonly T[]; last: number }>> =>
    client.request(
      { ...question, params: { ...question.params, per_page: pageSize, page: number } },
      (reply) => ({ items: itemsOf(reply, items).map(read), last: lastPage(reply) }),
    );
  const pagesFrom = (from: number, to: number) =>
    Promise.all(Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => page(from + at)));

  const known = await pagesFrom(1, Math.max(1, expected));
  const [first] = known;
  if (first?.ok === false) return first;
  const last = first?.value.last ?? 1;
  if (last > maxPages) {
    const message = `${question.route}: ${last} pages, more than the ${maxPages} that are read`;
    return err({ kind: 'invalid', message });
  }
  const rest = await pagesFrom(known.length + 1, last);
  const all: T[] = [];
  for (const answer of [...known, ...rest]) {
    if (!answer.ok) return answer;
    all.push(...answer.value.items);
  }
  return ok(all);
}
