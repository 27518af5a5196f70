import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import { ConfigurationError, InvalidInputError, isGone } from '../intercom/errors';
import type { Input, Operation } from '../intercom/operation';
import { largestPages } from '../intercom/pages';
import { fitsPath } from '../intercom/request';
import type { Filter, Query } from '../intercom/search';
import { optionalWords } from '../oih/fields';
import type { StepField } from '../oih/stepField';
import type { Config } from '../oih/types';
import { asKept, canBeSamePhone } from './kept';
import { byAge, type Found, type OnMultiple } from './matches';
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

/** The keys of a contact that have a value, in the order of `matchBy`. `id` may be a list of ids, the surest first: the message's own, and the one that the hub knows. */
export function keysOf(input: Input, matchBy: readonly ContactKey[]): KeyValue[] {
  return matchBy.flatMap((key): KeyValue[] => {
    const values = new Set([input[key]].flat().map(textOf));
    return [...values].flatMap((text): KeyValue[] =>
      text === '' || (key === 'id' && !isIntercomId(text)) ? [] : [[key, text]],
    );
  });
}

/**
 * The input with its keys as they are looked for, and so to be sent: Intercom refuses an e-mail address with blanks
 * around it, and would keep them in an external id. A key of nothing but blanks says nothing and is left out.
 */
export function withTrimmedKeys(input: Input): Input {
  const isKey = (name: string) => CONTACT_KEYS.some((key) => key === name);
  const entries = Object.entries(input).map(
    ([name, value]) => [name, typeof value === 'string' && isKey(name) ? value.trim() : value] as const,
  );
  return Object.fromEntries(entries.filter(([name, value]) => value !== '' || !isKey(name)));
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** Whether a record has this value: an e-mail address in large or small letters, a telephone number however it is written. */
export function hasValue(record: Found, [key, value]: KeyValue): boolean {
  const own = record[key];
  return own !== null && own !== undefined && asKept(key, own) === asKept(key, value);
}

/** Whether a record can have this value: it does, or has the same telephone number without its country code. */
function mayHave(record: Found, [key, value]: KeyValue): boolean {
  const own = record[key];
  return hasValue(record, [key, value]) || (key === 'phone' && typeof own === 'string' && canBeSamePhone(own, value));
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
    return !(key === 'external_id' && record.role === 'lead') && !mayHave(record, [key, value]);
  });
}

/** Whether the role makes no difference to what a key finds. */
function isOfAnyRole(key: ContactKey, role: unknown): boolean {
  return role === undefined || key === 'external_id';
}

/** How many contacts settle what is done with several. */
const ENOUGH: Readonly<Record<OnMultiple, number>> = { error: 2, newest: 1, oldest: 1, all: Number.POSITIVE_INFINITY };

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
    this.role = roleOf(withTrimmedKeys(input));
  }

  /**
   * The contacts that have this value and belong to nobody else, each read just now; no more of them than it takes to
   * do what `onMultiple` says. For an id there is nothing but the id. Those that `isOut` names by their id are left out.
   */
  async find(key: KeyValue, onMultiple: OnMultiple, isOut: (id: string) => boolean = () => false): Promise<Found[]> {
    const [name, value] = key;
    if (name === 'id') return isOut(value) ? [] : [{ id: value }];
    const { retrieveByExternalId } = this.operations;
    const isRead = fitsPath(value) && this.intercom.isSince(retrieveByExternalId.since ?? '2.7');
    // This operation knows users only (Intercom's reference).
    if (name === 'external_id' && this.role === 'user' && isRead) {
      const record = await this.answer(retrieveByExternalId, { external_id: value });
      return record && !isOut(String(record.id)) && !isAnother(record, name, this.keys) ? [record] : [];
    }
    // The search shows contacts that are gone, and values that they had before, for some minutes more. So it only names
    // those to look at.
    const found = new Map<unknown, Found>();
    for (const id of await this.named(key, onMultiple)) {
      if (found.size >= ENOUGH[onMultiple]) break;
      const record = isOut(id) ? undefined : await this.read(id);
      if (record && this.isStill(record, key)) found.set(record.id, record);
    }
    return [...found.values()];
  }

  /** The contact of this id, or the one that it was merged into; undefined where it is gone. */
  read(id: string): Promise<Found | undefined> {
    return this.answer(this.operations.retrieve, { contact_id: id });
  }

  /** Whether a contact that the search gave for a key is meant, as it was read since: it has the value and the role still, and belongs to nobody else. */
  isStill(record: Found, key: KeyValue): boolean {
    const fits = isOfAnyRole(key[0], this.role) || record.role === this.role;
    return fits && mayHave(record, key) && !isAnother(record, key[0], this.keys);
  }

  /** Whether the record is the one that is meant: it has one of the keys, and belongs to nobody else. */
  isMeant(record: Found): boolean {
    const found = this.keys.find((key) => mayHave(record, key));
    return found !== undefined && !isAnother(record, found[0], this.keys);
  }

  /** Ids of the contacts that the search, or what was written a moment ago, shows with this value; the ones that `onMultiple` prefers first. */
  private async named([key, value]: KeyValue, onMultiple: OnMultiple): Promise<Set<string>> {
    const filter: Filter = { field: key, operator: '=', value };
    const role: Filter = { field: 'role', operator: '=', value: this.role };
    const indexed = await this.search(
      isOfAnyRole(key, this.role) ? filter : { operator: 'AND', value: [filter, role] },
    );
    const known = this.recent.filter((record) => hasValue(record, [key, value]));
    // One that the search takes for somebody else's is not looked at: many can share a telephone number.
    const shown = [...known, ...indexed].filter((record) => !isAnother(record, key, this.keys));
    if (onMultiple === 'newest') shown.sort((a, b) => byAge(b, a));
    if (onMultiple === 'oldest') shown.sort(byAge);
    return new Set(shown.map(({ id }) => String(id)));
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
