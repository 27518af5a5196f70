import { action } from '../../action';
import type { DataConnector, UpdateDataConnectorInput } from '../../types';

export const process = action<UpdateDataConnectorInput, DataConnector>({
  title: 'Update a data connector',
  description: 'Changes the fields of a data connector that are given, leaves the others, and returns it.',
  request: 'PATCH /data_connectors/{data_connector_id}',
  since: '2.16',
});
