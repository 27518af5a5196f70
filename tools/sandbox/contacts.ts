import { Collection } from './collection';
import { type Activity, BLANK, type Contact, type ContactFields, type Role } from './contact';
import { invalid, missing, notFound, Refusal } from './errors';
import { boolean, integer, objectAt, oneOf, text } from './input';
import type { Body } from './router';
import { type Applied, withoutTag, withTag } from './tags';
import type { Workspace } from './workspace';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The contacts of a workspace and what can be done to them; used by the API's routes and by specs that act as Intercom's own users. */
export class Contacts {
  readonly all: Collection<Contact>;
  /** Oldest first. */
  readonly activities: Activity[] = [];
  readonly #workspace: Workspace;
  readonly #mergedInto = new Map<string, string>();
  // Ids by value; only what a look-up needs. Archived contacts are among them, since they still block a create.
  readonly #byExternalId = new Map<string, string>();
  readonly #byEmail = new Map<string, readonly string[]>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    this.all = new Collection<Contact>({
      clock: workspace.clock,
      lag: workspace.indexLag,
      shows: (contact) => !contact.archived,
    });
  }

  /** The contact, archived or not. Throws 404, or 410 for one that was merged away where `saysMerged`. */
  get(id: string, saysMerged = false): Contact {
    const contact = this.all.get(id);
    if (contact) return contact;
    const into = this.#mergedInto.get(id);
    if (into !== undefined && saysMerged) {
      throw new Refusal(410, 'contact_merged', 'This contact was merged into another one', {
        headers: { Link: `</contacts/${into}>; rel="canonical"` },
      });
    }
    throw notFound('Contact');
  }

  /** The contact with this external id, or undefined. */
  byExternalId(externalId: string): Contact | undefined {
    const id = this.#byExternalId.get(externalId);
    return id === undefined ? undefined : this.all.get(id);
  }

  /** Contacts with this e-mail address, of both roles, archived ones too; in the order they came. */
  byEmail(email: string): readonly Contact[] {
    const found: Contact[] = [];
    for (const id of this.#byEmail.get(email.toLowerCase()) ?? []) {
      const contact = this.all.get(id);
      if (contact) found.push(contact);
    }
    return found;
  }

  /** Makes a contact. Throws 409, naming the other's id, when a user has this e-mail address or any contact this external id. */
  create(fields: ContactFields | Body): Contact {
    const sent = readFields(fields);
    const { email, external_id } = sent;
    const role = sent.role ?? (email || external_id ? 'user' : undefined);
    if (!role) throw missing('role', 'A contact needs a role, an e-mail address or an external id');
    requireIdentity(role, email, external_id);
    if (external_id) this.#refuseTwin(this.byExternalId(external_id));
    if (email && role === 'user') this.#refuseTwin(this.byEmail(email).find((other) => other.role === 'user'));
    const at = this.#workspace.clock.now();
    const contact = this.all.put(
      this.#changed({ ...BLANK, id: this.#workspace.ids.contact(at), role, created_at: at, updated_at: at }, sent),
    );
    this.#enter(contact);
    this.#log({ event: 'contact.created', contact, at });
    this.#workspace.changes.tell('contact', contact.id, 'created');
    return contact;
  }

  /** Changes what was sent and leaves the rest. E-mail addresses may come to be shared; an external id may not (409). */
  update(id: string, fields: ContactFields | Body): Contact {
    const before = this.get(id);
    const sent = readFields(fields);
    const after = this.#changed(before, sent);
    requireIdentity(after.role, after.email, after.external_id);
    if (after.external_id && after.external_id !== before.external_id) {
      this.#refuseTwin(this.byExternalId(after.external_id));
    }
    this.#leave(before);
    const contact = this.#store(after);
    this.#enter(contact);
    if (after.role !== before.role) this.#log({ event: 'contact.role_updated', contact, at: contact.updated_at });
    this.#workspace.changes.tell('contact', id, 'updated');
    return contact;
  }

  archive(id: string): Contact {
    const contact = this.#store({ ...this.get(id), archived: true });
    this.#workspace.changes.tell('contact', id, 'archived');
    return contact;
  }

  unarchive(id: string): Contact {
    const contact = this.#store({ ...this.get(id), archived: false });
    this.#workspace.changes.tell('contact', id, 'unarchived');
    return contact;
  }

  /** Blocks and archives a contact; its conversations go out of sight too. */
  block(id: string): Contact {
    const contact = this.#store({ ...this.get(id), archived: true, blocked: true });
    this.#workspace.conversations.archiveThoseOf(id);
    this.#workspace.changes.tell('contact', id, 'blocked');
    return contact;
  }

  /** Deletes a contact for good and returns what it was. */
  delete(id: string): Contact {
    const contact = this.get(id);
    this.#leave(contact);
    this.all.remove(id);
    this.#log({ event: 'contact.deleted', contact, at: this.#workspace.clock.now() });
    this.#workspace.changes.tell('contact', id, 'deleted');
    return contact;
  }

  /**
   * Merges a lead into another contact, which gets its tags, companies, notes, conversations, and the values that it lacks.
   * Throws 400 `invalid_merge` for a source that is no lead, for itself, and, where `onlyDuplicates`, for two that share neither e-mail nor phone.
   */
  merge(from: string, into: string, onlyDuplicates = false): Contact {
    const source = this.get(from);
    const target = this.get(into);
    const refusal = mergeRefusal(source, target, onlyDuplicates);
    if (refusal) throw new Refusal(400, 'invalid_merge', refusal);
    const at = this.#workspace.clock.now();
    this.#leave(source);
    this.#leave(target);
    this.all.remove(from);
    const contact = this.#store({
      ...source,
      ...withoutEmpty(target),
      custom_attributes: { ...source.custom_attributes, ...target.custom_attributes },
      tags: source.tags.reduce(withTag, target.tags),
      companies: [...new Set([...target.companies, ...source.companies])],
      notes: [...target.notes, ...source.notes],
      merges: [{ source_contact_id: from, source_contact_role: source.role, merged_at: at }, ...target.merges],
    });
    this.#enter(contact);
    this.#mergedInto.set(from, into);
    this.#workspace.notes.moveToContact(source.notes, into);
    this.#workspace.conversations.moveToContact(from, into);
    this.#log({ event: 'contact.merged', contact, at, from, into });
    this.#workspace.changes.tell('contact', from, 'merged');
    this.#workspace.changes.tell('contact', into, 'updated');
    return contact;
  }

  tag(id: string, applied: Applied): Contact {
    return this.#touch(id, (contact) => ({ tags: withTag(contact.tags, applied) }), 'tagged', applied.id);
  }

  untag(id: string, tagId: string): Contact {
    return this.#touch(id, (contact) => ({ tags: withoutTag(contact.tags, tagId) }), 'untagged', tagId);
  }

  addCompany(id: string, companyId: string): Contact {
    return this.#touch(id, ({ companies }) => ({ companies: [...new Set([...companies, companyId])] }), 'updated');
  }

  removeCompany(id: string, companyId: string): Contact {
    return this.#touch(id, ({ companies }) => ({ companies: companies.filter((one) => one !== companyId) }), 'updated');
  }

  addNote(id: string, noteId: string): Contact {
    return this.#touch(id, ({ notes }) => ({ notes: [noteId, ...notes] }), 'noted');
  }

  /** Sets fields that no client can set, such as last_seen_at's fellows, location or segments. */
  set(id: string, values: Partial<Omit<Contact, 'id' | 'email' | 'external_id' | 'role'>>): Contact {
    return this.#touch(id, () => values, 'updated');
  }

  /** Takes in a contact that has been there for long, as seeds do: no checks, no change told, searches see it at once. */
  settle(contact: Contact): void {
    this.all.putSettled(contact);
    this.#enter(contact);
  }

  #touch(id: string, patch: (contact: Contact) => Partial<Contact>, what: string, about?: string): Contact {
    const before = this.get(id);
    const contact = this.all.put({ ...before, updated_at: this.#workspace.clock.now(), ...patch(before) });
    this.#workspace.changes.tell('contact', id, what, about);
    return contact;
  }

  #store(contact: Contact): Contact {
    return this.all.put({ ...contact, updated_at: this.#workspace.clock.now() });
  }

  #changed(before: Contact, { custom_attributes, ...sent }: ReadFields): Contact {
    const { attributes, admins } = this.#workspace;
    if (sent.owner_id && !admins.has(sent.owner_id)) throw invalid('owner_id', 'There is no admin with this owner_id');
    const merged = attributes.merge('contact', before.custom_attributes, custom_attributes);
    return { ...before, ...sent, custom_attributes: merged };
  }

  #refuseTwin(twin: Contact | undefined): void {
    if (!twin) return;
    // Clients read the id out of this message, so its end is Intercom's own.
    const what = twin.archived ? 'An archived contact' : 'This contact';
    throw new Refusal(409, 'conflict', `${what} already exists with id=${twin.id}`);
  }

  #enter({ id, email, external_id }: Contact): void {
    if (external_id) this.#byExternalId.set(external_id, id);
    if (email) this.#byEmail.set(email.toLowerCase(), [...(this.#byEmail.get(email.toLowerCase()) ?? []), id]);
  }

  #leave({ id, email, external_id }: Contact): void {
    if (external_id) this.#byExternalId.delete(external_id);
    if (!email) return;
    const others = (this.#byEmail.get(email.toLowerCase()) ?? []).filter((other) => other !== id);
    if (others.length > 0) this.#byEmail.set(email.toLowerCase(), others);
    else this.#byEmail.delete(email.toLowerCase());
  }

  #log(activity: Activity): void {
    const later = this.activities.findLastIndex((other) => other.at <= activity.at) + 1;
    this.activities.splice(later, 0, activity);
  }
}

/** Why two contacts cannot be merged, or undefined where they can. */
export function mergeRefusal(source: Contact, target: Contact, onlyDuplicates: boolean): string | undefined {
  if (source.id === target.id) return 'A contact cannot be merged with itself';
  if (source.role !== 'lead') return 'Only a lead can be merged into another contact';
  if (!onlyDuplicates) return undefined;
  const sameEmail = source.email && source.email.toLowerCase() === target.email?.toLowerCase();
  const samePhone = source.phone && source.phone === target.phone;
  return sameEmail || samePhone ? undefined : 'These contacts share neither e-mail address nor phone number';
}

type ReadFields = Mutable<Omit<ContactFields, 'custom_attributes'>> & { custom_attributes?: Body };

const TEXTS = ['external_id', 'email', 'phone', 'name', 'avatar', 'owner_id', 'language_override'] as const;
const STAMPS = ['signed_up_at', 'last_seen_at'] as const;

function readFields(fields: ContactFields | Body): ReadFields {
  const body: Body = { ...fields };
  const read: ReadFields = {};
  if (body.role !== undefined) read.role = oneOf(body.role, 'role', ['user', 'lead']);
  for (const field of TEXTS) {
    const value = text(body, field);
    if (value !== undefined) read[field] = value;
  }
  for (const field of STAMPS) {
    const value = integer(body, field);
    if (value !== undefined) read[field] = value;
  }
  const unsubscribed = boolean(body, 'unsubscribed_from_emails');
  if (unsubscribed !== undefined) read.unsubscribed_from_emails = unsubscribed ?? false;
  const attributes = objectAt(body, 'custom_attributes');
  if (attributes) read.custom_attributes = attributes;
  if (read.email && !/^[^@\s]+@[^@\s]+$/.test(read.email)) throw invalid('email', 'email is no e-mail address');
  return read;
}

function requireIdentity(role: Role, email: string | null | undefined, externalId: string | null | undefined): void {
  if (role === 'user' && !email && !externalId)
    throw missing('email', 'A user needs an e-mail address or an external id');
}

// What is missing in the one that stays is taken from the other.
function withoutEmpty(contact: Contact): Partial<Contact> {
  return Object.fromEntries(Object.entries(contact).filter(([, value]) => value !== null && value !== undefined));
}
