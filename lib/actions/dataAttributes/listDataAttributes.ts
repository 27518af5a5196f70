import { action } from '../../action';
import type { ListDataAttributesInput, ListDataAttributesOutput } from '../../types';

export const process = action<ListDataAttributesInput, ListDataAttributesOutput>({
  title: 'List data attributes',
  description: "Lists the attributes of contacts and companies, the built-in ones and the workspace's own.",
  request: 'GET /data_attributes',
  paging: { style: 'single', items: 'data' },
});
