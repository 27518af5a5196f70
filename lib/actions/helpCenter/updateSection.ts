import { action } from '../../action';
import type { Section, UpdateSectionInput } from '../../types';

export const process = action<UpdateSectionInput, Section>({
  title: 'Update a section',
  description:
    'Renames, translates or moves a section and returns it; what is left out stays. Sections ended with API version 2.9.',
  request: 'PUT /help_center/sections/{section_id}',
  until: '2.9',
});
