import { action } from '../../action';
import type { CustomObjectInstance, RetrieveCustomObjectInstanceInput } from '../../types';

export const process = action<RetrieveCustomObjectInstanceInput, CustomObjectInstance>({
  title: 'Retrieve a custom object instance',
  description:
    'Fetches one instance by the id that Intercom gave it; listCustomObjectInstances finds one by external_id.',
  request: 'GET /custom_object_instances/{custom_object_type_identifier}/{custom_object_instance_id}',
  since: '2.13',
});
