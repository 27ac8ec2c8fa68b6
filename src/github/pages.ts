import { err, ok, type Result } from '../model/result.ts';
import type { ApiRequest, ApiResponse, Client } from './client.ts';
import { fieldsOf, listOf } from './decode.ts';

/** GitHub's maximum page size (docs.github.com, "Using pagination in the REST API", read 2026-11-22). */
export const PAGE_SIZE = 100;

/** Maximum number of pages. A longer list is refused instead of read for minutes. */
const MAX_PAGES = 100;

/**
 * Returns the items of every page. The first page has the number of the others, which are requested
 * in parallel. One refused page refuses the list, because a part would look like the full list.
 * `key` is that of the list in the response; without it the response itself is the list.
 */
export async function requestAllPages<D, T>(
  client: Client,
  request: ApiRequest,
  read: (item: D) => T,
  key?: string,
): Promise<Result<readonly T[]>> {
  const page = (number: number): Promise<Result<{ items: readonly T[]; last: number }>> =>
    client.request(
      { ...request, params: { ...request.params, per_page: PAGE_SIZE, page: number } },
      (_data, response) => ({
        items: itemsOf<D>(response, key).map(read),
        last: lastPage(response),
      }),
    );

  const first = await page(1);
  if (!first.ok) return first;
  const { last } = first.value;
  if (last > MAX_PAGES) {
    const message = `${request.route}: ${last} pages, more than the ${MAX_PAGES} that are read`;
    return err({ kind: 'invalid', message });
  }
  const rest = await Promise.all(Array.from({ length: last - 1 }, (_, at) => page(at + 2)));
  const all: T[] = [];
  for (const result of [first, ...rest]) {
    if (!result.ok) return result;
    all.push(...result.value.items);
  }
  return ok(all);
}

function itemsOf<D>({ data }: ApiResponse, key: string | undefined): readonly D[] {
  const what = key ?? 'the answer';
  const items = listOf(key === undefined ? data : fieldsOf(data, 'answer')[key], what);
  return items.map((item) => fieldsOf(item, `an item of ${what}`) as D);
}

function lastPage(response: ApiResponse): number {
  const total = Array.isArray(response.data)
    ? undefined
    : fieldsOf(response.data, 'answer')['total_count'];
  return typeof total === 'number'
    ? Math.max(1, Math.ceil(total / PAGE_SIZE), lastByLink(response))
    : lastByLink(response);
}

/** Returns the number of the last page by the `Link` header; 1 without one. */
function lastByLink({ headers }: ApiResponse): number {
  const last = /<([^>]*)>;\s*rel="last"/.exec(String(headers['link'] ?? ''))?.[1];
  const page = last === undefined ? Number.NaN : Number(new URL(last).searchParams.get('page'));
  return Number.isInteger(page) && page > 0 ? page : 1;
}
