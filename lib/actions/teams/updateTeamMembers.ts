import { action } from '../../action';
import type { Team, UpdateTeamMembersInput } from '../../types';

export const process = action<UpdateTeamMembersInput, Team>({
  title: 'Update the members of a team',
  description: 'Replaces the whole membership of a team and returns the team: admins who are not named are taken out.',
  request: 'PUT /teams/{team_id}',
  since: 'Preview',
});
