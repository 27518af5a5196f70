import { action } from '../../action';
import type { RetrieveTeamInput, Team } from '../../types';

export const process = action<RetrieveTeamInput, Team>({
  title: 'Retrieve a team',
  description: 'Returns one team with the ids of its admins.',
  request: 'GET /teams/{team_id}',
});
