import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import type { Input, Operation } from '../intercom/operation';
import type { Found } from './matches';
import { orNothing } from './orNothing';

/**
 * The tag of this name, made where there is none; where `tag_id` names a tag, that one gets the name. `createOrUpdate`
 * is the operation that does either. Names are unique, so that several runs make one tag, also at the same moment.
 * Throws what the client throws.
 */
export async function upsertTag(
  intercom: Intercom,
  createOrUpdate: Operation,
  { tag_id, name }: Input,
): Promise<Found> {
  const write = async (fields: Input) => {
    const { body } = await intercom.call({ ...createOrUpdate, repeatable: true }, fields);
    return isObject(body) ? body : {};
  };
  const hasId = tag_id !== undefined && tag_id !== null && tag_id !== '';
  // One that leads nowhere was deleted, or never was one of this workspace's.
  const renamed = hasId ? await orNothing(() => write({ tag_id, name })) : undefined;
  return renamed ?? write({ name });
}
