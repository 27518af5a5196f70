import { action } from '../../action';
import type { CreateDataEventInput, CreateDataEventOutput } from '../../types';

export const process = action<CreateDataEventInput, CreateDataEventOutput>({
  title: 'Send a data event',
  description:
    'Tells Intercom that a contact did something, and emits accepted; sending the same event again does no harm.',
  request: 'POST /events',
  rename: { contact_id: 'id' },
  empty: 'accepted',
});
