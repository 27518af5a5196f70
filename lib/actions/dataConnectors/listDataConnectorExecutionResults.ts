import { action } from '../../action';
import type { ListDataConnectorExecutionResultsInput, ListDataConnectorExecutionResultsOutput } from '../../types';

export const process = action<ListDataConnectorExecutionResultsInput, ListDataConnectorExecutionResultsOutput>({
  title: 'List data connector execution results',
  description: 'Lists the runs of a data connector, those of the last hour unless a span is given.',
  request: 'GET /data_connectors/{data_connector_id}/execution_results',
  since: '2.16',
  paging: { style: 'cursor', items: 'data', max: 30 },
});
