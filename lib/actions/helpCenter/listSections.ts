import { action } from '../../action';
import type { ListSectionsInput, ListSectionsOutput } from '../../types';

export const process = action<ListSectionsInput, ListSectionsOutput>({
  title: 'List sections',
  description:
    'Lists the sections of all collections, the most recently changed first. Sections ended with API version 2.9.',
  request: 'GET /help_center/sections',
  until: '2.9',
  // Read like listCollections, its sister, for which more is known of the paging.
  paging: { style: 'nextUrl', items: 'data' },
});
