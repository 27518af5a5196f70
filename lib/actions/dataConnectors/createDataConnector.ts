import { action } from '../../action';
import type { CreateDataConnectorInput, DataConnector } from '../../types';

export const process = action<CreateDataConnectorInput, DataConnector>({
  title: 'Create a data connector',
  description:
    'Creates a data connector as a draft and returns it; updateDataConnector adds what is still missing and sets it live.',
  request: 'POST /data_connectors',
  since: '2.16',
});
