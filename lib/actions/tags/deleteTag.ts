import { action } from '../../action';
import type { DeleteTagInput, DeleteTagOutput } from '../../types';

export const process = action<DeleteTagInput, DeleteTagOutput>({
  title: 'Delete a tag',
  description:
    'Deletes a tag from the workspace. Intercom refuses while something depends on it, such as a segment or a workflow.',
  request: 'DELETE /tags/{tag_id}',
  empty: 'deleted',
});
