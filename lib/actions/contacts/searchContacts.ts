import { action } from '../../action';
import type { SearchContactsInput, SearchContactsOutput } from '../../types';

export const process = action<SearchContactsInput, SearchContactsOutput>({
  title: 'Search contacts',
  description:
    'Finds contacts by their attributes. Up to version 2.16 times in the query match whole days of the workspace, and a new or changed contact can take minutes to be found.',
  request: 'POST /contacts/search',
  query: ['include_merge_history'],
  paging: { style: 'bodyCursor', items: 'data', max: 150 },
});
