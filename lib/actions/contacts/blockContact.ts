import { action } from '../../action';
import type { BlockContactInput, BlockContactOutput } from '../../types';

export const process = action<BlockContactInput, BlockContactOutput>({
  title: 'Block a contact',
  description:
    'Blocks a contact, so that nothing more arrives from it, archives its conversations, and returns its ids.',
  request: 'POST /contacts/{contact_id}/block',
  since: '2.13',
});
