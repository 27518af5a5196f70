import { action } from '../../action';
import type { ListAwayStatusReasonsInput, ListAwayStatusReasonsOutput } from '../../types';

export const process = action<ListAwayStatusReasonsInput, ListAwayStatusReasonsOutput>({
  title: 'List away status reasons',
  description: 'Returns the reasons that admins of the workspace can give for being away; deleted ones are marked.',
  request: 'GET /away_status_reasons',
  since: '2.14',
  paging: { style: 'single', items: 'data' },
});
