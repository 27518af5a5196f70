import type { CompositeStep } from '../action';
import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import type { Input, Operation } from '../intercom/operation';
import { isoOf } from '../iso';
import { namesOf } from '../masterdata/categories';
import { contactDigest, fieldsDigest } from '../masterdata/digest';
import { ownId } from '../masterdata/identity';
import type { Mapping } from '../masterdata/mapping';
import { type ContactLists, contactOf, personOf } from '../masterdata/person';
import { organizationsOf } from '../masterdata/relations';
import { mappingOf } from '../masterdata/settings';
import { changedAt } from '../masterdata/stamp';
import { textOf } from '../masterdata/text';
import { isCustom, transformed } from '../masterdata/transform';
import { choice, flag } from '../oih/fields';
import type { StepField } from '../oih/stepField';
import type { Config, Logger, Metadata } from '../oih/types';
import type { Person } from '../types';
import { validInput } from '../validate';
import { withTrimmedKeys } from './contactMatcher';
import { type ContactOperations, contactUpsertFields, contactUpsertSettings, upsertContact } from './contacts';
import {
  bringCompanies,
  bringTags,
  type ContactCompanyOperations,
  companiesOf,
  type Entry,
  type ListOutcome,
  requireFew,
  type TagOperations,
  tagsOf,
  toldEntries,
} from './lists';
import type { Found } from './matches';
import { SyncReview, syncFields, syncSettings, withoutMark } from './synced';
import { type Brought, type Kind, type Listed, synchronise, withAttributes } from './synchronise';
import { asFound, isReplaced, withoutNulls } from './upserted';

/** The operations that an upsert of persons calls. */
export interface PersonOperations {
  contact: ContactOperations;
  tags: { list: Operation; create: Operation; detach: Operation };
  companies: ContactCompanyOperations;
  attributes: Operation;
}

// What is unchanged is never written here.
const { skipUnchanged: _, ...matchFields } = contactUpsertFields;

/** The step field that says where a contact's own id comes from. */
export const externalIdField: StepField = {
  label: 'External id from',
  viewClass: 'SelectView',
  required: false,
  model: { none: 'Nowhere', recordUid: "The other application's id (recordUid)", oihUid: "The hub's id (oihUid)" },
  note: "What becomes the external_id of a contact that has none, and finds the contact again at once. `none` when left out, since your own product may use external_id already; with id linking use `oihUid`, since `recordUid` is Intercom's own id there. A person without e-mail address may be made twice within minutes with `none`.",
};

/** The step fields of an upsert of persons, besides those of the mapping. */
export const personUpsertFields: Readonly<Record<string, StepField>> = {
  externalIdFrom: externalIdField,
  ...matchFields,
  ...syncFields,
};

/** The id under which the other application's person is known in Intercom, as the step says; never Intercom's own. */
export function externalIdOf(config: Config, metadata: Metadata | undefined): string | undefined {
  const source = choice(config, 'externalIdFrom', ['none', 'recordUid', 'oihUid']);
  return source === 'recordUid' && isReplaced(config, metadata) ? undefined : ownId(source, metadata);
}

/** Brings a contact in step with a person, and emits the person that it is then. Throws what `synchronise` throws. */
export async function upsertPerson(
  intercom: Intercom,
  operations: PersonOperations,
  person: Person,
  step: CompositeStep,
): Promise<void> {
  const { config, run } = step;
  const { contact, attributes } = operations;
  requireFew('categories', person.categories);
  requireFew('relations', person.relations);
  const mapping = mappingOf(config, 'person');
  const settings = syncSettings(config);
  const { data, metadata = step.message.metadata } = transformed(run, step.message, (message) => message);
  const external_id = externalIdOf(config, metadata);
  const raw = isCustom(config) ? withoutMark(rawContact(data), settings) : undefined;
  const wanted = (record: Found): Input => ({
    ...(raw ?? contactOf(person, mapping, record)),
    ...(external_id !== undefined &&
      external_id !== record.id &&
      textOf(record.external_id) === undefined && { external_id }),
  });
  const digest = (record: Found) =>
    raw && settings.attribute !== undefined
      ? fieldsDigest(withoutMark(lasting(rawContact(record)), settings))
      : contactDigest(record, mapping);
  const sync = new SyncReview(settings, { wanted, digest, custom: raw !== undefined }, changedAt(person));
  const kind: Kind<ContactLists> = {
    async upsert(review) {
      // An id that leads nowhere is passed over: each may be the other application's, also in Intercom's shape.
      const ids = [isObject(data) && raw ? textOf(data.id) : undefined, metadata?.recordUid];
      const fields = sync.marked(withoutNulls(wanted({})), {});
      const id = ids.find((one) => one !== undefined);
      const input = { ...(raw ? validInput('upsertContact', { id, ...fields }) : fields), id: ids };
      return upsertContact(intercom, contact, input, { ...contactUpsertSettings(config), review });
    },
    list: (record) => bringLists(intercom, operations, record, raw ? {} : person, mapping, run.step.logger),
    whole: async (listed) => (raw ? listed : wholeLists(intercom, operations, listed, mapping)),
    read: async (contact_id) => asFound((await intercom.call(contact.retrieve, { contact_id })).body),
    write: async (contact_id, fields) => asFound((await intercom.call(contact.update, { ...fields, contact_id })).body),
    result: ({ record, lists }) =>
      flag(config, 'skipTransformation')
        ? record
        : { ...personOf(record, mapping, lists), lastUpdate: isoOf(sync.editedAt(record)) },
  };
  const names = [...mapping.attributes, settings].flatMap(({ attribute }) => attribute ?? []);
  const work = () => synchronise(kind, sync, step);
  await withAttributes(intercom, { list: attributes, model: 'contact', names }, work);
}

/** Brings tags and companies to be those of the person. A list that the person does not have costs no call. */
async function bringLists(
  intercom: Intercom,
  { tags, companies }: PersonOperations,
  contact: Found,
  { categories, relations }: Person,
  mapping: Mapping,
  logger: Logger,
): Promise<Brought<ContactLists>> {
  const lists: ContactLists = {};
  const shown: string[] = [];
  let record = contact;
  let changed = false;
  let keepsMore = false;
  const took = (name: 'tags' | 'companies', outcome: ListOutcome) => {
    const { entries } = outcome;
    if (outcome.shown) shown.push(name);
    else keepsMore = true;
    if (!entries) return;
    lists[name] = entries;
    if (!outcome.changed) return;
    changed = true;
    record = withEmbedded(record, name, entries);
  };
  const groups = toldEntries(categories, mapping.lists);
  if (groups) took('tags', await bringTags(intercom, tagsOfContacts(tags), contact, namesOf(groups), mapping.lists));
  const ties = toldEntries(relations, mapping.lists);
  if (ties) {
    const how = { lists: mapping.lists, log: (line: string) => logger.warn(line) };
    took('companies', await bringCompanies(intercom, companies, contact, organizationsOf(ties), how));
  }
  return { record, lists, changed, shown, keepsMore };
}

/** A contact with those of its lists that its result shows, as far as they are not read yet. */
async function wholeLists(
  intercom: Intercom,
  { tags, companies }: PersonOperations,
  { record, lists = {} }: Listed<ContactLists>,
  mapping: Mapping,
): Promise<Listed<ContactLists>> {
  if (mapping.lists === 'none') return { record, lists };
  const isShort = isObject(record.companies) && record.companies.has_more === true;
  return {
    record,
    lists: {
      tags: lists.tags ?? (await tagsOf(intercom, tagsOfContacts(tags), record)),
      // Up to ten a contact shows itself.
      ...(lists.companies || isShort
        ? { companies: lists.companies ?? (await companiesOf(intercom, companies, record)) }
        : {}),
    },
  };
}

function tagsOfContacts({ list, create, detach }: PersonOperations['tags']): TagOperations {
  return {
    list,
    attach: (id, name) => [create, { name, users: [{ id }] }],
    detach: (contact_id, { id }) => [detach, { contact_id, tag_id: id }],
  };
}

/** Intercom shows the first ten entries of a list in a contact. */
const EMBEDDED = 10;

function withEmbedded(contact: Found, name: string, entries: readonly Entry[]): Found {
  const data = entries.slice(0, EMBEDDED).map(({ id }) => ({ id }));
  return { ...contact, [name]: { data, total_count: entries.length, has_more: entries.length > EMBEDDED } };
}

/** The fields of a contact that can be written; of a whole contact, as a trigger emits it, the others are left out. */
const WRITABLE = ['role', 'external_id', 'email', 'email_verified', 'phone', 'name', 'avatar', 'signed_up_at'].concat([
  'last_seen_at',
  'owner_id',
  'unsubscribed_from_emails',
  'language_override',
  'custom_attributes',
]);

function rawContact(data: unknown): Input {
  const fields = Object.entries(isObject(data) ? data : {}).filter(([name]) => WRITABLE.includes(name));
  return withTrimmedKeys(
    Object.fromEntries(
      fields.map(([name, value]) => [name, name === 'avatar' && isObject(value) ? value.image_url : value]),
    ),
  );
}

/** The fields that stay as they are while somebody merely visits. */
function lasting({ last_seen_at: _, ...fields }: Input): Input {
  return fields;
}
