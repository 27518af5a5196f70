import type { Author, Conversation, Part, Rating } from '../conversation';
import { isFrom } from '../versions';
import type { Workspace } from '../workspace';
import { adminEmail, companyWire, tagsWire } from './others';

/** Reading a conversation shows at most this many parts, the newest. */
const SHOWN_PARTS = 500;

const OPERATOR_NAME = 'Operator';

function authorWire(author: Author, workspace: Workspace): object {
  const { type, id } = author;
  if (type === 'bot') return { type, id, name: OPERATOR_NAME, email: `operator+${workspace.id}@example.com` };
  const person = type === 'admin' ? workspace.admins.find(id) : workspace.contacts.all.get(id);
  return { type, id, name: person?.name ?? null, email: person?.email ?? null };
}

const SINCE_2_16 = { sales_agent: null, sales_agent_participated: false, channel: null, external_references: [] };

const number = (id: string | null): number | null => (id === null ? null : Number(id));

/** A conversation as lists and searches show it: without its parts. */
export function conversationWire(conversation: Conversation, workspace: Workspace, version: string): object {
  const { source, priority } = conversation;
  const company = conversation.company_id === null ? undefined : workspace.companies.find(conversation.company_id);
  return {
    type: 'conversation',
    id: conversation.id,
    title: conversation.title,
    created_at: conversation.created_at,
    updated_at: conversation.updated_at,
    waiting_since: conversation.waiting_since,
    snoozed_until: conversation.snoozed_until,
    // Intercom shows a snoozed conversation as open.
    open: conversation.state !== 'closed',
    state: conversation.state,
    read: conversation.read,
    // Levels came with 2.16; before there were only two words.
    priority: isFrom(version, '2.16') ? priority : priority === 'none' ? 'not_priority' : 'priority',
    admin_assignee_id: number(conversation.admin_assignee_id),
    team_assignee_id: number(conversation.team_assignee_id),
    ...(isFrom(version, '2.15') ? { company: company ? companyWire(company, workspace) : null } : {}),
    tags: tagsWire(conversation.tags, workspace),
    conversation_rating: conversation.rating && ratingWire(conversation.rating, workspace),
    source: {
      type: source.type,
      id: source.id,
      delivered_as: source.delivered_as,
      subject: source.subject,
      body: source.body,
      author: authorWire(source.author, workspace),
      attachments: [],
      url: null,
      redacted: source.redacted,
    },
    contacts: {
      type: 'contact.list',
      contacts: conversation.contacts.map((id) => contactLink(id, workspace)),
    },
    teammates: {
      type: 'admin.list',
      teammates: conversation.teammates.map((id) => ({ type: 'admin', id })),
    },
    custom_attributes: conversation.custom_attributes,
    first_contact_reply:
      conversation.statistics.first_contact_reply_at === null
        ? null
        : { type: 'conversation', created_at: conversation.statistics.first_contact_reply_at, url: null },
    sla_applied: null,
    statistics: {
      type: 'conversation_statistics',
      ...conversation.statistics,
      handling_time: null,
      adjusted_handling_time: null,
      assigned_team_first_response_time: [],
      assigned_team_first_response_time_in_office_hours: [],
    },
    topics: {},
    ticket: conversation.ticket_id === null ? null : { type: 'ticket', id: conversation.ticket_id },
    linked_objects: { type: 'list', data: [], total_count: 0, has_more: false },
    ai_agent: null,
    ai_agent_participated: false,
    ...(isFrom(version, '2.16') ? SINCE_2_16 : {}),
  };
}

const contactLink = (id: string, workspace: Workspace): object => ({
  type: 'contact',
  id,
  external_id: workspace.contacts.all.get(id)?.external_id ?? null,
});

const ratingWire = (rating: Rating, workspace: Workspace): object => ({
  rating: rating.rating,
  remark: rating.remark,
  // By Intercom's model this is when the rating was asked for; the answer's stamp is only searchable.
  created_at: rating.requested_at,
  updated_at: rating.replied_at ?? rating.requested_at,
  contact: contactLink(rating.contact_id, workspace),
  teammate: rating.admin_id === null ? null : { type: 'admin', id: rating.admin_id },
});

function fileName(url: string): string {
  const last = (URL.canParse(url) ? new URL(url).pathname : url).split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** A part as a conversation shows it. */
export const partWire = (part: Part, workspace: Workspace): object => ({
  type: 'conversation_part',
  id: part.id,
  part_type: part.part_type,
  body: part.body,
  created_at: part.created_at,
  updated_at: part.updated_at,
  notified_at: part.created_at,
  assigned_to: part.assigned_to,
  author: authorWire(part.author, workspace),
  attachments: part.attachments.map((url) => ({ type: 'upload', name: fileName(url), url })),
  external_id: null,
  redacted: part.redacted,
  metadata: {},
  email_message_metadata: null,
  state: part.state,
  tags: [],
  event_details: part.event_details ?? null,
  app_package_code: null,
});

/** A conversation read by its id: with its 500 newest parts, oldest first, and the count of all. */
export function wholeConversation(conversation: Conversation, workspace: Workspace, version: string): object {
  const parts = workspace.conversations.partsOf(conversation.id);
  return {
    ...conversationWire(conversation, workspace, version),
    conversation_parts: {
      type: 'conversation_part.list',
      conversation_parts: parts.slice(-SHOWN_PARTS).map((part) => partWire(part, workspace)),
      total_count: parts.length,
    },
  };
}

/** The name that a part's author has in the API, with the address, for handling events. */
export const teammate = (adminId: string, workspace: Workspace): object => ({
  type: 'admin',
  id: Number(adminId),
  name: workspace.admins.find(adminId)?.name ?? null,
  email: adminEmail(adminId, workspace),
});
