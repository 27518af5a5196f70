import { action } from '../../action';
import type { CreateCustomObjectInstanceInput, CustomObjectInstance } from '../../types';

export const process = action<CreateCustomObjectInstanceInput, CustomObjectInstance>({
  title: 'Create or update a custom object instance',
  description: 'Updates the instance that has the given external_id, or creates one, and returns it.',
  request: 'POST /custom_object_instances/{custom_object_type_identifier}',
  since: '2.13',
});
