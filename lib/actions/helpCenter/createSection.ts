import { action } from '../../action';
import type { CreateSectionInput, Section } from '../../types';

export const process = action<CreateSectionInput, Section>({
  title: 'Create a section',
  description:
    'Adds a section to a collection and returns it. Sections ended with API version 2.9; since then createCollection with a parent does it.',
  request: 'POST /help_center/sections',
  until: '2.9',
});
