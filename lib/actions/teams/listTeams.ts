import { action } from '../../action';
import type { ListTeamsInput, ListTeamsOutput } from '../../types';

export const process = action<ListTeamsInput, ListTeamsOutput>({
  title: 'List teams',
  description: 'Returns all teams of the workspace, with the ids of their admins.',
  request: 'GET /teams',
  paging: { style: 'single', items: 'teams' },
});
