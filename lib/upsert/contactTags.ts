import type { Intercom } from '../intercom/client';
import { isGone } from '../intercom/errors';
import type { Input, Operation } from '../intercom/operation';
import { type BatchSettings, batch, type ItemResult } from './batch';
import { type ForJob, inJobs } from './bulkJob';
import { type ContactKey, ContactMatcher, type ContactReads, keysOf } from './contactMatcher';
import { chosen, MatchError, type OnMultiple } from './matches';

/** The operations that tagging contacts calls. */
export interface TaggingOperations extends ContactReads {
  attach: Operation;
  bulkUpdate: Operation;
  retrieveJob: Operation;
}

export interface TaggingSettings extends BatchSettings {
  matchBy: readonly ContactKey[];
  onMultiple: OnMultiple;
  /** Where it is given, contacts with an id from Intercom are tagged by bulk jobs, which are waited for so long. */
  waitSeconds?: number;
}

/**
 * Puts a tag on many contacts, some at once. A tag that a contact has already stays, so all of it may be done again.
 * Returns a result for each. Throws, for a rebound, where Intercom is away.
 */
export async function tagContacts(
  intercom: Intercom,
  operations: TaggingOperations,
  tagId: string,
  contacts: readonly Input[],
  settings: TaggingSettings,
): Promise<ItemResult[]> {
  const { matchBy, onMultiple, waitSeconds } = settings;
  const inHand =
    waitSeconds === undefined ? new Map() : await inBulk(intercom, operations, tagId, contacts, waitSeconds);
  const results = [...inHand].map(
    ([index, { job, isDone }]): ItemResult => ({
      index,
      id: String(contacts[index]?.id),
      outcome: isDone ? 'updated' : 'pending',
      ...(!isDone && { job_id: job }),
    }),
  );
  const rest = [...contacts.keys()].filter((index) => !inHand.has(index)).map((index) => [index]);
  const one = async (index: number) => {
    const where = operations.attach.request;
    const tag = async (id: string) => {
      await intercom.call({ ...operations.attach, repeatable: true }, { contact_id: id, tag_id: tagId });
      return id;
    };
    /** Tags a contact, or the one that it was merged into. Returns its id; undefined where it is gone. */
    const tagged = async (id: string) => {
      try {
        return await tag(id);
      } catch (error) {
        if (!isGone(error)) throw error;
        // Only reading it is sure to tell of a merge.
        const into = error.mergedInto ?? (await matcher.read(id))?.id;
        // The contact is there: it is the tag that is not.
        if (into === id) throw error;
        return into === undefined ? undefined : tag(String(into));
      }
    };
    const matcher = new ContactMatcher(intercom, operations, contacts[index] ?? {}, matchBy, where);
    for (const key of matcher.keys) {
      const ids: string[] = [];
      for (const { id } of chosen(await matcher.find(key, onMultiple), onMultiple, where)) {
        const one = await tagged(String(id));
        if (one !== undefined) ids.push(one);
      }
      const [id] = ids;
      if (id !== undefined) return { outcome: 'updated' as const, id, ...(ids.length > 1 && { ids }) };
    }
    throw new MatchError(`${where}: no contact matches.`);
  };
  results.push(...(await batch(rest, settings, inHand.size === 0, one)));
  return results.sort((a, b) => a.index - b.index);
}

/** Only contacts with an id: to find the others takes a call for each, as tagging them does. */
function inBulk(
  intercom: Intercom,
  { bulkUpdate, retrieveJob }: TaggingOperations,
  tagId: string,
  contacts: readonly Input[],
  waitSeconds: number,
) {
  const known = contacts.flatMap((contact, index): ForJob[] => {
    const id = keysOf(contact, ['id'])[0]?.[1];
    return id === undefined ? [] : [[index, { id, tags: { add: [{ id: tagId }] } }]];
  });
  return inJobs(intercom, retrieveJob, [[bulkUpdate, known]], waitSeconds);
}
