import { action } from '../../action';
import type { CreatePhoneSwitchInput, PhoneSwitch } from '../../types';

export const process = action<CreatePhoneSwitchInput, PhoneSwitch>({
  title: 'Create a phone switch',
  description:
    'Sends a caller a text message with a link by which they go on in the Messenger instead of on the phone.',
  request: 'POST /phone_call_redirects',
  attributes: 'conversation',
});
