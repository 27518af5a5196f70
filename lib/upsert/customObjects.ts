import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import type { Input, Operation } from '../intercom/operation';
import { orNothing } from './orNothing';
import type { Review, Upserted } from './upserted';

/** The operations that an upsert of custom object instances calls. */
export interface CustomObjectOperations {
  createOrUpdate: Operation;
  find: Operation;
}

/**
 * Brings the instance of this type and `external_id` to hold the given fields; one that is left out stays as it is.
 * Intercom itself updates or creates by external_id, so that several runs make one instance.
 * Throws what the client throws.
 */
export async function upsertCustomObject(
  intercom: Intercom,
  { createOrUpdate, find }: CustomObjectOperations,
  input: Input,
  review?: Review,
): Promise<Upserted> {
  const { custom_object_type_identifier, ...fields } = input;
  let values: Input | undefined = fields;
  if (review) {
    const { external_id } = fields;
    const answer = await orNothing(() => intercom.call(find, { custom_object_type_identifier, external_id }));
    if (isObject(answer?.body)) {
      values = review(answer.body, fields);
      if (values === undefined) return { record: answer.body, outcome: 'unchanged' };
    }
  }
  const operation = { ...createOrUpdate, repeatable: true };
  const { body } = await intercom.call(operation, { ...values, custom_object_type_identifier });
  const record = isObject(body) ? body : {};
  // The answer does not tell; an instance that is new was last changed when it was created.
  return { record, outcome: record.created_at === record.updated_at ? 'created' : 'updated' };
}
