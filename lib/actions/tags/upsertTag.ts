import { composite } from '../../action';
import type { Tag, UpsertTagInput } from '../../types';
import { upsertTag } from '../../upsert/tags';
import { emitSame, hinted } from '../../upsert/upserted';
import { process as createTag } from './createTag';

export const process = composite<UpsertTagInput, Tag>(
  {
    title: 'Create or rename a tag by id or name',
    description:
      'Gives the tag of this id the name; without an id, or with one that leads nowhere, takes the tag that has the name already, or creates it. Returns the tag.',
    calls: [createTag.operation],
  },
  async (intercom, input, step) =>
    emitSame(
      [
        await upsertTag(
          intercom,
          createTag.operation,
          hinted(input, step, 'tag_id', (id) => !id),
        ),
      ],
      step,
    ),
);
