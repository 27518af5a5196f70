import type { Intercom } from '../intercom/client';
import type { Input } from '../intercom/operation';
import { type BatchSettings, batch, type Done, type ItemResult } from './batch';
import { chainsOf } from './chains';
import { type ContactKey, keysOf, withTrimmedKeys } from './contactMatcher';
import { type ContactOperations, type ContactUpsertSettings, isUniqueUser, upsertContact } from './contacts';
import { asKept } from './kept';
import type { Found } from './matches';
import type { Upserted } from './upserted';

/** The chains of contacts that may be the same one: they share a value by which a contact is matched. */
export function contactChains(contacts: readonly Input[], matchBy: readonly ContactKey[]): number[][] {
  return chainsOf(contacts, (contact) =>
    keysOf(contact, matchBy).map(([key, value]) => `${key} ${asKept(key, value).toLowerCase()}`),
  );
}

/**
 * Upserts those of the contacts that `indexes` names, some at once; a contact that is there twice is written in order,
 * and the second time finds what the first one made, whatever the search knows. Returns a result for each. Throws, for
 * a rebound, where Intercom is away, every contact can be upserted again without harm, and `mayRebound`.
 */
export async function upsertEach(
  intercom: Intercom,
  operations: ContactOperations,
  given: readonly Input[],
  indexes: readonly number[],
  settings: ContactUpsertSettings & BatchSettings,
  mayRebound: boolean,
): Promise<ItemResult[]> {
  const { matchBy } = settings;
  const contacts = given.map(withTrimmedKeys);
  const wanted = new Set(indexes);
  const chains = contactChains(contacts, matchBy).map((chain) => chain.filter((index) => wanted.has(index)));
  const chainOf = new Map(chains.flatMap((chain) => chain.map((index) => [index, chain] as const)));
  const written = new Map<readonly number[], Found[]>();
  const repeatable = mayRebound && contacts.every((contact) => isRepeatable(contact, matchBy));
  return batch(chains, settings, repeatable, async (index) => {
    const chain = chainOf.get(index) ?? [];
    const recent = written.get(chain) ?? [];
    const upserted = await upsertContact(intercom, operations, contacts[index] ?? {}, { ...settings, recent });
    const fresh = upserted.map(({ record }) => record);
    written.set(chain, [...recent.filter(({ id }) => !fresh.some((record) => record.id === id)), ...fresh]);
    return doneOf(upserted);
  });
}

/** Whether doing it once more finds what was done the first time; a lead, or a contact that only a telephone number tells, may be made twice. */
function isRepeatable(contact: Input, matchBy: readonly ContactKey[]): boolean {
  return isUniqueUser(contact) || keysOf(contact, matchBy).every(([key]) => key === 'id');
}

/** What an upsert of one item comes to. */
function doneOf(upserted: readonly Upserted[]): Done {
  const [first] = upserted;
  const ids = upserted.map(({ record }) => String(record.id));
  return {
    outcome: first?.outcome ?? 'unchanged',
    ...(ids[0] !== undefined && { id: ids[0] }),
    ...(ids.length > 1 && { ids }),
  };
}
