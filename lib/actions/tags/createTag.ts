import { action } from '../../action';
import type { CreateTagInput, CreateTagOutput } from '../../types';

export const process = action<CreateTagInput, CreateTagOutput>({
  title: 'Create, rename or apply a tag',
  description:
    'Creates a tag or renames one; or puts it on companies or contacts, or takes it off companies, creating it where it does not exist. Returns the tag.',
  request: 'POST /tags',
  rename: { tag_id: 'id' },
});
