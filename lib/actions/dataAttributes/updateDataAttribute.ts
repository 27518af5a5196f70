import { action } from '../../action';
import type { DataAttribute, UpdateDataAttributeInput } from '../../types';

export const process = action<UpdateDataAttributeInput, DataAttribute>({
  title: 'Update a data attribute',
  description: "Changes, archives or brings back one of the workspace's own attributes and returns it.",
  request: 'PUT /data_attributes/{data_attribute_id}',
});
