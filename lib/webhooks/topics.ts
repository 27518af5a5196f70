/** The records that Intercom's API shows, too, by the type that it gives them: their fields are brought to the API's form. */
export type RecordKind =
  | 'activity_log'
  | 'admin'
  | 'article'
  | 'audience'
  | 'call'
  | 'company'
  | 'contact'
  | 'content_snippet'
  | 'conversation'
  | 'event'
  | 'ticket';

/** What is true of one topic and of no other. */
export interface Topic {
  /** When Intercom sends it. */
  tells: string;
  /** What the notification is about; absent where the API has no such record, and the item travels as it is. */
  record?: RecordKind;
  /** Key of the item at which the record stands, with others beside it; absent where the item is the record. */
  at?: string;
  /** Where the record's id stands, where that is not `id`; `model.id` reaches into an object. */
  id?: string;
  /** The record is gone: the item holds little more than its id. */
  deleted?: true;
  /** The record has few of the API's fields, or other ones: only reading it anew gives it whole. */
  thin?: true;
}

/**
 * Every topic that an app can subscribe to, as Intercom's reference of webhook topics lists them for 2.16 and Preview.
 * What the items look like was seen in recorded notifications where there were any; where a record is not at the place
 * that is named here, the item itself is taken for it. A topic that is missing here passes with its item as it is.
 */
export const TOPICS = {
  ping: { tells: 'the address is tried out' },

  'admin.activity_log_event.created': { tells: "the admins' log has a new entry", record: 'activity_log' },
  'admin.added_to_workspace': { tells: 'a teammate joins the workspace', record: 'admin' },
  'admin.away_mode_updated': { tells: 'a teammate goes away or comes back', record: 'admin' },
  'admin.logged_in': { tells: 'a teammate logs in', record: 'admin' },
  'admin.logged_out': { tells: 'a teammate logs out, or the session ends', record: 'admin' },
  'admin.removed_from_workspace': { tells: 'a teammate leaves the workspace', record: 'admin' },

  'api.request.completed': { tells: 'a call of the API succeeded' },

  'article.created': { tells: 'an article is written', record: 'article' },
  'article.deleted': { tells: 'an article is deleted', record: 'article', deleted: true },
  'article.published': { tells: 'an article goes public', record: 'article' },
  'article.unpublished': { tells: 'an article is taken back', record: 'article' },
  'article.updated': { tells: 'an article changes', record: 'article' },

  'audience.created': { tells: 'an audience is made (Preview)', record: 'audience' },
  'audience.deleted': { tells: 'an audience is deleted (Preview)', record: 'audience', deleted: true },
  'audience.member_added': { tells: 'content is given to an audience (Preview)' },
  'audience.member_removed': { tells: 'content is taken from an audience (Preview)' },
  'audience.updated': { tells: 'an audience changes (Preview)', record: 'audience' },

  'call.ended': { tells: 'a call that was answered is over', record: 'call' },
  'call.recording_available': { tells: "a call's recording can be had", record: 'call' },
  'call.started': { tells: 'a call begins', record: 'call' },
  'call.transcription_available': { tells: "a call's transcript can be had", record: 'call' },

  'company.contact.attached': { tells: 'a contact is put into a company', record: 'company', at: 'company' },
  'company.contact.detached': { tells: 'a contact is taken out of a company', record: 'company', at: 'company' },
  'company.created': { tells: 'a company is made', record: 'company' },
  'company.deleted': { tells: 'a company is deleted', record: 'company', deleted: true },
  'company.updated': { tells: 'a company changes', record: 'company' },

  'contact.archived': { tells: 'a contact is archived', record: 'contact' },
  'contact.deleted': { tells: 'a contact is deleted', record: 'contact', deleted: true },
  'contact.email.updated': { tells: 'a contact gets another e-mail address', record: 'contact' },
  'contact.lead.added_email': { tells: 'a lead leaves an e-mail address', record: 'contact' },
  'contact.lead.created': { tells: 'a lead is made', record: 'contact' },
  'contact.lead.signed_up': { tells: 'a lead becomes a user', record: 'contact' },
  'contact.lead.tag.created': { tells: 'a lead is tagged', record: 'contact', at: 'contact' },
  'contact.lead.tag.deleted': { tells: 'a tag is taken off a lead', record: 'contact', at: 'contact' },
  'contact.lead.updated': { tells: 'a lead changes', record: 'contact' },
  'contact.merged': { tells: 'a contact takes in another one', record: 'contact' },
  'contact.subscribed': { tells: 'a contact subscribes to e-mail', record: 'contact', at: 'contact' },
  'contact.unarchive': { tells: 'a contact comes back from the archive', record: 'contact' },
  'contact.unsubscribed': { tells: 'a contact unsubscribes from e-mail', record: 'contact', at: 'contact' },
  'contact.unsubscribed_from_sms': { tells: 'a contact unsubscribes from SMS', record: 'contact', at: 'contact' },
  'contact.user.created': { tells: 'a user is made', record: 'contact' },
  'contact.user.tag.created': { tells: 'a user is tagged', record: 'contact', at: 'contact' },
  'contact.user.tag.deleted': { tells: 'a tag is taken off a user', record: 'contact', at: 'contact' },
  'contact.user.updated': { tells: 'a user changes', record: 'contact' },

  'content_import_source.created': { tells: 'a source of content is set up (Preview)' },
  'content_import_source.deleted': { tells: 'a source of content is deleted (Preview)' },
  'content_import_source.updated': { tells: 'a source of content changes (Preview)' },

  'content_snippet.created': { tells: 'a snippet is written', record: 'content_snippet' },
  'content_snippet.deleted': { tells: 'a snippet is deleted', record: 'content_snippet', deleted: true },
  'content_snippet.updated': { tells: 'a snippet changes', record: 'content_snippet' },

  'content_stat.banner': { tells: 'somebody gets or uses a banner' },
  'content_stat.carousel': { tells: 'somebody gets or uses a mobile carousel' },
  'content_stat.chat': { tells: 'somebody gets or uses a chat message' },
  'content_stat.checklist': { tells: 'somebody gets or uses a checklist' },
  'content_stat.custom_bot': { tells: 'somebody gets or uses a bot' },
  'content_stat.email': { tells: 'an e-mail is sent, opened, clicked, answered, or bounces' },
  'content_stat.news_item': { tells: 'somebody gets or uses a news item' },
  'content_stat.post': { tells: 'somebody gets or uses a post' },
  'content_stat.push': { tells: 'somebody gets or uses a push message' },
  'content_stat.series': { tells: 'somebody goes through a series' },
  'content_stat.series.webhook': { tells: 'a series calls an address' },
  'content_stat.sms': { tells: 'an SMS is sent or answered, or fails' },
  'content_stat.survey': { tells: 'somebody gets or answers a survey' },
  'content_stat.tooltip_group': { tells: 'somebody gets or uses tooltips' },
  'content_stat.tour': { tells: 'somebody gets or uses a product tour' },

  'conversation.admin.assigned': { tells: 'a conversation is assigned', record: 'conversation' },
  'conversation.admin.closed': { tells: 'a teammate closes a conversation', record: 'conversation' },
  'conversation.admin.noted': { tells: 'a teammate leaves a note', record: 'conversation' },
  'conversation.admin.open.assigned': { tells: 'an open conversation is assigned', record: 'conversation' },
  'conversation.admin.opened': { tells: 'a teammate opens a conversation again', record: 'conversation' },
  'conversation.admin.replied': { tells: 'a teammate replies', record: 'conversation' },
  'conversation.admin.replied.translated': { tells: "a teammate's reply was translated", record: 'conversation' },
  'conversation.admin.single.created': { tells: 'a teammate begins a conversation', record: 'conversation' },
  'conversation.admin.snoozed': { tells: 'a teammate snoozes a conversation', record: 'conversation' },
  'conversation.admin.unsnoozed': { tells: 'a snoozed conversation wakes up', record: 'conversation' },
  'conversation.company.updated': { tells: 'a conversation gets another company', record: 'conversation' },
  'conversation.contact.attached': {
    tells: 'a contact is put into a conversation',
    record: 'conversation',
    at: 'conversation',
    id: 'model.id',
    thin: true,
  },
  'conversation.contact.detached': {
    tells: 'a contact is taken out of a conversation',
    record: 'conversation',
    at: 'conversation',
    id: 'model.id',
    thin: true,
  },
  'conversation.deleted': {
    tells: 'a conversation is deleted',
    record: 'conversation',
    id: 'conversation_id',
    deleted: true,
  },
  'conversation.operator.replied': { tells: 'Fin or a bot replies', record: 'conversation' },
  'conversation.priority.updated': { tells: 'a conversation gets another priority', record: 'conversation' },
  'conversation.rating.added': { tells: 'a contact rates a conversation', record: 'conversation' },
  'conversation.read': { tells: 'a contact reads a conversation', record: 'conversation' },
  'conversation.user.created': { tells: 'a contact begins a conversation', record: 'conversation' },
  'conversation.user.replied': { tells: 'a contact replies', record: 'conversation' },
  'conversation_part.redacted': { tells: 'a part of a conversation is blanked', record: 'conversation' },
  'conversation_part.tag.created': { tells: 'a part of a conversation is tagged', record: 'conversation' },

  'data_connector.execution.completed': { tells: 'a data connector has run' },

  'event.created': { tells: 'an event is tracked', record: 'event' },

  'granular.subscribe': {
    tells: 'a contact subscribes to a type of messages',
    record: 'contact',
    at: 'contact',
  },
  'granular.unsubscribe': {
    tells: 'a contact unsubscribes from a type of messages',
    record: 'contact',
    at: 'contact',
  },

  'job.completed': { tells: 'a bulk job is done' },

  'procedure.hitl_notification.created': { tells: 'a procedure of Fin waits for a person (Preview)' },

  'ticket.admin.assigned': { tells: 'a ticket is assigned to a teammate', record: 'ticket', at: 'ticket' },
  'ticket.admin.replied': { tells: 'a teammate replies in a ticket', record: 'ticket', at: 'ticket' },
  'ticket.admin.replied.translated': {
    tells: "a teammate's reply in a ticket was translated",
    record: 'ticket',
    at: 'ticket',
  },
  'ticket.attribute.updated': { tells: 'a field of a ticket changes', record: 'ticket', at: 'ticket' },
  'ticket.closed': { tells: 'the conversation of a ticket is closed', record: 'ticket', at: 'ticket' },
  'ticket.contact.attached': { tells: 'a contact is put on a ticket', record: 'ticket', at: 'ticket', thin: true },
  'ticket.contact.detached': { tells: 'a contact is taken off a ticket', record: 'ticket', at: 'ticket', thin: true },
  'ticket.contact.replied': { tells: 'a contact replies in a ticket', record: 'ticket', at: 'ticket' },
  'ticket.created': { tells: 'a ticket is made', record: 'ticket' },
  'ticket.note.created': { tells: 'a teammate leaves a note in a ticket', record: 'ticket', at: 'ticket' },
  'ticket.rating.provided': { tells: 'a contact rates a ticket', record: 'ticket', at: 'ticket' },
  'ticket.resolved': { tells: 'a ticket comes to the state resolved', record: 'ticket' },
  'ticket.state.updated': { tells: 'a ticket comes to another state', record: 'ticket' },
  'ticket.team.assigned': { tells: 'a ticket is assigned to a team', record: 'ticket', at: 'ticket' },

  'visitor.signed_up': { tells: 'a visitor becomes a user', record: 'contact', thin: true },
} satisfies Readonly<Record<string, Topic>>;

/** The name of a topic that is known here. */
export type TopicName = keyof typeof TOPICS;

/** The name of every topic in the table. */
export const TOPIC_NAMES: readonly string[] = Object.keys(TOPICS);

/** What is known of a topic, if anything. */
export function topicOf(name: string): Topic | undefined {
  return isTopicName(name) ? TOPICS[name] : undefined;
}

/** Whether a name is that of a topic in the table. */
export function isTopicName(name: string): name is TopicName {
  return Object.hasOwn(TOPICS, name);
}

/** Whether a topic is meant by a pattern: a name, or one with `*` for anything, such as `conversation.*`. */
export function isMeant(topic: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return topic === pattern;
  if (!topic.startsWith(first)) return false;
  const last = rest.pop() ?? '';
  let from = first.length;
  for (const piece of rest) {
    const found = topic.indexOf(piece, from);
    if (found === -1) return false;
    from = found + piece.length;
  }
  return topic.length - last.length >= from && topic.endsWith(last);
}
