import { err, ok, type Result } from '../model/result.ts';
import type { ApiRequest, ApiResponse, Client } from './client.ts';
import { fieldsOf, listOf } from './decode.ts';

/** GitHub's maximum page size (docs.github.com, "Using pagination in the REST API", read 2026-11-22). */
export const PAGE_SIZE = 100;

/** Maximum number of pages. A longer list is refused instead of read for minutes. */
const MAX_PAGES = 100;

/**
 * Returns the items of every page. The first page has the number of the others, which are requested
 * in parallel. One refused page refuses the list, and so does a list that ends before its
 * `total_count`, because a part would look like the full list: GitHub lists at most 1,000 runs of a
 * commit (REST "List workflow runs for a repository", read 2026-11-29).
 * `key` is that of the list in the response; without it the response itself is the list.
 */
export async function requestAllPages<D, T>(
  client: Client,
  request: ApiRequest,
  read: (item: D) => T,
  key?: string,
): Promise<Result<readonly T[]>> {
  const page = (number: number): Promise<Result<Page<T>>> =>
    client.request(
      { ...request, params: { ...request.params, per_page: PAGE_SIZE, page: number } },
      (_data, response) => ({
        items: itemsOf<D>(response, key).map(read),
        last: lastPage(response),
        total: totalOf(response),
      }),
    );

  const first = await page(1);
  if (!first.ok) return first;
  const { last } = first.value;
  if (last > MAX_PAGES) {
    const message = `${request.route}: ${last} pages, more than the ${MAX_PAGES} that are read`;
    return err({ kind: 'cut', message });
  }
  const rest = await Promise.all(Array.from({ length: last - 1 }, (_, at) => page(at + 2)));
  const all: T[] = [];
  let total = Number.POSITIVE_INFINITY;
  for (const result of [first, ...rest]) {
    if (!result.ok) return result;
    all.push(...result.value.items);
    // An item that was deleted between two pages is not missing.
    total = Math.min(total, result.value.total ?? all.length);
  }
  if (all.length >= total) return ok(all);
  const message = `${request.route}: GitHub lists ${all.length} of ${total} items`;
  return err({ kind: 'cut', message });
}

interface Page<T> {
  readonly items: readonly T[];
  readonly last: number;
  /** `total_count`; missing where the response is the list itself. */
  readonly total: number | undefined;
}

function itemsOf<D>({ data }: ApiResponse, key: string | undefined): readonly D[] {
  const what = key ?? 'the answer';
  const items = listOf(key === undefined ? data : fieldsOf(data, 'answer')[key], what);
  return items.map((item) => fieldsOf(item, `an item of ${what}`) as D);
}

function totalOf({ data }: ApiResponse): number | undefined {
  const total = Array.isArray(data) ? undefined : fieldsOf(data, 'answer')['total_count'];
  return typeof total === 'number' ? total : undefined;
}

function lastPage(response: ApiResponse): number {
  const total = totalOf(response) ?? 0;
  return Math.max(1, Math.ceil(total / PAGE_SIZE), lastByLink(response));
}

/** Returns the number of the last page by the `Link` header; 1 without one. */
function lastByLink({ headers }: ApiResponse): number {
  const last = /<([^>]*)>;\s*rel="last"/.exec(String(headers['link'] ?? ''))?.[1];
  const page = last === undefined ? Number.NaN : Number(new URL(last).searchParams.get('page'));
  return Number.isInteger(page) && page > 0 ? page : 1;
}
