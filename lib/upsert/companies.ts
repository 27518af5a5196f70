import type { Intercom } from '../intercom/client';
import { InvalidInputError } from '../intercom/errors';
import type { Input, Operation } from '../intercom/operation';
import { itemsOf } from '../intercom/pages';
import { choice } from '../oih/fields';
import type { StepField } from '../oih/stepField';
import type { Config } from '../oih/types';
import { chosen, type Found, ON_MULTIPLE, type OnMultiple, onMultipleField } from './matches';
import { orNothing } from './orNothing';
import { asFound, isIntercomId, type Review, reviewOf, skipUnchangedField, type Upserted } from './upserted';

/** The operations that an upsert of companies calls. */
export interface CompanyOperations {
  createOrUpdate: Operation;
  update: Operation;
  retrieve: Operation;
  find: Operation;
}

export interface CompanyUpsertSettings {
  /** What to do where several companies have the name; ids are unique. */
  onMultiple: OnMultiple;
  /** Reads a company that is there before it is written, and says what to write. */
  review?: Review;
  /** Whether a company of that name is meant where none has the `company_id`; it keeps its own. */
  nameCounts?: boolean;
}

/** The step fields that make up the settings. */
export const companyUpsertFields: Readonly<Record<string, StepField>> = {
  onMultiple: onMultipleField,
  skipUnchanged: skipUnchangedField,
};

/** Reads the settings out of a step's fields. Throws ConfigurationError. */
export function companyUpsertSettings(config: Config): CompanyUpsertSettings {
  return { onMultiple: choice(config, 'onMultiple', ON_MULTIPLE), ...reviewOf(config) };
}

/**
 * Brings a company to hold the given fields; one that is left out stays as it is. It is found by Intercom's `id` (a
 * hint: one that leads nowhere is passed over), else by `company_id`, else by `name`, which counts beside a company_id
 * where the settings say so. With company_id Intercom itself updates or creates, so that several runs make one company;
 * a name is not unique, and two runs at the same moment can make two. Returns one company, or each of that name where
 * `onMultiple` is `all`.
 * Throws InvalidInputError where the input has nothing to match by, MatchError, and the client's errors.
 */
export async function upsertCompany(
  intercom: Intercom,
  operations: CompanyOperations,
  { id, ...fields }: Input,
  { review, onMultiple, nameCounts }: CompanyUpsertSettings,
): Promise<Upserted[]> {
  const { createOrUpdate } = operations;
  const find = (query: Input) =>
    orNothing(async () =>
      itemsOf((await intercom.call(operations.find, query)).body, operations.find.paging?.items ?? []),
    );
  const retrieve = (company_id: unknown) =>
    orNothing(async () => asFound((await intercom.call(operations.retrieve, { company_id })).body));
  /** Writes to a company; nothing where it is gone by now. */
  const update = (record: Found) =>
    orNothing(async (): Promise<Upserted> => {
      const values = review ? review(record, fields) : fields;
      if (values === undefined) return { record, outcome: 'unchanged' };
      // The route's placeholder has the name of your own id of the company, which cannot be changed.
      const { body } = await intercom.call(operations.update, { ...values, company_id: record.id });
      return { record: asFound(body), outcome: 'updated' };
    });
  const create = async (unique: boolean): Promise<Upserted> => {
    const record = asFound((await intercom.call({ ...createOrUpdate, repeatable: unique }, fields)).body);
    // The answer does not tell; a company that is new was last changed when it was created.
    return { record, outcome: record.created_at === record.updated_at ? 'created' : 'updated' };
  };

  if (isIntercomId(id)) {
    const hinted = review ? await retrieve(id) : { id };
    const written = hinted && (await update(hinted));
    if (written) return [written];
  }
  const identified = hasValue(fields.company_id);
  if (identified) {
    const [known] = review ? ((await find({ company_id: fields.company_id })) ?? []) : [];
    const written = known && (await update(known));
    if (written) return [written];
  } else if (!hasValue(fields.name)) {
    throw new InvalidInputError(createOrUpdate.request, [
      'there is nothing to match by: company_id, name or the id from Intercom must have a value',
    ]);
  }
  const byName = hasValue(fields.name) && (nameCounts || !identified);
  const namesakes = byName ? ((await find({ name: fields.name })) ?? []) : [];
  const written: Upserted[] = [];
  for (const record of chosen(namesakes, onMultiple, createOrUpdate.request)) {
    written.push(...[await update(record)].filter((one) => one !== undefined));
  }
  return written.length > 0 ? written : [await create(identified)];
}

function hasValue(value: unknown): boolean {
  return (typeof value === 'string' && value.trim() !== '') || typeof value === 'number';
}
