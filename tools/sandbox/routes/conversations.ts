import type { Conversation, Reply } from '../conversation';
import { readPage } from '../cursors';
import { invalid, missing, notFound } from '../errors';
import { conversationFields } from '../fields';
import { boolean, integer, objectAt, oneOf, perPage, requiredText, text } from '../input';
import { cursorPages, numberedPage } from '../pages';
import { asPlainText } from '../plainText';
import type { Body, Call, Route } from '../router';
import { CONVERSATION_OPERATORS, inMilliseconds, runSearch } from '../search';
import { conversationWire, partWire, teammate, wholeConversation } from '../wire/conversation';
import { ticketWire } from '../wire/others';
import type { Workspace } from '../workspace';

const whole = ({ workspace, version, query }: Call, conversation: Conversation): object => {
  const displayAs = query.get('display_as');
  if (displayAs !== null && displayAs !== 'plaintext' && displayAs !== 'html') {
    throw invalid('display_as', 'display_as is plaintext or html');
  }
  const shown = wholeConversation(conversation, workspace, version);
  return displayAs === 'plaintext' ? asPlainText(shown) : shown;
};

/** The contact that a body names in one of three ways. */
function contactFrom(workspace: Workspace, body: Body): string {
  const { contacts } = workspace;
  const id = text(body, 'intercom_user_id');
  if (id) return contacts.get(id).id;
  const userId = text(body, 'user_id');
  if (userId) return (contacts.byExternalId(userId) ?? contacts.get('')).id;
  const email = text(body, 'email');
  if (email) return (contacts.byEmail(email).find((contact) => !contact.archived) ?? contacts.get('')).id;
  throw missing('intercom_user_id', 'A contact is named by intercom_user_id, user_id or email');
}

function replyFrom({ workspace, body }: Call): Reply {
  const author = oneOf(body.type, 'type', ['admin', 'user']);
  const type = oneOf(body.message_type, 'message_type', ['comment', 'note', 'quick_reply']);
  const as =
    author === 'admin'
      ? workspace.admins.get(requiredText(body, 'admin_id'), 'not_found').id
      : contactFrom(workspace, body);
  const urls = body.attachment_urls ?? [];
  if (!Array.isArray(urls)) throw invalid('attachment_urls', 'attachment_urls must be a list');
  if (type === 'quick_reply' ? !Array.isArray(body.reply_options) : !text(body, 'body') && urls.length === 0) {
    throw missing(type === 'quick_reply' ? 'reply_options' : 'body');
  }
  const createdAt = integer(body, 'created_at');
  return {
    as,
    type,
    body: text(body, 'body') ?? null,
    attachments: urls.map(String),
    ...(typeof createdAt === 'number' ? { created_at: createdAt } : {}),
  };
}

// `last` stands for the newest conversation of the contact who replies.
function targetOf({ workspace, path }: Call, as: string): string {
  const id = path('conversation_id');
  if (id !== 'last') return id;
  const own = [...workspace.conversations.all.values()].filter((conversation) => conversation.contacts.includes(as));
  const newest = own.sort((a, b) => a.created_at - b.created_at || (a.id < b.id ? -1 : 1)).at(-1);
  if (!newest) throw notFound('Conversation');
  return newest.id;
}

function manage({ workspace, body, path }: Call): Conversation {
  const { conversations } = workspace;
  const id = conversations.get(path('conversation_id')).id;
  const type = oneOf(body.message_type, 'message_type', ['close', 'snoozed', 'open', 'assignment']);
  const adminId = requiredText(body, 'admin_id');
  if (type === 'close') return conversations.close(id, adminId, text(body, 'body') ?? null);
  if (type === 'open') return conversations.open(id, adminId);
  if (type === 'snoozed') {
    const until = integer(body, 'snoozed_until');
    if (typeof until !== 'number') throw missing('snoozed_until');
    return conversations.snooze(id, adminId, until);
  }
  const kind = oneOf(body.type, 'type', ['admin', 'team']);
  return conversations.assign(id, adminId, kind, requiredText(body, 'assignee_id'), text(body, 'body') ?? null);
}

const customers = (workspace: Workspace, { contacts }: Conversation): object => ({
  customers: contacts.map((id) => ({ type: workspace.contacts.all.get(id)?.role ?? 'user', id })),
});

/** The folder conversations. */
export const conversationRoutes: readonly Route[] = [
  {
    request: 'POST /conversations',
    handle: ({ workspace, body }) => {
      const from = objectAt(body, 'from');
      if (!from) throw missing('from');
      const type = oneOf(from.type, 'from.type', ['lead', 'user', 'contact']);
      const contact = workspace.contacts.get(requiredText(from, 'id'));
      if (type !== 'contact' && type !== contact.role) throw notFound('Contact');
      const subject = text(body, 'subject');
      const createdAt = integer(body, 'created_at');
      const conversation = workspace.conversations.create({
        by: contact.id,
        body: requiredText(body, 'body'),
        ...(subject ? { subject } : {}),
        ...(typeof createdAt === 'number' ? { created_at: createdAt } : {}),
      });
      return {
        type: 'user_message',
        id: conversation.source.id,
        created_at: conversation.created_at,
        ...(subject ? { subject } : {}),
        body: body.body,
        message_type: 'inapp',
        conversation_id: conversation.id,
      };
    },
  },
  {
    request: 'GET /conversations',
    handle: ({ workspace, query, intercom, version }) => {
      const sorted = workspace.conversations.all.listed().sortedBy('updated_at', (one) => one.updated_at);
      const page = readPage<Conversation>({
        sorted,
        sortValue: (conversation) => inMilliseconds(conversation.updated_at),
        descending: true,
        perPage: perPage(query.get('per_page'), 20, 150),
        cursor: query.get('starting_after') ?? undefined,
        kind: intercom.options.cursors ?? 'keyset',
      });
      return {
        type: 'conversation.list',
        pages: cursorPages(page),
        total_count: page.totalCount,
        conversations: page.records.map((conversation) => conversationWire(conversation, workspace, version)),
      };
    },
  },
  {
    request: 'POST /conversations/search',
    handle: ({ workspace, body, intercom, version }) => {
      const page = runSearch<Conversation>(body, {
        view: workspace.conversations.all.searched(),
        field: conversationFields(workspace),
        operators: CONVERSATION_OPERATORS,
        timezone: workspace.timezone,
        includesSecond: intercom.options.greaterIncludesSecond ?? false,
        standardPage: 20,
        standardSort: 'updated_at',
        cursors: intercom.options.cursors ?? 'keyset',
      });
      return {
        type: 'conversation.list',
        pages: cursorPages(page),
        total_count: page.totalCount,
        conversations: page.records.map((conversation) => conversationWire(conversation, workspace, version)),
      };
    },
  },
  {
    request: 'POST /conversations/redact',
    handle: (call) => {
      const { workspace, body } = call;
      const type = oneOf(body.type, 'type', ['conversation_part', 'source']);
      const id = requiredText(body, 'conversation_id');
      if (!workspace.conversations.all.get(id)) throw notFound('Part', 'conversation_part_or_message_not_found');
      const redacted =
        type === 'source'
          ? workspace.conversations.redactSource(id, requiredText(body, 'source_id'))
          : workspace.conversations.redactPart(id, requiredText(body, 'conversation_part_id'));
      return whole(call, redacted);
    },
  },
  {
    request: 'GET /conversations/deleted',
    since: '2.16',
    // Intercom answers 400 here, not 404, where the version is too old.
    lacking: 'intercom_version_invalid',
    handle: (call) => {
      const order = call.query.get('order') ?? 'desc';
      if (order !== 'asc' && order !== 'desc') throw invalid('order', 'order is asc or desc');
      const { deleted } = call.workspace.conversations;
      const sorted = order === 'asc' ? deleted : [...deleted].reverse();
      const { items, pages } = numberedPage(call, sorted, 20, 60);
      return {
        type: 'conversations.list',
        total_count: deleted.length,
        pages,
        conversations: items.map((one) => ({ type: 'conversation', ...one })),
      };
    },
  },
  {
    request: 'GET /conversations/{conversation_id}',
    handle: (call) => whole(call, call.workspace.conversations.get(call.path('conversation_id'))),
  },
  {
    request: 'PUT /conversations/{conversation_id}',
    handle: (call) => {
      const { workspace, body, path } = call;
      const [title, read, companyId] = [text(body, 'title'), boolean(body, 'read'), text(body, 'company_id')];
      const conversation = workspace.conversations.update(path('conversation_id'), {
        ...(title === undefined ? {} : { title }),
        ...(typeof read === 'boolean' ? { read } : {}),
        ...(companyId === undefined ? {} : { company_id: companyId }),
        custom_attributes: objectAt(body, 'custom_attributes'),
      });
      return whole(call, conversation);
    },
  },
  {
    request: 'DELETE /conversations/{conversation_id}',
    since: '2.13',
    handle: ({ workspace, path, query }) => {
      const id = path('conversation_id');
      workspace.conversations.delete(id, query.get('retain_metrics') !== 'false');
      return { id, object: 'conversation', deleted: true };
    },
  },
  {
    request: 'POST /conversations/{conversation_id}/reply',
    handle: (call) => {
      const reply = replyFrom(call);
      return whole(call, call.workspace.conversations.reply(targetOf(call, reply.as), reply));
    },
  },
  { request: 'POST /conversations/{conversation_id}/parts', handle: (call) => whole(call, manage(call)) },
  {
    request: 'POST /conversations/{conversation_id}/run_assignment_rules',
    until: '2.11',
    handle: (call) => whole(call, call.workspace.conversations.runAssignmentRules(call.path('conversation_id'))),
  },
  {
    request: 'PUT /conversations/{conversation_id}/conversation_parts/{conversation_part_id}',
    since: 'Preview',
    handle: ({ workspace, path, body }) => {
      if (boolean(body, 'experimental') !== true) throw missing('experimental');
      requiredText(body, 'secret');
      const [id, partId] = [path('conversation_id'), path('conversation_part_id')];
      const sendState = text(body, 'send_state');
      workspace.conversations.changePart(id, partId, sendState ? { send_state: sendState } : {});
      const part = workspace.conversations.partsOf(id).find((one) => one.id === partId);
      if (!part) throw notFound('Part');
      return { ...partWire(part, workspace), external_reply_send_state: part.send_state ?? null };
    },
  },
  {
    request: 'POST /conversations/{conversation_id}/convert',
    since: '2.10',
    handle: ({ workspace, path, body }) => {
      const typeId = requiredText(body, 'ticket_type_id');
      const id = path('conversation_id');
      const ticketId = workspace.conversations.convertToTicket(id);
      return ticketWire(ticketId, typeId, workspace.conversations.get(id).contacts, workspace.clock.now(), workspace);
    },
  },
  {
    request: 'POST /conversations/{conversation_id}/merge',
    since: '2.16',
    handle: (call) => {
      const into = integer(call.body, 'merge_into_conversation_id');
      if (typeof into !== 'number') throw missing('merge_into_conversation_id');
      return whole(call, call.workspace.conversations.merge(call.path('conversation_id'), String(into)));
    },
  },
  {
    request: 'POST /conversations/{conversation_id}/customers',
    handle: ({ workspace, path, body }) => {
      const customer = objectAt(body, 'customer');
      if (!customer) throw missing('customer');
      const adminId = text(body, 'admin_id') ?? workspace.admins.me().id;
      const id = workspace.conversations.get(path('conversation_id')).id;
      return customers(workspace, workspace.conversations.addContact(id, contactFrom(workspace, customer), adminId));
    },
  },
  {
    request: 'DELETE /conversations/{conversation_id}/customers/{contact_id}',
    handle: ({ workspace, path, body }) => {
      const adminId = requiredText(body, 'admin_id');
      const conversation = workspace.conversations.removeContact(path('conversation_id'), path('contact_id'), adminId);
      return customers(workspace, conversation);
    },
  },
  {
    request: 'GET /conversations/{conversation_id}/handling_events',
    since: '2.15',
    handle: ({ workspace, path }) => {
      const { id } = workspace.conversations.get(path('conversation_id'));
      return {
        handling_events: workspace.conversations.handlingEvents(id).map((event) => ({
          teammate: teammate(event.admin_id, workspace),
          type: event.type,
          timestamp: new Date(event.at * 1000).toISOString().replace('.000Z', 'Z'),
          ...(event.reason === undefined ? {} : { reason: event.reason }),
        })),
      };
    },
  },
  {
    request: 'GET /conversations/{conversation_id}/side_conversations',
    since: '2.16',
    handle: (call) => {
      const { workspace, path } = call;
      const { id } = workspace.conversations.get(path('conversation_id'));
      const sides = workspace.conversations.sideConversations(id);
      const { items, pages } = numberedPage(call, sides, 25, 150);
      return {
        type: 'side_conversation.list',
        side_conversations: items.map((sideId) => {
          const parts = workspace.conversations.partsOf(sideId);
          return {
            side_conversation_id: sideId,
            conversation_parts: parts.map((part) => partWire(part, workspace)),
            total_count: parts.length,
          };
        }),
        total_count: sides.length,
        // This list says nothing of a next page.
        pages: Object.fromEntries(Object.entries(pages).filter(([key]) => key !== 'next')),
      };
    },
  },
];
