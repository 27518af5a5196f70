import { action } from '../../action';
import type { CustomObjectInstanceDeleted, DeleteCustomObjectInstanceByExternalIdInput } from '../../types';

export const process = action<DeleteCustomObjectInstanceByExternalIdInput, CustomObjectInstanceDeleted>({
  title: 'Delete a custom object instance by external id',
  description: 'Deletes an instance, named by its id in the system it comes from, for good and confirms it.',
  request: 'DELETE /custom_object_instances/{custom_object_type_identifier}',
  since: '2.13',
  query: ['external_id'],
});
