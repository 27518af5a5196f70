import { action } from '../../action';
import type { DeleteSectionInput, DeleteSectionOutput } from '../../types';

export const process = action<DeleteSectionInput, DeleteSectionOutput>({
  title: 'Delete a section',
  description: 'Deletes a section and confirms it. Sections ended with API version 2.9.',
  request: 'DELETE /help_center/sections/{section_id}',
  until: '2.9',
});
