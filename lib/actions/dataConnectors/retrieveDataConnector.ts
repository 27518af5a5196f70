import { action } from '../../action';
import type { DataConnector, RetrieveDataConnectorInput } from '../../types';

export const process = action<RetrieveDataConnectorInput, DataConnector>({
  title: 'Retrieve a data connector',
  description: 'Returns a data connector with its whole configuration; header values are hidden.',
  request: 'GET /data_connectors/{data_connector_id}',
  since: '2.16',
});
