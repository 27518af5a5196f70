import { searchType } from './attributes';
import type { Contact } from './contact';
import type { Conversation } from './conversation';
import type { Field } from './search';
import type { Workspace } from './workspace';

// What can be searched for, and as what, as the tables of Intercom's two search pages list it.

type Fields<T> = Readonly<Record<string, Field<T>>>;

const CONTACT_STAMPS = [
  ...(['created_at', 'signed_up_at', 'updated_at', 'last_seen_at', 'last_contacted_at', 'last_replied_at'] as const),
  ...(['last_email_opened_at', 'last_email_clicked_at'] as const),
];

const CONTACT_FIELDS: Fields<Contact> = {
  id: { type: 'string', of: (contact) => contact.id },
  role: { type: 'string', of: (contact) => contact.role },
  name: { type: 'string', of: (contact) => contact.name },
  avatar: { type: 'string', of: (contact) => contact.avatar },
  owner_id: { type: 'string', of: (contact) => contact.owner_id },
  email: { type: 'string', of: (contact) => contact.email },
  email_domain: { type: 'string', of: (contact) => contact.email?.split('@')[1] },
  phone: { type: 'string', of: (contact) => contact.phone },
  formatted_phone: { type: 'string', of: (contact) => contact.phone },
  external_id: { type: 'string', of: (contact) => contact.external_id },
  language_override: { type: 'string', of: (contact) => contact.language_override },
  browser: { type: 'string', of: (contact) => contact.browser },
  browser_language: { type: 'string', of: (contact) => contact.browser_language },
  os: { type: 'string', of: (contact) => contact.os },
  'location.country': { type: 'string', of: (contact) => contact.location?.country },
  'location.region': { type: 'string', of: (contact) => contact.location?.region },
  'location.city': { type: 'string', of: (contact) => contact.location?.city },
  unsubscribed_from_emails: { type: 'boolean', of: (contact) => contact.unsubscribed_from_emails },
  marked_email_as_spam: { type: 'boolean', of: (contact) => contact.marked_email_as_spam },
  has_hard_bounced: { type: 'boolean', of: (contact) => contact.has_hard_bounced },
  segment_id: { type: 'list', of: (contact) => contact.segments },
  tag_id: { type: 'list', of: (contact) => contact.tags.map((tag) => tag.id) },
};

// Devices: the sandbox keeps nothing of them, yet a search for them is no error.
const DEVICE_FIELDS = new Set([
  ...['ios_app_version', 'ios_device', 'ios_app_device', 'ios_os_version', 'ios_app_name', 'ios_sdk_version'],
  ...['android_app_version', 'android_device', 'android_app_name', 'android_sdk_version'],
]);
const DEVICE_STAMPS = new Set(['ios_last_seen_at', 'android_last_seen_at']);

/** The searchable fields of contacts; `byDay` as all versions before Preview match stamps. */
export function contactFields(workspace: Workspace, byDay: boolean): (name: string) => Field<Contact> | undefined {
  const stamp = byDay ? 'day' : 'stamp';
  return (name) => {
    const field = Object.hasOwn(CONTACT_FIELDS, name) ? CONTACT_FIELDS[name] : undefined;
    if (field) return field;
    const at = CONTACT_STAMPS.find((known) => known === name);
    if (at) return { type: stamp, of: (contact) => contact[at] };
    if (DEVICE_FIELDS.has(name)) return { type: 'string', of: () => undefined };
    if (DEVICE_STAMPS.has(name)) return { type: stamp, of: () => undefined };
    return attributeField<Contact>(workspace, 'contact', name, byDay);
  };
}

const CONVERSATION_STAMPS = ['created_at', 'updated_at', 'waiting_since', 'snoozed_until'] as const;

const STATISTICS_STAMPS = [
  ...(['first_contact_reply_at', 'first_assignment_at', 'first_admin_reply_at', 'first_close_at'] as const),
  ...(['last_assignment_at', 'last_assignment_admin_reply_at', 'last_contact_reply_at'] as const),
  ...(['last_admin_reply_at', 'last_close_at'] as const),
];

const STATISTICS_NUMBERS = [
  ...(['time_to_assignment', 'time_to_admin_reply', 'time_to_first_close', 'time_to_last_close'] as const),
  ...(['median_time_to_reply', 'count_reopens', 'count_assignments', 'count_conversation_parts'] as const),
];

const plain = (html: string): string => html.replace(/<[^>]*>/g, '');

const CONVERSATION_FIELDS: Fields<Conversation> = {
  id: { type: 'string', of: (conversation) => conversation.id },
  title: { type: 'string', of: (conversation) => conversation.title },
  'source.type': { type: 'string', of: ({ source }) => source.type },
  'source.id': { type: 'string', of: ({ source }) => source.id },
  'source.delivered_as': { type: 'string', of: ({ source }) => source.delivered_as },
  'source.subject': { type: 'string', of: ({ source }) => source.subject },
  'source.body': { type: 'string', of: ({ source }) => plain(source.body) },
  'source.author.id': { type: 'string', of: ({ source }) => source.author.id },
  'source.author.type': { type: 'string', of: ({ source }) => source.author.type },
  'source.url': { type: 'string', of: () => undefined },
  contact_ids: { type: 'list', of: (conversation) => conversation.contacts },
  teammate_ids: { type: 'list', of: (conversation) => conversation.teammates },
  tag_ids: { type: 'list', of: (conversation) => conversation.tags.map((tag) => tag.id) },
  admin_assignee_id: { type: 'integer', of: (conversation) => asNumber(conversation.admin_assignee_id) },
  team_assignee_id: { type: 'integer', of: (conversation) => asNumber(conversation.team_assignee_id) },
  channel_initiated: { type: 'string', of: ({ source }) => source.type },
  open: { type: 'boolean', of: (conversation) => conversation.state !== 'closed' },
  read: { type: 'boolean', of: (conversation) => conversation.read },
  state: { type: 'string', of: (conversation) => conversation.state },
  priority: { type: 'string', of: (conversation) => conversation.priority },
  'statistics.last_closed_by_id': { type: 'string', of: ({ statistics }) => statistics.last_closed_by_id },
  'conversation_rating.requested_at': { type: 'stamp', of: ({ rating }) => rating?.requested_at },
  'conversation_rating.replied_at': { type: 'stamp', of: ({ rating }) => rating?.replied_at },
  'conversation_rating.score': { type: 'integer', of: ({ rating }) => rating?.rating },
  'conversation_rating.remark': { type: 'string', of: ({ rating }) => rating?.remark },
  'conversation_rating.contact_id': { type: 'string', of: ({ rating }) => rating?.contact_id },
  'conversation_rating.admin_id': { type: 'string', of: ({ rating }) => rating?.admin_id },
  ai_agent_participated: { type: 'boolean', of: () => false },
  'ai_agent.rating': { type: 'integer', of: () => undefined },
};

const AI_FIELDS = new Set([
  ...['ai_agent.resolution_state', 'ai_agent.last_answer_type', 'ai_agent.rating_remark'],
  ...['ai_agent.source_type', 'ai_agent.source_title'],
]);

/** The searchable fields of conversations. */
export function conversationFields(workspace: Workspace): (name: string) => Field<Conversation> | undefined {
  return (name) => {
    const field = Object.hasOwn(CONVERSATION_FIELDS, name) ? CONVERSATION_FIELDS[name] : undefined;
    if (field) return field;
    const at = CONVERSATION_STAMPS.find((known) => known === name);
    if (at) return { type: 'stamp', of: (conversation) => conversation[at] };
    const statistic = name.startsWith('statistics.') ? name.slice('statistics.'.length) : undefined;
    const when = STATISTICS_STAMPS.find((known) => known === statistic);
    if (when) return { type: 'stamp', of: ({ statistics }) => statistics[when] };
    const count = STATISTICS_NUMBERS.find((known) => known === statistic);
    if (count) return { type: 'integer', of: ({ statistics }) => statistics[count] };
    if (name === 'source.author.name' || name === 'source.author.email') {
      const part = name === 'source.author.name' ? 'name' : 'email';
      return { type: 'string', of: ({ source }) => person(source.author.id, workspace)?.[part] };
    }
    if (AI_FIELDS.has(name)) return { type: 'string', of: () => undefined };
    return attributeField<Conversation>(workspace, 'conversation', name, false);
  };
}

const asNumber = (id: string | null): number | null => (id === null ? null : Number(id));

const person = (id: string, workspace: Workspace) => workspace.admins.find(id) ?? workspace.contacts.all.get(id);

function attributeField<T extends Contact | Conversation>(
  workspace: Workspace,
  model: 'contact' | 'conversation',
  field: string,
  byDay: boolean,
): Field<T> | undefined {
  const name = field.startsWith('custom_attributes.') ? field.slice('custom_attributes.'.length) : undefined;
  const attribute = name === undefined ? undefined : workspace.attributes.get(model, name);
  if (name === undefined || !attribute) return undefined;
  return { type: searchType(attribute.dataType, byDay), of: (record) => record.custom_attributes[name] };
}
