import type { Call, Reply } from './http.ts';

const clamp = (text: string | null, otherwise: number, most: number): number => {
  const value = Number(text ?? otherwise);
  return Number.isInteger(value) && value >= 1 ? Math.min(value, most) : otherwise;
};

/** 30 a page unless asked, never more than 100 (O: parameters/per-page). */
function pageOf(call: Call): { size: number; page: number } {
  return {
    size: clamp(call.query.get('per_page'), 30, 100),
    page: clamp(call.query.get('page'), 1, Number.MAX_SAFE_INTEGER),
  };
}

function linkHeader(call: Call, page: number, last: number): Record<string, string> {
  if (last <= 1) return {};
  const to = (number: number, rel: string): string => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(number));
    return `<${call.self}?${query}>; rel="${rel}"`;
  };
  const before = page > 1 ? [to(page - 1, 'prev')] : [];
  const after = page < last ? [to(page + 1, 'next'), to(last, 'last')] : [];
  const first = page > 1 ? [to(1, 'first')] : [];
  return { link: [...before, ...after, ...first].join(', ') };
}

/**
 * One page of a list, with GitHub's `Link` header. `wrap` puts the page into the envelope that
 * some endpoints use; `total` is then the number over all pages.
 */
export function paged<T>(
  call: Call,
  items: readonly T[],
  show: (item: T) => unknown,
  wrap: (page: unknown[], total: number) => unknown = (page) => page,
): Reply {
  const { size, page } = pageOf(call);
  const shown = items.slice((page - 1) * size, page * size).map(show);
  return {
    status: 200,
    body: wrap(shown, items.length),
    headers: linkHeader(call, page, Math.ceil(items.length / size)),
  };
}
