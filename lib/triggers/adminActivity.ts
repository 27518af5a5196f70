import { process as listActivityLogs } from '../actions/admins/listActivityLogs';
import { polling } from '../polling';
import { activityLogs, eventTypesField } from '../sources/activityLogs';

export const process = polling({
  title: 'Admin activity',
  description: 'Starts the flow once for each entry in the log of what teammates did in the workspace.',
  source: activityLogs(listActivityLogs.operation),
  fields: eventTypesField,
});
