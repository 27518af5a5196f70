import type { Operation } from '../intercom/operation';
import type { StepField } from '../oih/stepField';
import type { Source } from '../polling/source';
import { chosenKinds } from './kinds';
import { identity } from './record';

/** The step field by which entries are chosen. */
export const eventTypesField: Readonly<Record<string, StepField>> = {
  eventTypes: {
    label: 'Kinds of activity',
    viewClass: 'TextFieldView',
    required: false,
    placeholder: 'admin_login_success, app_name_change',
    note: 'Which entries start the flow, by their activity_type as listActivityLogEventTypes gives it, with commas between. All kinds when left out.',
  },
};

/** 1 January 2011, UNIX seconds: Intercom is no older, and each slice before it would be a call for nothing. */
const FIRST_ENTRY = 1_293_840_000;

/** The admins' activity log, from `since` on, in slices where that lies days back. The step's `eventTypes` choose among its entries. */
export function activityLogs(operation: Operation): Source {
  return {
    operation,
    searchable: false,
    identify: (record) => identity(record, 'created_at', 'occurrence'),
    async *read(intercom, { since, config, log }) {
      const isChosen = chosenKinds(config, 'eventTypes', log);
      // Whether an entry of that very second counts as later is not documented: ask for one more.
      const input = { created_at_after: Math.max(FIRST_ENTRY, since - 1) };
      for await (const { items, answer, readUpTo: progress } of intercom.pages(operation, input, {
        ahead: () => true,
      })) {
        const records = items.filter(({ activity_type }) => isChosen(String(activity_type)));
        yield { records, size: answer.size, ...(progress !== undefined && { progress }) };
      }
    },
  };
}
