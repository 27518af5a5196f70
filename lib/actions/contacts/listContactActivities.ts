import { action } from '../../action';
import type { ListContactActivitiesInput, ListContactActivitiesOutput } from '../../types';

export const process = action<ListContactActivitiesInput, ListContactActivitiesOutput>({
  title: 'List contact activities',
  description:
    'Lists what happened to contacts as records, oldest first: creations, changes of role, deletions and merges.',
  request: 'GET /contacts/activities',
  since: 'Preview',
  paging: { style: 'cursor', items: 'data', max: 150 },
});
