import { withAttributes } from '../attributes';
import type { Intercom } from '../intercom/client';
import { InvalidInputError } from '../intercom/errors';
import type { Input } from '../intercom/operation';
import type { JsonSchema } from '../schema';
import { inputSchema } from '../validate';
import { declarationOf } from './functions';
import { textParameters } from './parameters';

/**
 * The input schema of an action with this workspace's own attributes in it: contacts, companies, conversations, and
 * tickets where `ticketTypeId` says of which type. Of other actions the schema as it is published.
 */
export async function describeInput(intercom: Intercom, given: Input): Promise<{ schema: JsonSchema }> {
  const { function: name = '', ticketTypeId } = textParameters(given, { function: true, ticketTypeId: false });
  const declaration = declarationOf(name);
  if (!declaration)
    throw new InvalidInputError('describe', ['function must be the name of an action of this component']);
  const schema = inputSchema(name);
  const { attributes } = declaration;
  return { schema: attributes ? await withAttributes(intercom, schema, attributes, ticketTypeId) : schema };
}
