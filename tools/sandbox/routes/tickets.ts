import { cursorPages } from '../pages';
import type { Route } from '../router';
import { CONVERSATION_OPERATORS, type Field, runSearch } from '../search';
import type { Taggable } from '../taggables';
import { taggedTicketWire } from '../wire/others';

const FIELDS: Readonly<Record<string, Field<Taggable>>> = {
  id: { type: 'string', of: (ticket) => ticket.id },
  ticket_type_id: { type: 'integer', of: (ticket) => Number(ticket.typeId) },
  created_at: { type: 'stamp', of: (ticket) => ticket.created_at },
  updated_at: { type: 'stamp', of: (ticket) => ticket.updated_at },
};

/** The search of the folder tickets. */
export const ticketRoutes: readonly Route[] = [
  {
    request: 'POST /tickets/search',
    since: '2.10',
    handle: ({ workspace, body, intercom }) => {
      const page = runSearch<Taggable>(body, {
        view: workspace.tickets.all.searched(),
        field: (name) => (Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined),
        operators: CONVERSATION_OPERATORS,
        timezone: workspace.timezone,
        includesSecond: intercom.options.greaterIncludesSecond ?? false,
        standardPage: 20,
        standardSort: 'updated_at',
        cursors: intercom.options.cursors ?? 'keyset',
      });
      return {
        type: 'ticket.list',
        tickets: page.records.map((ticket) => taggedTicketWire(ticket, workspace)),
        total_count: page.totalCount,
        pages: cursorPages(page),
      };
    },
  },
];
