import type { CompositeStep } from '../action';
import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import type { Input, Operation } from '../intercom/operation';
import { isoOf } from '../iso';
import { namesOf } from '../masterdata/categories';
import { companyDigest, fieldsDigest } from '../masterdata/digest';
import { type IdSource, ownId } from '../masterdata/identity';
import { companyOf, organizationOf } from '../masterdata/organization';
import { mappingOf } from '../masterdata/settings';
import { changedAt } from '../masterdata/stamp';
import { textOf } from '../masterdata/text';
import { isCustom, transformed } from '../masterdata/transform';
import { choice, flag } from '../oih/fields';
import type { StepField } from '../oih/stepField';
import type { Config, Metadata } from '../oih/types';
import type { Organization } from '../types';
import { validInput } from '../validate';
import { type CompanyOperations, companyUpsertFields, companyUpsertSettings, upsertCompany } from './companies';
import { bringTags, requireFew, type TagOperations, toldEntries } from './lists';
import type { Found } from './matches';
import { SyncReview, syncFields, syncSettings, withoutMark } from './synced';
import { type Kind, synchronise, withAttributes } from './synchronise';
import { asFound, isIntercomId, isReplaced, withoutNulls } from './upserted';

/** The operations that an upsert of organizations calls. */
export interface OrganizationOperations {
  company: CompanyOperations;
  /** Puts tags on companies and takes them off. */
  tag: Operation;
  attributes: Operation;
}

// What is unchanged is never written here.
const { skipUnchanged: _, ...matchFields } = companyUpsertFields;

/** The step field that says where a company's own id comes from. */
export const companyIdField: StepField = {
  label: 'Company id from',
  viewClass: 'SelectView',
  required: false,
  model: {
    recordUid: "The other application's id (recordUid)",
    oihUid: "The hub's id (oihUid)",
    name: 'Its name',
    none: 'Nowhere',
  },
  note: "What becomes the company_id of a new company, never to be changed, and finds the company again. `recordUid` when left out; with id linking use `oihUid`, since `recordUid` is Intercom's own id there. With `none` Intercom gives the company_id, and a company is found by its name.",
};

/** The step field that says whether a company with an id of its own is the organization that has its name. */
const sameNameField: StepField = {
  label: 'Same name',
  viewClass: 'SelectView',
  required: false,
  model: { update: 'Is the same organization', create: 'Is another organization' },
  note: 'What a company is that has the name of the organization, where none has its company_id: `update` (when left out) takes it for the same, and it keeps its own company_id; `create` makes another company of that name, for an application in which several organizations share one.',
};

/** The step fields of an upsert of organizations, besides those of the mapping. */
export const organizationUpsertFields: Readonly<Record<string, StepField>> = {
  companyIdFrom: companyIdField,
  sameName: sameNameField,
  ...matchFields,
  ...syncFields,
};

/** The id under which the other application's organization is known in Intercom, as the step says; never Intercom's own. */
export function companyIdOf(config: Config, metadata: Metadata | undefined, name?: unknown): string | undefined {
  const source: IdSource = choice(config, 'companyIdFrom', ['recordUid', 'oihUid', 'name', 'none']);
  // The link outlives a company that was deleted, and the hub's id finds the one that was made since.
  return ownId(source === 'recordUid' && isReplaced(config, metadata) ? 'oihUid' : source, metadata, name);
}

/** Brings a company in step with an organization, and emits the organization that it is then. Throws what `synchronise` throws. */
export async function upsertOrganization(
  intercom: Intercom,
  operations: OrganizationOperations,
  organization: Organization,
  step: CompositeStep,
): Promise<void> {
  const { config, run } = step;
  const { company, attributes, tag } = operations;
  requireFew('categories', organization.categories);
  const mapping = mappingOf(config, 'organization');
  const settings = syncSettings(config);
  const nameCounts = choice(config, 'sameName', ['update', 'create']) === 'update';
  const { data, metadata = step.message.metadata } = transformed(run, step.message, (message) => message);
  const raw = isCustom(config) ? withoutMark(rawCompany(data), settings) : undefined;
  // Nobody can change the company_id of a company that is there.
  const wanted = (): Input => {
    const { company_id: _own, ...fields } = raw ?? { ...companyOf(organization, mapping) };
    return fields;
  };
  const digest = (record: Found) =>
    raw && settings.attribute !== undefined
      ? fieldsDigest(withoutMark(rawCompany(record), settings))
      : companyDigest(record, mapping);
  const sync = new SyncReview(settings, { wanted, digest, custom: raw !== undefined }, changedAt(organization));
  const kind: Kind<never> = {
    async upsert(review) {
      const own = isObject(data) && raw ? textOf(data.id) : undefined;
      const fields = withoutNulls({
        id: isIntercomId(own) ? own : metadata?.recordUid,
        company_id: raw?.company_id ?? companyIdOf(config, metadata, organization.name),
        ...sync.marked(withoutNulls(wanted()), {}),
      });
      const input = raw ? validInput('upsertCompany', fields) : fields;
      return upsertCompany(intercom, company, input, { ...companyUpsertSettings(config), review, nameCounts });
    },
    async list(record) {
      const groups = raw ? undefined : toldEntries(organization.categories, mapping.lists);
      if (!groups) return { record, changed: false, shown: [], keepsMore: false };
      const tags = tagsOfCompanies(tag);
      const { entries, changed, shown } = await bringTags(intercom, tags, record, namesOf(groups), mapping.lists);
      return {
        record: changed ? { ...record, tags: { tags: entries } } : record,
        changed,
        shown: shown ? ['tags'] : [],
        keepsMore: !shown,
      };
    },
    // A company shows all its tags.
    whole: async (listed) => listed,
    read: async (company_id) => asFound((await intercom.call(company.retrieve, { company_id })).body),
    write: async (company_id, fields) => asFound((await intercom.call(company.update, { ...fields, company_id })).body),
    result: ({ record }) =>
      flag(config, 'skipTransformation')
        ? record
        : { ...organizationOf(record, mapping), lastUpdate: isoOf(sync.editedAt(record)) },
  };
  const names = [...mapping.attributes, settings].flatMap(({ attribute }) => attribute ?? []);
  const work = () => synchronise(kind, sync, step);
  await withAttributes(intercom, { list: attributes, model: 'company', names }, work);
}

function tagsOfCompanies(tag: Operation): TagOperations {
  return {
    attach: (id, name) => [tag, { name, companies: [{ id }] }],
    detach: (id, { name }) => [tag, { name, companies: [{ id, untag: true }] }],
  };
}

/** The fields of a company that can be written; of a whole company the others are left out. */
const WRITABLE = [
  'company_id',
  'name',
  'plan',
  'size',
  'website',
  'industry',
  'custom_attributes',
  'remote_created_at',
  'monthly_spend',
];

/** What can be written of a company; an empty name is left out, since a company's name is never erased. */
function rawCompany(data: unknown): Input {
  const fields = Object.entries(isObject(data) ? data : {}).filter(
    ([name, value]) => WRITABLE.includes(name) && !(name === 'name' && String(value ?? '').trim() === ''),
  );
  return Object.fromEntries(
    fields.map(([name, value]) => [name, name === 'plan' && isObject(value) ? value.name : value]),
  );
}
