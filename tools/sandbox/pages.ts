import type { Page } from './cursors';
import { invalid } from './errors';
import { perPage } from './input';
import type { Call } from './router';

/** `pages` of a cursor list: `next` only where there is more. */
export const cursorPages = <T>({ page, perPage, totalCount, next }: Page<T>): object => ({
  type: 'pages',
  page,
  per_page: perPage,
  total_pages: Math.ceil(totalCount / perPage),
  ...(next === undefined ? {} : { next: { per_page: perPage, starting_after: next } }),
});

/** One page of a list that is paged by number and links its next page by URL. */
export interface NumberedPage<T> {
  readonly items: readonly T[];
  readonly pages: object;
}

/** Cuts the page that the query's `page` and `per_page` ask for; `next` is a URL on the host that was asked, or null. */
export function numberedPage<T>(call: Call, items: readonly T[], standard: number, max: number): NumberedPage<T> {
  const size = perPage(call.query.get('per_page'), standard, max);
  const page = Number(call.query.get('page') ?? 1);
  if (!Number.isInteger(page) || page < 1) throw invalid('page', 'page counts from 1');
  const totalPages = Math.ceil(items.length / size);
  const next = new URL(call.url);
  next.searchParams.set('page', String(page + 1));
  next.searchParams.set('per_page', String(size));
  return {
    items: items.slice((page - 1) * size, page * size),
    pages: { type: 'pages', next: page < totalPages ? next.href : null, page, per_page: size, total_pages: totalPages },
  };
}
