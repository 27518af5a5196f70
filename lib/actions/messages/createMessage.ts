import { action } from '../../action';
import type { CreateMessageInput, Message } from '../../types';

export const process = action<CreateMessageInput, Message>({
  title: 'Create a message',
  description:
    'Sends a message from a teammate to contacts, or from a contact to the workspace, and returns it. A conversation begins when the contact answers, or at once where that is asked for. Intercom may answer 404 for a contact that was created a moment ago.',
  request: 'POST /messages',
});
