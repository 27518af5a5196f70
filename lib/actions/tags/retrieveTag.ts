import { action } from '../../action';
import type { RetrieveTagInput, Tag } from '../../types';

export const process = action<RetrieveTagInput, Tag>({
  title: 'Retrieve a tag',
  description: 'Returns one tag with its name.',
  request: 'GET /tags/{tag_id}',
});
