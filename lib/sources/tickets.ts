import type { Filter } from '../intercom/search';
import { optionalText } from '../oih/fields';
import type { StepField } from '../oih/stepField';
import type { Config } from '../oih/types';
import type { Source } from '../polling/source';
import type { Each } from './record';
import { search } from './search';

/** The step field by which a ticket trigger is limited to one type of ticket. */
export const ticketTypeField: Readonly<Record<string, StepField>> = {
  ticketTypeId: {
    label: 'Ticket type',
    viewClass: 'TextFieldView',
    required: false,
    placeholder: '1234',
    note: 'Id of a ticket type, as listTicketTypes gives it: only tickets of that type start the flow. All types when left out.',
  },
};

function typeCondition(config: Config): Filter[] {
  const value = optionalText(config, 'ticketTypeId');
  return value === undefined ? [] : [{ field: 'ticket_type_id', operator: '=', value }];
}

/** Tickets by when they were created or changed. */
export function tickets(stamp: 'created_at' | 'updated_at', each: Each): Source {
  return search('/tickets/search', {
    items: ['tickets', 'data'],
    stamp,
    each,
    conditions: typeCondition,
    since: '2.10',
  });
}
