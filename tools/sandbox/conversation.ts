import type { Attributes } from './attributes';
import type { Stored } from './collection';
import type { Applied } from './tags';

/** Who wrote something; name and e-mail address are looked up when it is sent. */
export interface Author {
  readonly type: 'admin' | 'user' | 'lead' | 'bot';
  readonly id: string;
}

/** One part of a conversation. Stamps in UNIX seconds; body is HTML. */
export interface Part {
  readonly id: string;
  readonly part_type: string;
  readonly body: string | null;
  readonly created_at: number;
  readonly updated_at: number;
  readonly author: Author;
  readonly assigned_to: { readonly type: 'admin' | 'team' | 'nobody_admin'; readonly id: string | null } | null;
  readonly attachments: readonly string[];
  readonly redacted: boolean;
  readonly state: State;
  readonly event_details?: Readonly<Record<string, unknown>>;
  readonly send_state?: string;
}

/** Whether anything is left to do; a snoozed one comes back by itself. */
export type State = 'open' | 'closed' | 'snoozed';

/** The message that a conversation began with. */
export interface Source {
  readonly type: 'conversation' | 'email';
  readonly id: string;
  readonly delivered_as: 'customer_initiated' | 'admin_initiated';
  readonly subject: string;
  readonly body: string;
  readonly author: Author;
  readonly redacted: boolean;
}

/** When what happened (UNIX seconds), how long it took (seconds), and how often. Null or 0 until it happens. */
export interface Statistics {
  readonly time_to_assignment: number | null;
  readonly time_to_admin_reply: number | null;
  readonly time_to_first_close: number | null;
  readonly time_to_last_close: number | null;
  readonly median_time_to_reply: number | null;
  readonly first_contact_reply_at: number | null;
  readonly first_assignment_at: number | null;
  readonly first_admin_reply_at: number | null;
  readonly first_close_at: number | null;
  readonly last_assignment_at: number | null;
  readonly last_assignment_admin_reply_at: number | null;
  readonly last_contact_reply_at: number | null;
  readonly last_admin_reply_at: number | null;
  readonly last_close_at: number | null;
  readonly last_closed_by_id: string | null;
  readonly count_reopens: number;
  readonly count_assignments: number;
  readonly count_conversation_parts: number;
}

/** What the contact thought of the answers. `rating` is 1 to 5. */
export interface Rating {
  readonly rating: number | null;
  readonly remark: string | null;
  readonly requested_at: number;
  readonly replied_at: number | null;
  readonly contact_id: string;
  readonly admin_id: string | null;
}

/** A conversation without its parts. Stamps in UNIX seconds. */
export interface Conversation extends Stored {
  readonly title: string | null;
  readonly state: State;
  readonly read: boolean;
  readonly priority: 'none' | 'low' | 'medium' | 'high' | 'urgent';
  readonly waiting_since: number | null;
  readonly snoozed_until: number | null;
  readonly admin_assignee_id: string | null;
  readonly team_assignee_id: string | null;
  readonly company_id: string | null;
  readonly source: Source;
  /** Ids of contacts. */
  readonly contacts: readonly string[];
  /** Ids of the admins who took part. */
  readonly teammates: readonly string[];
  readonly tags: readonly Applied[];
  readonly custom_attributes: Attributes;
  readonly statistics: Statistics;
  readonly rating: Rating | null;
  readonly ticket_id: string | null;
  readonly archived: boolean;
  readonly merged: boolean;
}

/** A conversation that was deleted; the stamp is in UNIX seconds. */
export interface Deleted {
  readonly id: string;
  readonly metrics_retained: boolean;
  readonly deleted_at: number;
}

/** A pause in a teammate's work on a conversation; the stamp is in UNIX seconds. */
export interface HandlingEvent {
  readonly admin_id: string;
  readonly type: 'paused' | 'resumed';
  readonly at: number;
  readonly reason?: string;
}

/** What opens a conversation. `by` is a contact's id, or an admin's where the team writes first. */
export interface NewConversation {
  readonly by: string;
  readonly body: string;
  readonly subject?: string;
  /** The contact that an admin writes to. */
  readonly to?: string;
  /** UNIX seconds; now when left out. */
  readonly created_at?: number;
}

/** A reply. `as` is a contact's or an admin's id; notes and quick replies come from admins only. */
export interface Reply {
  readonly as: string;
  readonly body?: string | null;
  readonly type?: 'comment' | 'note' | 'quick_reply';
  /** UNIX seconds; now when left out. */
  readonly created_at?: number;
  readonly attachments?: readonly string[];
}

const NO_STATISTICS: Statistics = {
  time_to_assignment: null,
  time_to_admin_reply: null,
  time_to_first_close: null,
  time_to_last_close: null,
  median_time_to_reply: null,
  first_contact_reply_at: null,
  first_assignment_at: null,
  first_admin_reply_at: null,
  first_close_at: null,
  last_assignment_at: null,
  last_assignment_admin_reply_at: null,
  last_contact_reply_at: null,
  last_admin_reply_at: null,
  last_close_at: null,
  last_closed_by_id: null,
  count_reopens: 0,
  count_assignments: 0,
  count_conversation_parts: 0,
};

/** An open conversation in which nothing has happened yet. */
export function blankConversation(id: string, at: number, contactId: string, source: Source): Conversation {
  return {
    id,
    created_at: at,
    updated_at: at,
    title: null,
    state: 'open',
    read: false,
    priority: 'none',
    waiting_since: null,
    snoozed_until: null,
    admin_assignee_id: null,
    team_assignee_id: null,
    company_id: null,
    source,
    contacts: [contactId],
    teammates: [],
    tags: [],
    custom_attributes: {},
    statistics: NO_STATISTICS,
    rating: null,
    ticket_id: null,
    archived: false,
    merged: false,
  };
}

/** The statistics once an admin has replied. */
export function afterAdminReply({ statistics, created_at, waiting_since }: Conversation, at: number): Statistics {
  return {
    ...statistics,
    first_admin_reply_at: statistics.first_admin_reply_at ?? at,
    time_to_admin_reply: statistics.time_to_admin_reply ?? at - created_at,
    median_time_to_reply: statistics.median_time_to_reply ?? at - (waiting_since ?? created_at),
    last_admin_reply_at: at,
    last_assignment_admin_reply_at: statistics.last_assignment_at === null ? null : at,
  };
}
