import { action } from '../../action';
import type { ListCustomObjectInstancesInput, ListCustomObjectInstancesOutput } from '../../types';

export const process = action<ListCustomObjectInstancesInput, ListCustomObjectInstancesOutput>({
  title: 'List custom object instances',
  description:
    'Lists the instances of a type, all or those tied to a contact or a conversation; with external_id it fetches that one instance. Up to version 2.15 only the latter works.',
  request: 'GET /custom_object_instances/{custom_object_type_identifier}',
  since: '2.13',
  paging: { style: 'nextUrl', items: 'data', max: 150 },
});
