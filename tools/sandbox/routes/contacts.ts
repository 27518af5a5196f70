import type { Contact } from '../contact';
import { mergeRefusal } from '../contacts';
import { readPage } from '../cursors';
import { invalid, notFound } from '../errors';
import { contactFields } from '../fields';
import { boolean, perPage, requiredText } from '../input';
import { cursorPages, numberedPage } from '../pages';
import type { Call, Route } from '../router';
import { CONTACT_OPERATORS, inMilliseconds, runSearch } from '../search';
import { isFrom } from '../versions';
import { contactReference, contactWire, mergeWire } from '../wire/contact';
import { companyWire, segmentWire, subscriptionWire } from '../wire/others';

const shown = (call: Call, contact: Contact): object =>
  contactWire(contact, call.workspace, call.version, call.query.get('include_merge_history') === 'true');

// Versions before 2.16 know no 410: a merged contact is simply gone.
function read(call: Call, id: string): Contact {
  const { workspace, version } = call;
  return unlessHidden(call, workspace.contacts.get(id, isFrom(version, '2.16')));
}

function unlessHidden({ intercom }: Call, contact: Contact): Contact {
  if (contact.archived && intercom.options.hidesArchived) throw notFound('Contact');
  return contact;
}

/** The folder contacts, but for bulk jobs. */
export const contactRoutes: readonly Route[] = [
  {
    request: 'POST /contacts',
    handle: (call) => shown(call, call.workspace.contacts.create(call.body)),
  },
  {
    request: 'GET /contacts',
    handle: (call) => {
      const { workspace, query, intercom } = call;
      const sorted = workspace.contacts.all.listed().sortedBy('created_at', (contact) => contact.created_at);
      const page = readPage<Contact>({
        sorted,
        sortValue: (contact) => inMilliseconds(contact.created_at),
        descending: true,
        perPage: perPage(query.get('per_page'), 10, 150),
        cursor: query.get('starting_after') ?? undefined,
        kind: intercom.options.cursors ?? 'keyset',
      });
      return {
        type: 'list',
        data: page.records.map((contact) => shown(call, contact)),
        total_count: page.totalCount,
        pages: cursorPages(page),
      };
    },
  },
  {
    request: 'POST /contacts/search',
    handle: (call) => {
      const { workspace, intercom, version } = call;
      const byDay = version !== 'Preview';
      const page = runSearch<Contact>(call.body, {
        view: workspace.contacts.all.searched(),
        field: contactFields(workspace, byDay),
        operators: CONTACT_OPERATORS,
        timezone: workspace.timezone,
        includesSecond: intercom.options.greaterIncludesSecond ?? false,
        standardPage: 50,
        standardSort: 'created_at',
        cursors: intercom.options.cursors ?? 'keyset',
      });
      return {
        type: 'list',
        data: page.records.map((contact) => shown(call, contact)),
        total_count: page.totalCount,
        pages: cursorPages(page),
      };
    },
  },
  {
    request: 'GET /contacts/find_by_external_id/{external_id}',
    since: '2.13',
    handle: (call) => {
      const contact = call.workspace.contacts.byExternalId(call.path('external_id'));
      // Leads are not found this way (Intercom's reference).
      if (contact?.role !== 'user') throw notFound('Contact');
      return shown(call, unlessHidden(call, contact));
    },
  },
  {
    request: 'GET /contacts/activities',
    since: 'Preview',
    handle: ({ workspace, query, intercom }) => {
      const records = workspace.contacts.activities.map((activity, index) => ({
        id: `${activity.at}000.${String(index + 1).padStart(6, '0')}`,
        created_at: activity.at,
        updated_at: activity.at,
        activity,
      }));
      const page = readPage({
        sorted: records,
        sortValue: (record) => inMilliseconds(record.created_at),
        descending: false,
        perPage: perPage(query.get('per_page'), 50, 150),
        cursor: query.get('starting_after') ?? undefined,
        kind: intercom.options.cursors ?? 'keyset',
      });
      return {
        type: 'list',
        data: page.records.map(({ id, activity }) => ({
          type: 'contact_activity',
          id,
          event_type: activity.event,
          contact_id: activity.contact.id,
          external_id: activity.contact.external_id ?? null,
          role: activity.contact.role,
          ...(activity.from === undefined ? {} : { merge_source_id: activity.from, merge_target_id: activity.into }),
          created_at: activity.at,
        })),
        pages: {
          type: 'pages',
          per_page: page.perPage,
          ...(page.next === undefined ? {} : { next: { starting_after: page.next } }),
        },
      };
    },
  },
  {
    request: 'POST /contacts/merge',
    handle: (call) => {
      const { body, workspace, version } = call;
      // From 2.16 on two contacts must share an e-mail address or a phone number, unless the client says that they need not.
      const onlyDuplicates = isFrom(version, '2.16') && boolean(body, 'skip_duplicate_validation') !== true;
      const [from, into] = [requiredText(body, 'from'), requiredText(body, 'into')];
      return shown(call, workspace.contacts.merge(from, into, onlyDuplicates));
    },
  },
  {
    request: 'POST /contacts/merge/preview',
    since: 'Preview',
    handle: ({ body, workspace }) => {
      const from = workspace.contacts.get(requiredText(body, 'from'));
      const into = workspace.contacts.get(requiredText(body, 'into'));
      const refusal = mergeRefusal(from, into, boolean(body, 'skip_duplicate_validation') !== true);
      const attributes = (['name', 'email', 'phone'] as const)
        .filter((field) => from[field])
        .map((field) => ({
          field,
          outcome: into[field] ? 'discarded' : 'adopted',
          from_value: from[field],
          ...(into[field] ? { into_value: into[field] } : {}),
          new_into_value: into[field] || from[field],
        }));
      const counts = (contact: Contact) => ({
        conversations: [...workspace.conversations.all.values()].filter((one) => one.contacts.includes(contact.id))
          .length,
        tags: contact.tags.length,
        notes: contact.notes.length,
      });
      const [ofFrom, ofInto] = [counts(from), counts(into)];
      const none = { from: 0, into: 0 };
      return {
        allowed: refusal === undefined,
        summary: {
          attribute_changes: { attributes, total_count: attributes.length },
          reassignments: {
            conversations: { from: ofFrom.conversations, into: ofInto.conversations },
            tickets: none,
            phone_calls: none,
            tags: { from: ofFrom.tags, into: ofInto.tags },
            notes: { from: ofFrom.notes, into: ofInto.notes },
          },
        },
      };
    },
  },
  {
    request: 'GET /contacts/{contact_id}',
    handle: (call) => shown(call, read(call, call.path('contact_id'))),
  },
  {
    request: 'PUT /contacts/{contact_id}',
    handle: (call) => shown(call, call.workspace.contacts.update(read(call, call.path('contact_id')).id, call.body)),
  },
  {
    request: 'DELETE /contacts/{contact_id}',
    handle: ({ workspace, path }) => contactReference(workspace.contacts.delete(path('contact_id')), { deleted: true }),
  },
  {
    request: 'POST /contacts/{contact_id}/archive',
    handle: ({ workspace, path }) =>
      contactReference(workspace.contacts.archive(path('contact_id')), { archived: true }),
  },
  {
    request: 'POST /contacts/{contact_id}/unarchive',
    handle: ({ workspace, path }) =>
      contactReference(workspace.contacts.unarchive(path('contact_id')), { archived: false }),
  },
  {
    request: 'POST /contacts/{contact_id}/block',
    since: '2.13',
    handle: ({ workspace, path }) => contactReference(workspace.contacts.block(path('contact_id')), { blocked: true }),
  },
  {
    request: 'GET /contacts/{contact_id}/companies',
    handle: (call) => {
      const { workspace } = call;
      const contact = workspace.contacts.get(call.path('contact_id'));
      const companies = contact.companies.map((id) => companyWire(workspace.companies.get(id), workspace));
      const { items, pages } = numberedPage(call, companies, 50, 60);
      return { type: 'list', data: items, pages, total_count: companies.length };
    },
  },
  {
    request: 'GET /contacts/{contact_id}/segments',
    handle: ({ workspace, path }) => {
      const contact = workspace.contacts.get(path('contact_id'));
      return {
        type: 'list',
        data: workspace.segments.filter((segment) => contact.segments.includes(segment.id)).map(segmentWire),
      };
    },
  },
  {
    request: 'GET /contacts/{contact_id}/subscriptions',
    handle: ({ workspace, path }) => {
      const { opted_in, opted_out } = workspace.contacts.get(path('contact_id'));
      const known = new Set([...opted_in, ...opted_out]);
      return {
        type: 'list',
        data: workspace.subscriptionTypes.filter(({ id }) => known.has(id)).map(subscriptionWire),
      };
    },
  },
  {
    request: 'GET /contacts/{contact_id}/merge_history',
    since: '2.16',
    handle: ({ workspace, path, query }) => {
      const { merges } = workspace.contacts.get(path('contact_id'));
      const order = query.get('order') ?? 'desc';
      if (order !== 'asc' && order !== 'desc') throw invalid('order', 'order is asc or desc');
      const size = perPage(query.get('per_page'), 50, 150);
      const entries = order === 'desc' ? merges : [...merges].reverse();
      const from = readOpaque(query.get('cursor'));
      const until = from + size;
      const more = until < entries.length;
      return {
        type: 'list',
        data: entries.slice(from, until).map(mergeWire),
        next_cursor: more ? Buffer.from(JSON.stringify({ from: until })).toString('base64') : null,
        has_more: more,
      };
    },
  },
];

function readOpaque(cursor: string | null): number {
  if (cursor === null) return 0;
  const found = /^\{"from":(\d+)\}$/.exec(Buffer.from(cursor, 'base64').toString('utf8'));
  if (!found) throw invalid('cursor', 'This cursor is not one of ours');
  return Number(found[1]);
}
