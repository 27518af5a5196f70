import { action } from '../../action';
import type { ArchiveContactInput, ArchiveContactOutput } from '../../types';

export const process = action<ArchiveContactInput, ArchiveContactOutput>({
  title: 'Archive a contact',
  description:
    'Takes a contact out of lists and searches without deleting it, and returns its ids; unarchiveContact brings it back.',
  request: 'POST /contacts/{contact_id}/archive',
});
