import { action } from '../../action';
import type { ListDataConnectorsInput, ListDataConnectorsOutput } from '../../types';

export const process = action<ListDataConnectorsInput, ListDataConnectorsOutput>({
  title: 'List data connectors',
  description: 'Lists the data connectors of the workspace in short, the one that changed last first.',
  request: 'GET /data_connectors',
  since: '2.16',
  paging: { style: 'cursor', items: 'data', max: 50 },
});
