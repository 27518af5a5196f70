import { action } from '../../action';
import type { CustomObjectInstanceDeleted, DeleteCustomObjectInstanceInput } from '../../types';

export const process = action<DeleteCustomObjectInstanceInput, CustomObjectInstanceDeleted>({
  title: 'Delete a custom object instance',
  description: 'Deletes an instance, named by the id from Intercom, for good and confirms it.',
  request: 'DELETE /custom_object_instances/{custom_object_type_identifier}/{custom_object_instance_id}',
  since: '2.13',
});
