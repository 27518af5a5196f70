import { numberedPage } from '../pages';
import type { Route } from '../router';
import { callWire } from '../wire/others';

/** The list of the folder calls. */
export const callRoutes: readonly Route[] = [
  {
    request: 'GET /calls',
    since: '2.14',
    handle: (call) => {
      const { calls } = call.workspace;
      const { items, pages } = numberedPage(call, [...calls.list].reverse(), 25, 25);
      return {
        type: 'list',
        data: items.map(callWire),
        total_count: calls.list.length,
        pages,
      };
    },
  },
];
