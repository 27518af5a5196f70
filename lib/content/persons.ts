import type { Operation } from '../intercom/operation';
import { itemsOf } from '../intercom/pages';
import { contactDigest } from '../masterdata/digest';
import { personOf } from '../masterdata/person';
import { mappingOf } from '../masterdata/settings';
import { completed, type Embedded } from '../polling/embedded';
import type { SourceRecord } from '../polling/source';
import { fieldAt } from '../sources/record';
import type { ContentOf } from './content';
import { masterdata } from './masterdata';

/** What a person shows besides the contact itself. */
export interface PersonOperations {
  /** All tags of the workspace: a contact shows only their ids. */
  tags: Operation;
  /** The lists of which a contact shows the first ten. */
  embedded: Embedded;
}

/**
 * Contacts as persons. Only persons that are emitted cost calls: one a run for the names of tags, where a person has
 * any, and one for each list of more than ten.
 */
export function persons({ tags, embedded }: PersonOperations): ContentOf {
  return masterdata(({ config }, intercom) => {
    const mapping = mappingOf(config, 'person');
    let names: Promise<Map<unknown, string>> | undefined;
    const readNames = async () => {
      const { body } = await intercom.call(tags);
      return new Map(itemsOf(body, 'data').map(({ id, name }) => [id, String(name)]));
    };
    const tagsOf = async (contact: SourceRecord) => {
      const ids = idsIn(contact, 'tags');
      if (ids.length === 0) return [];
      names ??= readNames();
      const known = await names;
      return ids.flatMap((id) => ({ name: known.get(id) }));
    };
    return {
      digest: (contact) => contactDigest(contact, mapping),
      async map(contacts) {
        if (mapping.lists === 'none') return contacts.map((contact) => personOf(contact, mapping));
        const listed = await completed(
          intercom,
          contacts.map((record) => ({ record })),
          embedded,
        );
        return Promise.all(listed.map(async ({ record }) => personOf(record, mapping, { tags: await tagsOf(record) })));
      },
    };
  });
}

function idsIn(record: SourceRecord, list: string): unknown[] {
  return itemsOf(fieldAt(record, list), 'data').map(({ id }) => id);
}
