import { action } from '../../action';
import type { ListContactTagsInput, ListContactTagsOutput } from '../../types';

export const process = action<ListContactTagsInput, ListContactTagsOutput>({
  title: 'List the tags of a contact',
  description: 'Returns all tags that a contact carries.',
  request: 'GET /contacts/{contact_id}/tags',
  paging: { style: 'single', items: 'data' },
});
