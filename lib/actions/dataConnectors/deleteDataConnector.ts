import { action } from '../../action';
import type { DeleteDataConnectorInput, DeleteDataConnectorOutput } from '../../types';

export const process = action<DeleteDataConnectorInput, DeleteDataConnectorOutput>({
  title: 'Delete a data connector',
  description: 'Deletes a data connector. Intercom refuses unless it is a draft that neither workflows nor Fin use.',
  request: 'DELETE /data_connectors/{data_connector_id}',
  since: '2.16',
});
