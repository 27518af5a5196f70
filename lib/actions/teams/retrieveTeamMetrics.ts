import { action } from '../../action';
import type { RetrieveTeamMetricsInput, RetrieveTeamMetricsOutput } from '../../types';

export const process = action<RetrieveTeamMetricsInput, RetrieveTeamMetricsOutput>({
  title: 'Retrieve the metrics of a team',
  description:
    'Returns for each admin of a team how many conversations are open, idle and snoozed right now. The workspace needs the realtime monitoring feature.',
  request: 'GET /teams/{team_id}/metrics',
  since: '2.16',
  paging: { style: 'single', items: 'data' },
});
