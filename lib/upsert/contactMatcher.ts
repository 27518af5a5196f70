import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import { ConfigurationError, InvalidInputError, isGone } from '../intercom/errors';
import type { Input, Operation } from '../intercom/operation';
import { largestPages } from '../intercom/pages';
import type { Filter, Query } from '../intercom/search';
import { optionalWords } from '../oih/fields';
import type { StepField } from '../oih/stepField';
import type { Config } from '../oih/types';
import type { Found } from './matches';
import { isIntercomId } from './upserted';

/** By what a contact can be found, in the order that holds when a step names none. */
export const CONTACT_KEYS = ['id', 'external_id', 'email', 'phone'] as const;
export type ContactKey = (typeof CONTACT_KEYS)[number];

/** A key that a contact has a value for. */
export type KeyValue = readonly [key: ContactKey, value: string];

/** The operations by which contacts are found. */
export interface ContactReads {
  retrieve: Operation;
  retrieveByExternalId: Operation;
  search: Operation;
}

/** The step field that chooses the keys. */
export const matchByField: StepField = {
  label: 'Match by',
  viewClass: 'TextFieldView',
  required: false,
  placeholder: CONTACT_KEYS.join(', '),
  note: 'By what the contact is looked for, the surest first, with commas between: some of id, external_id, email and phone. One that the message lacks is passed over. `id, external_id, email, phone` when left out.',
};

/** The keys that a step chooses. Throws ConfigurationError for any other word. */
export function matchByOf(config: Config): readonly ContactKey[] {
  return optionalWords(config, 'matchBy')?.map(contactKey) ?? CONTACT_KEYS;
}

function contactKey(word: string): ContactKey {
  const key = CONTACT_KEYS.find((known) => known === word);
  if (key === undefined) throw new ConfigurationError(`matchBy must hold words of ${CONTACT_KEYS.join(', ')}.`);
  return key;
}

/** The role that a contact must have; undefined for either. Only users have an external id of ours: Intercom gives each lead one of its own and takes no other. */
export function roleOf({ role, external_id }: Input): unknown {
  return role ?? (external_id ? 'user' : undefined);
}

/** The keys of a contact that have a value, in the order of `matchBy`. */
export function keysOf(input: Input, matchBy: readonly ContactKey[]): KeyValue[] {
  return matchBy.flatMap((key): KeyValue[] => {
    const value = input[key];
    const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
    return text !== '' && (key !== 'id' || isIntercomId(text)) ? [[key, text]] : [];
  });
}

/** Whether a record has this value: an e-mail address in large or small letters, a telephone number however it is written. */
export function hasValue(record: Found, [key, value]: KeyValue): boolean {
  const own = record[key];
  return own !== null && own !== undefined && plain(key, String(own)) === plain(key, value);
}

function plain(key: ContactKey, value: string): string {
  if (key === 'email') return value.trim().toLowerCase();
  return key === 'phone' ? value.replace(/\D/g, '') : value;
}

/**
 * Whether a record that was found by one key has another value in a key that ranks before it: then it is somebody
 * else's. Of leads only the external id is no mark, since Intercom gives them one.
 */
export function isAnother(record: Found, foundBy: ContactKey, keys: readonly KeyValue[]): boolean {
  const rank = keys.findIndex(([key]) => key === foundBy);
  return keys.slice(0, rank).some(([key, value]) => {
    const own = record[key];
    if (key === 'id' || own === null || own === undefined || own === '') return false;
    return !(key === 'external_id' && record.role === 'lead') && !hasValue(record, [key, value]);
  });
}

/** Finds the contact that an input means: its keys are tried in their order. */
export class ContactMatcher {
  readonly keys: readonly [KeyValue, ...KeyValue[]];
  private readonly role: unknown;

  /**
   * `recent` are contacts as they were written a moment ago, which the search may not show yet. Throws
   * InvalidInputError, which begins with `where`, where the input has no value for any key.
   */
  constructor(
    private readonly intercom: Intercom,
    private readonly operations: ContactReads,
    input: Input,
    matchBy: readonly ContactKey[],
    where: string,
    private readonly recent: readonly Found[] = [],
  ) {
    const [first, ...others] = keysOf(input, matchBy);
    if (!first) {
      throw new InvalidInputError(where, [
        `there is nothing to match by: one of ${matchBy.join(', ')} must have a value (an id is one of Intercom's, 24 hex digits)`,
      ]);
    }
    this.keys = [first, ...others];
    this.role = roleOf(input);
  }

  /**
   * The contacts that have this value and belong to nobody else. `current` tells that they are as they are now; else
   * they are as the search index knows them, which can be minutes old, and for an id there is nothing but the id.
   */
  async find([key, value]: KeyValue): Promise<{ records: Found[]; current: boolean }> {
    const { records, current } = await this.having([key, value]);
    return { records: records.filter((record) => !isAnother(record, key, this.keys)), current };
  }

  /** The contact of this id, or the one that it was merged into; undefined where it is gone. */
  read(id: string): Promise<Found | undefined> {
    return this.answer(this.operations.retrieve, { contact_id: id });
  }

  /** Whether a record that was found by this key has it still, and belongs to nobody else. A telephone number may be kept in another form. */
  has(record: Found, key: KeyValue): boolean {
    return (key[0] === 'phone' || hasValue(record, key)) && !isAnother(record, key[0], this.keys);
  }

  /** Whether the record is the one that is meant: it has one of the keys, and belongs to nobody else. */
  isMeant(record: Found): boolean {
    const found = this.keys.find((key) => hasValue(record, key));
    return found !== undefined && !isAnother(record, found[0], this.keys);
  }

  private async having([key, value]: KeyValue): Promise<{ records: Found[]; current: boolean }> {
    const { retrieveByExternalId } = this.operations;
    if (key === 'id') return { records: [{ id: value }], current: false };
    // This operation knows users only (Intercom's reference).
    if (key === 'external_id' && this.role === 'user' && this.intercom.isSince(retrieveByExternalId.since ?? '2.7')) {
      const record = await this.answer(retrieveByExternalId, { external_id: value });
      return { records: record ? [record] : [], current: true };
    }
    const filter: Filter = { field: key, operator: '=', value };
    const role: Filter = { field: 'role', operator: '=', value: this.role };
    const ofAnyRole = this.role === undefined || key === 'external_id';
    const indexed = await this.search(ofAnyRole ? filter : { operator: 'AND', value: [filter, role] });
    const known = this.recent.filter(
      (record) => hasValue(record, [key, value]) && (ofAnyRole || record.role === this.role),
    );
    const fresh = indexed.filter(({ id }) => !this.recent.some((record) => record.id === id));
    // A telephone number may be found in another form; an external id is another one in other letters.
    return {
      records: [...known, ...fresh.filter((record) => key !== 'external_id' || hasValue(record, [key, value]))],
      current: false,
    };
  }

  private async search(query: Query): Promise<Found[]> {
    const { search } = this.operations;
    const found: Found[] = [];
    const input = search.paging ? largestPages(search.paging, { query }) : { query };
    for await (const { items } of this.intercom.pages(search, input)) found.push(...items);
    return found;
  }

  private async answer(operation: Operation, input: Input): Promise<Found | undefined> {
    try {
      const { body } = await this.intercom.call(operation, input);
      return isObject(body) ? body : undefined;
    } catch (error) {
      if (!isGone(error)) throw error;
      return error.mergedInto === undefined ? undefined : this.read(error.mergedInto);
    }
  }
}
