import { action } from '../../action';
import type { CreateDataAttributeInput, DataAttribute } from '../../types';

export const process = action<CreateDataAttributeInput, DataAttribute>({
  title: 'Create a data attribute',
  description:
    'Makes a new attribute for contacts or companies and returns it; values then go into their custom_attributes.',
  request: 'POST /data_attributes',
});
