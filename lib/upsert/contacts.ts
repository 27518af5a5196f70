import { setTimeout as pause } from 'node:timers/promises';
import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import { ApiError, IntercomError, isGone } from '../intercom/errors';
import type { Input, Operation } from '../intercom/operation';
import { choice, flag } from '../oih/fields';
import type { StepField } from '../oih/stepField';
import type { Config } from '../oih/types';
import {
  type ContactKey,
  ContactMatcher,
  type ContactReads,
  matchByField,
  matchByOf,
  roleOf,
  withTrimmedKeys,
} from './contactMatcher';
import { chosen, type Found, MatchError, ON_MULTIPLE, type OnMultiple, onMultipleField } from './matches';
import { type Review, reviewOf, skipUnchangedField, type Upserted } from './upserted';

/** The operations that an upsert of contacts calls. */
export interface ContactOperations extends ContactReads {
  create: Operation;
  update: Operation;
  archive: Operation;
  unarchive: Operation;
}

export interface ContactUpsertSettings {
  matchBy: readonly ContactKey[];
  onMultiple: OnMultiple;
  /** Whether an archived contact that blocks the new one is brought back. */
  unarchive: boolean;
  /** Reads each contact that is there before it is written, and says what to write. */
  review?: Review;
  /** Contacts as they were written a moment ago: the search may not show them yet. */
  recent?: readonly Found[];
}

/** The step fields that make up the settings. */
export const contactUpsertFields: Readonly<Record<string, StepField>> = {
  matchBy: matchByField,
  onMultiple: onMultipleField,
  unarchive: {
    label: 'Bring back archived',
    viewClass: 'CheckBoxView',
    required: false,
    note: 'true brings an archived contact back when it is the one that is meant, and updates it. When left out or false, the message fails with an error that says so.',
  },
  skipUnchanged: skipUnchangedField,
};

/** Reads the settings out of a step's fields. Throws ConfigurationError. */
export function contactUpsertSettings(config: Config): ContactUpsertSettings {
  return {
    matchBy: matchByOf(config),
    onMultiple: choice(config, 'onMultiple', ON_MULTIPLE),
    unarchive: flag(config, 'unarchive'),
    ...reviewOf(config),
  };
}

/** How often an upsert begins anew when the contact that it found is gone by the time it writes. */
const ATTEMPTS = 5;
const PAUSE_MS = 25;

/** A contact was deleted, merged or archived since it was found. */
class Vanished extends IntercomError {
  constructor() {
    super('A contact vanished while it was written.');
  }
}

/** Somebody goes on deleting and creating it. Time mends that, so the message comes back. */
class UnsettledError extends IntercomError {
  override readonly retryable = true;
}

/**
 * Brings a contact to hold the given fields: updates the one that matches, or creates it. A field that is left out
 * stays as it is, and null empties it. Several runs with the same e-mail address or external id make one user, also at
 * the same moment, since Intercom refuses the second with a 409 that names the first.
 * Returns one contact, or each that matches where `onMultiple` is `all`. Throws InvalidInputError where the input has
 * nothing to match by, MatchError, and the client's errors; all that are retryable may be tried again from the start.
 */
export async function upsertContact(
  intercom: Intercom,
  operations: ContactOperations,
  input: Input,
  settings: ContactUpsertSettings,
): Promise<Upserted[]> {
  const upsert = new ContactUpsert(intercom, operations, input, settings);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await upsert.attempt();
    } catch (error) {
      if (!(error instanceof Vanished)) throw error;
      if (attempt === ATTEMPTS) {
        throw new UnsettledError(
          `${operations.create.request}: the contact was deleted and made anew ${ATTEMPTS} times while it was written.`,
        );
      }
      await pause(Math.random() * PAUSE_MS * 2 ** attempt);
    }
  }
}

/** One upsert of one contact, and what it has learnt about it so far. */
class ContactUpsert {
  private readonly fields: Input;
  private readonly matcher: ContactMatcher;
  /** Contacts that were found and then not there, and what Intercom said: deleted, merged, or archived. */
  private readonly gone = new Map<string, ApiError | undefined>();
  /** Those of them that turned out to be there after all: somebody else has brought them back. */
  private readonly revived = new Set<string>();
  /** Those that could not be brought back, since they were not there. */
  private readonly lost = new Set<string>();

  constructor(
    private readonly intercom: Intercom,
    private readonly operations: ContactOperations,
    input: Input,
    private readonly settings: ContactUpsertSettings,
  ) {
    const { id, ...fields } = withTrimmedKeys(input);
    const { matchBy, recent } = settings;
    this.fields = fields;
    this.matcher = new ContactMatcher(intercom, operations, input, matchBy, operations.create.request, recent);
  }

  async attempt(): Promise<Upserted[]> {
    const { keys } = this.matcher;
    const { onMultiple } = this.settings;
    for (const key of keys) {
      const found = await this.matcher.find(key, onMultiple, (id) => this.gone.has(id));
      const written: Upserted[] = [];
      try {
        for (const record of chosen(found, onMultiple, this.operations.update.request)) {
          written.push(await this.update(String(record.id), key[0], key[0] === 'id' ? undefined : record));
        }
      } catch (error) {
        // A hint that leads nowhere is passed over; it may come from another system.
        if (!(error instanceof Vanished && key[0] === 'id')) throw error;
      }
      if (written.length > 0) return written;
    }
    if (keys.some(([key]) => key !== 'id')) return [await this.create()];
    if (this.settings.unarchive) return [await this.bringBackFirst(keys.map(([, id]) => id))];
    throw new MatchError(
      `${this.operations.update.request}: there is no contact with this id (deleted, archived, merged, or of another workspace), and nothing else to match by.`,
    );
  }

  /** Writes to the contact of this id; `record` is the contact where it was read just now. Throws Vanished. */
  private async update(id: string, key: ContactKey | 'conflict', record?: Found): Promise<Upserted> {
    const { review } = this.settings;
    let fields: Input | undefined = this.fields;
    if (review) {
      const current = record ?? (await this.matcher.read(id));
      if (!current) return this.vanished(id);
      fields = review(current, this.fields);
      if (fields === undefined) return { record: current, outcome: 'unchanged' };
      // Another id than the one asked for is that of the contact into which it was merged.
      return this.write(String(current.id), fields, key);
    }
    return this.write(id, fields, key);
  }

  private async write(id: string, fields: Input, key: ContactKey | 'conflict'): Promise<Upserted> {
    try {
      const { body } = await this.intercom.call(this.operations.update, { ...fields, contact_id: id });
      return { record: isObject(body) ? body : { id }, outcome: 'updated' };
    } catch (error) {
      if (isGone(error)) {
        return error.mergedInto === undefined ? this.vanished(id, error) : this.follow(error.mergedInto, key);
      }
      // Found by a lesser key, while the contact that has the greater one has come up meanwhile.
      const other = error instanceof ApiError ? error.conflictingId : undefined;
      if (other === undefined || other === id || key === 'id' || key === 'conflict') throw error;
      return this.resolve(other, error instanceof ApiError && error.conflictArchived);
    }
  }

  /** Updates the contact into which the one to write to was merged: the id's new owner, or one that is meant itself. */
  private async follow(id: string, key: ContactKey | 'conflict'): Promise<Upserted> {
    if (key === 'id') return this.update(id, key);
    const record = await this.matcher.read(id);
    if (record && this.matcher.isMeant(record)) return this.update(String(record.id), key, record);
    if (record && key === 'conflict') throw this.another();
    throw new Vanished();
  }

  private vanished(id: string, error?: ApiError): never {
    this.gone.set(id, error);
    throw new Vanished();
  }

  private async create(): Promise<Upserted> {
    const { create } = this.operations;
    const { external_id, email } = this.fields;
    const isUnique = isUniqueUser(this.fields);
    const role = !external_id && !email ? { role: 'lead' } : {};
    try {
      // A user that was made although no answer came is found by the second attempt, which is refused and names it.
      const { body } = await this.intercom.call({ ...create, repeatable: isUnique }, { ...role, ...this.fields });
      return { record: isObject(body) ? body : {}, outcome: 'created' };
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
      if (error.conflictingId !== undefined) return this.resolve(error.conflictingId, error.conflictArchived);
      throw new UnsettledError(
        `${error.message}. The contact exists, but Intercom did not say which one it is, and its search does not show it yet.`,
      );
    }
  }

  /** Updates the contact that Intercom named when it refused, provided that it is the one that is meant. */
  private async resolve(id: string, archived: boolean): Promise<Upserted> {
    const isSure = this.canConflictInOneWay();
    const wasGone = this.gone.has(id);
    if (isSure && !wasGone) return archived ? this.bringBack(id, isSure) : this.update(id, 'conflict');
    const record = await this.matcher.read(id);
    if (record && !isSure && !this.matcher.isMeant(record)) throw this.another();
    // Nothing but an archived contact is in the way without being there.
    if (archived || (wasGone && !record)) return this.bringBack(id, isSure || record !== undefined);
    if (!record) return this.vanished(id);
    if (wasGone) this.revive(id);
    return this.update(String(record.id), 'conflict', record);
  }

  /** Whether a refusal can have one reason only, and that makes it the contact that is meant: it need not be looked at. */
  private canConflictInOneWay(): boolean {
    const sent = this.matcher.keys.filter(([key]) => key === 'external_id' || key === 'email');
    return sent.length === 1 && [this.fields.external_id, this.fields.email].filter(Boolean).length === 1;
  }

  private another(): MatchError {
    return new MatchError(
      `${this.operations.create.request}: another contact has this e-mail address or external_id already, and matchBy (${this.settings.matchBy.join(', ')}) makes it a different one. To update that one, put the field that they share first in matchBy; nothing was changed.`,
    );
  }

  /** For a contact that is in the way of a new one, was not there when it was written, and is there now. */
  private revive(id: string): void {
    const refusal = this.gone.get(id);
    // It is there, and not for the first time: what was not found is something that the fields name, such as an owner.
    if (this.revived.has(id) && refusal) throw refusal;
    this.revived.add(id);
    this.gone.delete(id);
  }

  /** Brings back the first of the contacts that can be; ids alone are hints, any of which may lead nowhere. */
  private async bringBackFirst([id = '', ...others]: readonly string[]): Promise<Upserted> {
    try {
      return await this.bringBack(id, true);
    } catch (error) {
      if (others.length === 0 || !(error instanceof MatchError)) throw error;
      return this.bringBackFirst(others);
    }
  }

  /** Unarchives a contact and updates it; `isMeant` tells that it is surely the one, else it is looked at once it can be. */
  private async bringBack(id: string, isMeant: boolean): Promise<Upserted> {
    const { archive, unarchive } = this.operations;
    if (!this.settings.unarchive) {
      throw new MatchError(
        `${this.operations.create.request}: the contact exists, but it is archived. Set unarchive to true in this step to bring it back and update it, or send another e-mail address and external_id; nothing was changed.`,
      );
    }
    try {
      await this.intercom.call({ ...unarchive, repeatable: true }, { contact_id: id });
    } catch (error) {
      if (!(error instanceof ApiError) || error.retryable) throw error;
      // Deleted since it was in the way, it is so no more; unless it is in the way once again.
      if (error.status === 404 && this.matcher.keys.some(([key]) => key !== 'id') && !this.lost.has(id)) {
        this.lost.add(id);
        return this.vanished(id);
      }
      throw new MatchError(
        `${error.message}. Intercom cannot bring this contact back: it was merged or deleted for good, and its e-mail address and external_id stay taken for some days.`,
      );
    }
    const current = isMeant ? undefined : await this.matcher.read(id);
    if (current && !this.matcher.isMeant(current)) {
      await this.intercom.call({ ...archive, repeatable: true }, { contact_id: id });
      throw this.another();
    }
    const { record } = await this.update(id, 'conflict', current);
    return { record, outcome: 'updated' };
  }
}

/** Whether Intercom has at most one user with these values: it refuses a second with the same external id or e-mail address, but takes any number of leads. */
export function isUniqueUser(fields: Input): boolean {
  return Boolean(fields.external_id || fields.email) && roleOf(fields) !== 'lead';
}
