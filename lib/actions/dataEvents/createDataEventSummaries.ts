import { action } from '../../action';
import type { CreateDataEventSummariesInput, CreateDataEventSummariesOutput } from '../../types';

export const process = action<CreateDataEventSummariesInput, CreateDataEventSummariesOutput>({
  title: 'Send a data event summary',
  description: 'Tells Intercom how often, and when first and last, a user did something, and emits accepted.',
  request: 'POST /events/summaries',
  empty: 'accepted',
});
