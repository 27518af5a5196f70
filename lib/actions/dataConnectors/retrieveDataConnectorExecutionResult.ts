import { action } from '../../action';
import type { DataConnectorExecution, RetrieveDataConnectorExecutionResultInput } from '../../types';

export const process = action<RetrieveDataConnectorExecutionResultInput, DataConnectorExecution>({
  title: 'Retrieve a data connector execution result',
  description: 'Returns a run of a data connector with the bodies of request and answer.',
  request: 'GET /data_connectors/{data_connector_id}/execution_results/{execution_result_id}',
  since: '2.16',
});
