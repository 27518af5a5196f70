import { Collection } from './collection';
import {
  type Author,
  afterAdminReply,
  blankConversation,
  type Conversation,
  type Deleted,
  type HandlingEvent,
  type NewConversation,
  type Part,
  type Reply,
  type State,
} from './conversation';
import { invalid, notFound, Refusal } from './errors';
import { asHtml } from './notes';
import type { Body } from './router';
import { type Applied, withoutTag, withTag } from './tags';
import type { Workspace } from './workspace';

/** Intercom's own automation, as author of what nobody wrote. */
const OPERATOR: Author = { type: 'bot', id: '814700' };

const REDACTED = '<p><i>Removed</i></p>';

type PartValues = Pick<Part, 'part_type' | 'author'> &
  Partial<Pick<Part, 'body' | 'assigned_to' | 'attachments' | 'event_details'>>;

/** The conversations of a workspace and what can be done to them; used by the API's routes and by specs that act as Intercom's own users. */
export class Conversations {
  readonly all: Collection<Conversation>;
  /** Newest last. */
  readonly deleted: Deleted[] = [];
  readonly #workspace: Workspace;
  // Apart from the records, since a reply must not copy all parts before it.
  readonly #parts = new Map<string, Part[]>();
  readonly #handling = new Map<string, HandlingEvent[]>();
  readonly #sides = new Map<string, string[]>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    this.all = new Collection<Conversation>({
      clock: workspace.clock,
      lag: workspace.indexLag,
      shows: (conversation) => !conversation.archived,
    });
  }

  /** Throws 404 when there is no such conversation. */
  get(id: string): Conversation {
    const conversation = this.all.get(id);
    if (!conversation) throw notFound('Conversation');
    return conversation;
  }

  /** All parts of a conversation or side conversation, oldest first. */
  partsOf(id: string): readonly Part[] {
    return this.#parts.get(id) ?? [];
  }

  /** Opens a conversation. Throws 404 when its writer does not exist. */
  create(values: NewConversation): Conversation {
    const { clock, ids, changes } = this.#workspace;
    const author = this.authorOf(values.by);
    const contactId = author.type === 'admin' ? this.#workspace.contacts.get(values.to ?? '').id : author.id;
    const at = values.created_at ?? clock.now();
    const fromContact = author.type !== 'admin';
    const conversation = this.all.put({
      ...blankConversation(ids.conversation(), at, contactId, {
        type: 'conversation',
        id: ids.message(),
        delivered_as: fromContact ? 'customer_initiated' : 'admin_initiated',
        subject: values.subject ?? '',
        body: asHtml(values.body),
        author,
        redacted: false,
      }),
      updated_at: clock.now(),
      waiting_since: fromContact ? at : null,
      teammates: fromContact ? [] : [author.id],
    });
    changes.tell('conversation', conversation.id, 'created');
    return conversation;
  }

  /** Takes in a conversation that has been there for long, as seeds do: no change told, searches see it at once. */
  settle(conversation: Conversation, parts: readonly Part[] = []): void {
    const statistics = { ...conversation.statistics, count_conversation_parts: parts.length };
    this.all.putSettled({ ...conversation, statistics });
    if (parts.length > 0) this.#parts.set(conversation.id, [...parts]);
  }

  /** Adds a contact's or an admin's reply, or an admin's note. A contact's reply opens a closed or snoozed conversation again. */
  reply(id: string, reply: Reply): Conversation {
    const before = this.get(id);
    const author = this.authorOf(reply.as);
    const at = reply.created_at ?? this.#workspace.clock.now();
    const body = reply.body === undefined || reply.body === null ? null : asHtml(reply.body);
    const attachments = reply.attachments ?? [];
    if (author.type === 'admin') {
      const type = reply.type ?? 'comment';
      const answered = type === 'note' ? {} : { waiting_since: null };
      const statistics = type === 'note' ? before.statistics : afterAdminReply(before, at);
      return this.#append(id, { part_type: type, author, body, attachments }, at, 'replied', () => ({
        ...answered,
        statistics,
        teammates: [...new Set([...before.teammates, author.id])],
      }));
    }
    if (reply.type === 'note') throw invalid('message_type', 'A contact writes no notes');
    const reopens = before.state !== 'open';
    const { first_contact_reply_at, count_reopens } = before.statistics;
    return this.#append(
      id,
      { part_type: reopens ? 'open' : 'comment', author, body, attachments },
      at,
      'replied',
      () => ({
        state: 'open',
        snoozed_until: null,
        read: false,
        waiting_since: before.waiting_since ?? at,
        statistics: {
          ...before.statistics,
          first_contact_reply_at: first_contact_reply_at ?? at,
          last_contact_reply_at: at,
          count_reopens: count_reopens + (reopens ? 1 : 0),
        },
      }),
    );
  }

  close(id: string, adminId: string, body?: string | null): Conversation {
    const before = this.get(id);
    const author = this.#admin(adminId);
    const at = this.#workspace.clock.now();
    const took = at - before.created_at;
    return this.#append(id, { part_type: 'close', author, body: body ? asHtml(body) : null }, at, 'closed', () => ({
      state: 'closed',
      snoozed_until: null,
      waiting_since: null,
      statistics: {
        ...before.statistics,
        first_close_at: before.statistics.first_close_at ?? at,
        time_to_first_close: before.statistics.time_to_first_close ?? took,
        last_close_at: at,
        time_to_last_close: took,
        last_closed_by_id: adminId,
      },
    }));
  }

  /** Snoozes until a UNIX second. The sandbox does not wake it up by itself; `open` does. */
  snooze(id: string, adminId: string, until: number): Conversation {
    const author = this.#admin(adminId);
    return this.#append(id, { part_type: 'snoozed', author }, undefined, 'snoozed', () => ({
      state: 'snoozed',
      snoozed_until: until,
    }));
  }

  open(id: string, adminId: string): Conversation {
    const before = this.get(id);
    const author = this.#admin(adminId);
    return this.#append(id, { part_type: 'open', author }, undefined, 'opened', () => ({
      state: 'open',
      snoozed_until: null,
      statistics: {
        ...before.statistics,
        count_reopens: before.statistics.count_reopens + (before.state === 'open' ? 0 : 1),
      },
    }));
  }

  /** Assigns to an admin or a team; `assigneeId` '0' takes the assignment away. */
  assign(id: string, adminId: string, type: 'admin' | 'team', assigneeId: string, body?: string | null): Conversation {
    const before = this.get(id);
    const author = this.#admin(adminId);
    const { admins, clock } = this.#workspace;
    const known = type === 'admin' ? admins.has(assigneeId) : admins.teams.some((team) => team.id === assigneeId);
    if (assigneeId !== '0' && !known) throw invalid('assignee_id', `There is no ${type} with this assignee_id`);
    const assignee = assigneeId === '0' ? null : assigneeId;
    const at = clock.now();
    const reopens = before.state !== 'open';
    const values: PartValues = {
      part_type: reopens ? 'assign_and_reopen' : 'assignment',
      author,
      body: body ? asHtml(body) : null,
      assigned_to: { type: assignee === null ? 'nobody_admin' : type, id: assignee },
    };
    return this.#append(id, values, at, 'assigned', () => ({
      state: 'open',
      snoozed_until: null,
      ...(type === 'admin' ? { admin_assignee_id: assignee } : { team_assignee_id: assignee }),
      statistics: {
        ...before.statistics,
        first_assignment_at: before.statistics.first_assignment_at ?? at,
        time_to_assignment: before.statistics.time_to_assignment ?? at - before.created_at,
        last_assignment_at: at,
        count_assignments: before.statistics.count_assignments + 1,
        count_reopens: before.statistics.count_reopens + (reopens ? 1 : 0),
      },
    }));
  }

  /** Assignment by the workspace's rules, of which the sandbox has one: nobody. */
  runAssignmentRules(id: string): Conversation {
    const assigned_to = { type: 'nobody_admin', id: null } as const;
    return this.#append(id, { part_type: 'default_assignment', author: OPERATOR, assigned_to }, undefined, 'assigned');
  }

  /** Sets title, read, company or custom attributes; each attribute that is set leaves a part. */
  update(
    id: string,
    values: { title?: string | null; read?: boolean; company_id?: string | null; custom_attributes?: Body | undefined },
  ): Conversation {
    const before = this.get(id);
    const { custom_attributes, ...rest } = values;
    const attributes = this.#workspace.attributes.merge('conversation', before.custom_attributes, custom_attributes);
    if (rest.company_id) this.#workspace.companies.get(rest.company_id);
    this.#change(id, { ...rest, custom_attributes: attributes }, 'updated');
    for (const [name, value] of Object.entries(custom_attributes ?? {})) {
      const event_details = { attribute: { name }, value: { name: value } };
      this.#append(
        id,
        { part_type: 'conversation_attribute_updated_by_admin', author: OPERATOR, event_details },
        undefined,
        'updated',
      );
    }
    return this.get(id);
  }

  /** Asks the contact for a rating and, where `rating` (1 to 5) is given, answers it. */
  rate(id: string, rating: number | null, remark: string | null = null): Conversation {
    const before = this.get(id);
    const at = this.#workspace.clock.now();
    return this.#change(
      id,
      {
        rating: {
          rating,
          remark,
          requested_at: before.rating?.requested_at ?? at,
          replied_at: rating === null ? null : at,
          contact_id: before.contacts[0] ?? '',
          admin_id: before.admin_assignee_id ?? before.teammates[0] ?? null,
        },
      },
      'rated',
    );
  }

  tag(id: string, applied: Applied): Conversation {
    return this.#change(id, { tags: withTag(this.get(id).tags, applied) }, 'tagged');
  }

  untag(id: string, tagId: string): Conversation {
    return this.#change(id, { tags: withoutTag(this.get(id).tags, tagId) }, 'untagged');
  }

  addContact(id: string, contactId: string, adminId: string): Conversation {
    const before = this.get(id);
    const contact = this.#workspace.contacts.get(contactId);
    if (before.contacts.includes(contact.id)) return before;
    return this.#append(
      id,
      { part_type: 'participant_added', author: this.#admin(adminId) },
      undefined,
      'updated',
      () => ({
        contacts: [...before.contacts, contact.id],
      }),
    );
  }

  /** Takes a contact out. Throws 404 when it is not in, 422 when it is the last one. */
  removeContact(id: string, contactId: string, adminId: string): Conversation {
    const before = this.get(id);
    if (!before.contacts.includes(contactId)) throw notFound('Contact');
    if (before.contacts.length === 1) {
      throw new Refusal(422, 'parameter_invalid', 'The only contact of a conversation must stay in it');
    }
    return this.#append(
      id,
      { part_type: 'participant_removed', author: this.#admin(adminId) },
      undefined,
      'updated',
      () => ({
        contacts: before.contacts.filter((one) => one !== contactId),
      }),
    );
  }

  /** Blanks a part. Throws 404 with a code of its own when there is no such part. */
  redactPart(id: string, partId: string): Conversation {
    return this.changePart(id, partId, { body: REDACTED, attachments: [], redacted: true });
  }

  /** Blanks the first message, named by its own id. */
  redactSource(id: string, sourceId: string): Conversation {
    const { source } = this.get(id);
    if (source.id !== sourceId) throw partNotFound();
    return this.#change(id, { source: { ...source, body: REDACTED, subject: '', redacted: true } }, 'updated');
  }

  /** Changes a part in place, which moves its own stamp and the conversation's. */
  changePart(
    id: string,
    partId: string,
    values: Partial<Pick<Part, 'body' | 'attachments' | 'redacted' | 'send_state'>>,
  ): Conversation {
    this.get(id);
    const parts = this.#parts.get(id) ?? [];
    const index = parts.findIndex((part) => part.id === partId);
    const part = parts[index];
    if (!part) throw partNotFound();
    parts[index] = { ...part, ...values, updated_at: this.#workspace.clock.now() };
    return this.#change(id, {}, 'updated');
  }

  /** Moves the parts of one conversation into another, closes the first, and returns the second. Throws 422 where that cannot be. */
  merge(id: string, into: string): Conversation {
    const secondary = this.get(id);
    const primary = this.all.get(into);
    if (!primary) throw new Refusal(422, 'merge_failed', 'The conversation to merge into was not found');
    if (id === into) throw new Refusal(422, 'merge_failed', 'A conversation cannot go into itself');
    if (secondary.merged) throw new Refusal(422, 'merge_failed', 'This conversation was merged before');
    this.#append(id, { part_type: 'merged_secondary_conversation', author: OPERATOR }, undefined, 'merged', () => ({
      state: 'closed',
      merged: true,
    }));
    return this.#append(
      into,
      { part_type: 'merged_primary_conversation', author: OPERATOR },
      undefined,
      'updated',
      () => ({
        contacts: [...new Set([...primary.contacts, ...secondary.contacts])],
      }),
    );
  }

  /** Makes a ticket of a conversation and returns the ticket's id. */
  convertToTicket(id: string): string {
    const before = this.get(id);
    if (before.ticket_id !== null) throw invalid('conversation_id', 'This conversation is a ticket already');
    const ticket = this.#workspace.tickets.add(before.title ?? 'From a conversation');
    this.#change(id, { ticket_id: ticket.id }, 'updated');
    return ticket.id;
  }

  delete(id: string, retainMetrics = true): void {
    this.get(id);
    this.all.remove(id);
    this.#parts.delete(id);
    this.deleted.push({ id, metrics_retained: retainMetrics, deleted_at: this.#workspace.clock.now() });
    this.#workspace.changes.tell('conversation', id, 'deleted');
  }

  /** Adds parts of any type, say to fill a conversation beyond 500; each is a comment by `as`. */
  addParts(id: string, count: number, as: string): Conversation {
    for (let index = 1; index <= count; index++) this.reply(id, { as, body: `Line ${index}` });
    return this.get(id);
  }

  addHandlingEvent(id: string, event: HandlingEvent): void {
    this.get(id);
    this.#handling.set(id, [...this.handlingEvents(id), event]);
  }

  handlingEvents(id: string): readonly HandlingEvent[] {
    return this.#handling.get(id) ?? [];
  }

  /** Starts a side conversation among teammates and returns its id. */
  addSideConversation(id: string, adminId: string, body: string): string {
    this.get(id);
    const sideId = this.#workspace.ids.conversation();
    this.#sides.set(id, [...this.sideConversations(id), sideId]);
    const author = this.#admin(adminId);
    this.#parts.set(sideId, [
      this.#part({ part_type: 'comment', author, body: asHtml(body) }, this.#workspace.clock.now(), 'open'),
    ]);
    return sideId;
  }

  /** Ids of side conversations, oldest first. */
  sideConversations(id: string): readonly string[] {
    return this.#sides.get(id) ?? [];
  }

  /** Gives the conversations of a merged contact to the one that stays. */
  moveToContact(from: string, into: string): void {
    for (const conversation of [...this.all.values()]) {
      if (!conversation.contacts.includes(from)) continue;
      const contacts = conversation.contacts.map((id) => (id === from ? into : id));
      this.#change(conversation.id, { contacts: [...new Set(contacts)] }, 'updated');
    }
  }

  /** Takes the conversations of a blocked contact out of lists and searches. */
  archiveThoseOf(contactId: string): void {
    for (const conversation of [...this.all.values()]) {
      if (conversation.contacts.includes(contactId)) this.#change(conversation.id, { archived: true }, 'archived');
    }
  }

  /** The author that an id stands for: an admin, or a contact (else 404). */
  authorOf(id: string): Author {
    if (this.#workspace.admins.has(id)) return { type: 'admin', id };
    return { type: this.#workspace.contacts.get(id).role, id };
  }

  #admin(id: string): Author {
    return { type: 'admin', id: this.#workspace.admins.get(id, 'not_found').id };
  }

  #change(id: string, values: Partial<Conversation>, what: string): Conversation {
    const after = this.all.put({ ...this.get(id), ...values, updated_at: this.#workspace.clock.now() });
    this.#workspace.changes.tell('conversation', id, what);
    return after;
  }

  #append(
    id: string,
    values: PartValues,
    at = this.#workspace.clock.now(),
    what = 'updated',
    change: () => Partial<Conversation> = () => ({}),
  ): Conversation {
    const before = this.get(id);
    const changed = change();
    const parts = this.#parts.get(id) ?? [];
    parts.push(this.#part(values, at, changed.state ?? before.state));
    this.#parts.set(id, parts);
    const statistics = { ...(changed.statistics ?? before.statistics), count_conversation_parts: parts.length };
    return this.#change(id, { ...changed, statistics }, what);
  }

  #part(values: PartValues, at: number, state: State): Part {
    return {
      id: this.#workspace.ids.part(),
      body: null,
      assigned_to: null,
      attachments: [],
      redacted: false,
      ...values,
      created_at: at,
      updated_at: at,
      state,
    };
  }
}

const partNotFound = (): Refusal => notFound('Part', 'conversation_part_or_message_not_found');
