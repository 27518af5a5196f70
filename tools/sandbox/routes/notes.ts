import { requiredText, text } from '../input';
import type { Note } from '../notes';
import { numberedPage } from '../pages';
import type { Call, Route } from '../router';
import { noteWire } from '../wire/others';

function list(call: Call, ids: readonly string[]): object {
  const { items, pages } = numberedPage(call, ids, 50, 150);
  return {
    type: 'list',
    data: items.map((id) => noteWire(call.workspace.notes.get(id), call.workspace)),
    total_count: ids.length,
    pages,
  };
}

function create({ workspace, body }: Call, about: Note['about']): object {
  const adminId = text(body, 'admin_id') ?? undefined;
  return noteWire(workspace.notes.create(about, requiredText(body, 'body'), adminId), workspace);
}

/** The folder notes. */
export const noteRoutes: readonly Route[] = [
  {
    request: 'GET /contacts/{contact_id}/notes',
    handle: (call) => list(call, call.workspace.contacts.get(call.path('contact_id')).notes),
  },
  {
    request: 'POST /contacts/{contact_id}/notes',
    handle: (call) => create(call, { type: 'contact', id: call.workspace.contacts.get(call.path('contact_id')).id }),
  },
  {
    request: 'GET /companies/{company_id}/notes',
    since: '2.15',
    handle: (call) => list(call, call.workspace.companies.get(call.path('company_id'), 'company_not_found').notes),
  },
  {
    request: 'POST /companies/{company_id}/notes',
    since: '2.16',
    handle: (call) => {
      const company = call.workspace.companies.get(call.path('company_id'), 'company_not_found');
      return create(call, { type: 'company', id: company.id });
    },
  },
  {
    request: 'GET /notes/{note_id}',
    handle: ({ workspace, path }) => noteWire(workspace.notes.get(path('note_id')), workspace),
  },
];
