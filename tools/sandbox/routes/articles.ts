import { numberedPage } from '../pages';
import type { Call, Route } from '../router';
import type { Taggables } from '../taggables';
import { articleWire } from '../wire/others';

/** The whole list, those that changed last first. */
function list(call: Call, { all, kind }: Taggables): object {
  const sorted = all.listed().sortedBy('updated_at', (one) => one.updated_at);
  const { items, pages } = numberedPage(call, [...sorted].reverse(), 50, 250);
  return {
    type: 'list',
    data: items.map((one) => articleWire(one, kind)),
    total_count: all.size,
    pages,
  };
}

/** The lists of the folders articles and internalArticles. */
export const articleRoutes: readonly Route[] = [
  { request: 'GET /articles', handle: (call) => list(call, call.workspace.articles) },
  {
    request: 'GET /internal_articles',
    since: '2.13',
    handle: (call) => list(call, call.workspace.internalArticles),
  },
];
