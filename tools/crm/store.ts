import { isDeepStrictEqual } from 'node:util';

/** What the sandbox CRM holds. */
export type Kind = 'persons' | 'organizations';

/** A person or an organization of the hub's master data model, without ids and stamps. */
export type Fields = Readonly<Record<string, unknown>>;

/** A record as the CRM keeps it. */
export interface CrmRecord {
  readonly uid: string;
  readonly fields: Fields;
  /** UNIX seconds at which somebody last edited it, here or in the application that it was synced from. */
  readonly edited: number;
  /** Its place in the order of all changes, whoever made them. */
  readonly serial: number;
  readonly deleted: boolean;
}

/** What an application asks the CRM to hold. */
export interface Incoming {
  /** The CRM's own id of the record, where the sender knows it. */
  uid?: string | undefined;
  fields: Fields;
  /** UNIX seconds at which the sender's record was edited; absent counts as newest. */
  edited?: number | undefined;
}

/** `kept`: what the CRM holds was edited later, or deleted, so nothing was written. */
export type Outcome = 'created' | 'updated' | 'unchanged' | 'kept';

/**
 * A CRM in memory. Its own people create, edit and delete; applications upsert and ask for what changed. A record keeps
 * the time of its last edit wherever that was made, so an edit that came by sync is not taken for one made here.
 */
export class Crm {
  /** Records created, changed or deleted by applications; what the CRM's own people do does not count. */
  writes = 0;
  readonly #records: Record<Kind, Map<string, CrmRecord>> = { persons: new Map(), organizations: new Map() };
  readonly #now: () => number;
  #serial = 0;

  /** `now` tells UNIX seconds. */
  constructor(now: () => number = () => Math.floor(Date.now() / 1000)) {
    this.#now = now;
  }

  /** The records that are not deleted, in the order in which they came. */
  all(kind: Kind): CrmRecord[] {
    return [...this.#records[kind].values()].filter(({ deleted }) => !deleted);
  }

  /** Throws RangeError where there is no such record. */
  get(kind: Kind, uid: string): CrmRecord {
    const record = this.#records[kind].get(uid);
    if (!record) throw new RangeError(`The CRM has no record ${uid} among its ${kind}`);
    return record;
  }

  /** Somebody enters a record. */
  create(kind: Kind, fields: Fields): CrmRecord {
    return this.#put(kind, this.#newUid(kind), fields, this.#now());
  }

  /** Somebody edits a record: what is not given stays, null erases. */
  edit(kind: Kind, uid: string, fields: Fields): CrmRecord {
    const before = this.get(kind, uid);
    return this.#put(kind, uid, merged(before.fields, fields), this.#after(before));
  }

  /** Somebody deletes a record. */
  remove(kind: Kind, uid: string): void {
    const before = this.get(kind, uid);
    this.#put(kind, uid, before.fields, this.#after(before), true);
  }

  /**
   * An application brings a record: it is found by its uid, else by what it is known by, and written only where it
   * differs. Of two edits the later one wins, and the CRM's own where both are of the same second.
   */
  upsert(kind: Kind, { uid, fields, edited = this.#now() }: Incoming): { record: CrmRecord; outcome: Outcome } {
    const found = this.#match(kind, uid, fields);
    if (!found) {
      this.writes += 1;
      return { record: this.#put(kind, this.#newUid(kind), merged({}, fields), edited), outcome: 'created' };
    }
    if (found.deleted) return { record: found, outcome: 'kept' };
    const after = merged(found.fields, fields);
    if (isSame(after, found.fields)) {
      // Nothing to write; but what is held is known to be of that time as well.
      if (edited > found.edited) this.#records[kind].set(found.uid, { ...found, edited });
      return { record: this.get(kind, found.uid), outcome: 'unchanged' };
    }
    if (edited <= found.edited) return { record: found, outcome: 'kept' };
    this.writes += 1;
    return { record: this.#put(kind, found.uid, after, edited), outcome: 'updated' };
  }

  /** An application asks for a deletion; one that is deleted already, or unknown, counts as done. */
  delete(kind: Kind, uid: string): void {
    const record = this.#records[kind].get(uid);
    if (!record || record.deleted) return;
    this.writes += 1;
    this.remove(kind, uid);
  }

  /** What changed after a serial, oldest change first, and the serial to ask from next time. */
  changes(kind: Kind, since: number): { records: CrmRecord[]; serial: number } {
    const records = [...this.#records[kind].values()].filter(({ serial }) => serial > since);
    return { records: records.sort((a, b) => a.serial - b.serial), serial: this.#serial };
  }

  #put(kind: Kind, uid: string, fields: Fields, edited: number, deleted = false): CrmRecord {
    this.#serial += 1;
    const record = { uid, fields: shown(kind, fields), edited, serial: this.#serial, deleted };
    this.#records[kind].set(uid, record);
    return record;
  }

  /** An edit is later than the one that it was made on top of, whatever the clocks say. */
  #after(before: CrmRecord): number {
    return Math.max(this.#now(), before.edited + 1);
  }

  #newUid(kind: Kind): string {
    return `${kind === 'persons' ? 'P' : 'O'}-${1000 + this.#records[kind].size + 1}`;
  }

  /** A record that is there before one that was deleted, which is only found so that it does not come back. */
  #match(kind: Kind, uid: string | undefined, fields: Fields): CrmRecord | undefined {
    const own = uid === undefined ? undefined : this.#records[kind].get(uid);
    if (own) return own;
    const key = keyOf(kind, fields);
    if (key === undefined) return undefined;
    return this.all(kind).find((record) => keyOf(kind, record.fields) === key);
  }
}

/** What a record is known by where no id helps: a person's e-mail address, an organization's name. */
function keyOf(kind: Kind, fields: Fields): string | undefined {
  const value = kind === 'persons' ? emailOf(fields) : fields.name;
  return typeof value === 'string' && value !== '' ? value.toLowerCase() : undefined;
}

/** The first e-mail address in a person's contactData. */
export function emailOf(fields: Fields): string | undefined {
  return entriesOf(fields).find(({ type, value }) => type === 'email' && value !== null)?.value ?? undefined;
}

/** An entry of contactData; a null value says that there is none of that type. */
interface Entry {
  type: string;
  value: string | null;
}

function entriesOf({ contactData }: Fields): Entry[] {
  return Array.isArray(contactData) ? contactData.map((entry) => ({ ...Object(entry) })) : [];
}

const byType = (one: Entry, other: Entry): number => one.type.localeCompare(other.type);

/** What was sent over what was there. A null stays, so that other applications are told of it. */
function merged(before: Fields, sent: Fields): Fields {
  const after = { ...before, ...sent };
  if (Array.isArray(sent.contactData)) after.contactData = mergedEntries(entriesOf(before), entriesOf(sent));
  return after;
}

/** Entries replace those of their type; a type that is not mentioned stays. */
function mergedEntries(before: readonly Entry[], sent: readonly Entry[]): Entry[] {
  const types = sent.map(({ type }) => type);
  return [...before.filter(({ type }) => !types.includes(type)), ...sent].sort(byType);
}

/** Whether two say the same: a null and what is missing are one, and so are two orders of entries. */
function isSame(one: Fields, other: Fields): boolean {
  return isDeepStrictEqual(content(one), content(other));
}

/** What a record holds, without what it only says to be empty. */
export function content(fields: Fields): Fields {
  const entries = entriesOf(fields).filter(({ value }) => value !== null);
  const told = Object.entries({ ...fields, contactData: entries.sort(byType) }).filter(([, value]) => !isEmpty(value));
  return Object.fromEntries(told);
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** A person's display name is the CRM's to make where there are parts of a name. */
function shown(kind: Kind, fields: Fields): Fields {
  if (kind !== 'persons') return fields;
  const parts = [fields.firstName, fields.middleName, fields.lastName].filter(Boolean);
  return parts.length === 0 ? fields : { ...fields, displayName: parts.join(' ') };
}
