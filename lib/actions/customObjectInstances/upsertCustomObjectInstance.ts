import { composite } from '../../action';
import type { CustomObjectInstance, UpsertCustomObjectInstanceInput } from '../../types';
import { upsertCustomObject } from '../../upsert/customObjects';
import { emitSame, reviewOf, skipUnchangedField } from '../../upsert/upserted';
import { process as createCustomObjectInstance } from './createCustomObjectInstance';
import { process as listCustomObjectInstances } from './listCustomObjectInstances';

const operations = { createOrUpdate: createCustomObjectInstance.operation, find: listCustomObjectInstances.operation };

export const process = composite<UpsertCustomObjectInstanceInput, CustomObjectInstance>(
  {
    title: 'Create or update a custom object instance by external id',
    description:
      'Updates the instance that has the external_id, or creates it, and returns it. Where no answer comes it is sent again, which makes no second one.',
    calls: Object.values(operations),
    fields: { skipUnchanged: skipUnchangedField },
  },
  async (intercom, input, step) => {
    const { review } = reviewOf(step.config);
    const { record } = await upsertCustomObject(intercom, operations, { ...input }, review);
    return emitSame([record], step);
  },
);
