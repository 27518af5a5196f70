import { action } from '../../action';
import type { RetrieveSectionInput, Section } from '../../types';

export const process = action<RetrieveSectionInput, Section>({
  title: 'Retrieve a section',
  description: 'Returns one section with its name in every language. Sections ended with API version 2.9.',
  request: 'GET /help_center/sections/{section_id}',
  until: '2.9',
});
