import { action } from '../../action';
import type { UpdateVisitorInput, Visitor } from '../../types';

export const process = action<UpdateVisitorInput, Visitor>({
  title: 'Update a visitor',
  description: 'Changes the name or the custom attributes of a visitor and returns it.',
  request: 'PUT /visitors',
  attributes: 'contact',
  rename: { visitor_id: 'id' },
});
