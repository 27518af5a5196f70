import { isObject } from './intercom/answer';
import type { JsonSchema } from './schema';

function typesOf(schema: JsonSchema): string[] {
  if (schema.type === undefined) return (branches(schema) ?? []).flatMap(typesOf);
  return typeof schema.type === 'string' ? [schema.type] : schema.type;
}

function branches({ anyOf, oneOf, allOf }: JsonSchema): JsonSchema[] | undefined {
  return anyOf ?? oneOf ?? allOf;
}

/**
 * A copy of the value in which scalars have the type that the schema asks for, where there is no doubt: a number where
 * a string is due (people's ids), digits where a number is due, "true" and "false". Nothing becomes null or empty, and
 * what does not fit stays as it is for the validator to name. ajv's own coercion turns null into "" and 0, which would
 * erase a field where the sender meant to leave it.
 */
export function coerce(schema: JsonSchema, value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = schema.items ?? branches(schema)?.find((branch) => branch.items)?.items;
    return items ? value.map((item) => coerce(items, item)) : value;
  }
  if (isObject(value)) return coerceObject(schema, value);
  return coerceScalar(typesOf(schema), value);
}

function coerceObject(schema: JsonSchema, value: Record<string, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = { ...value };
  for (const [key, inner] of Object.entries(value)) {
    const rule =
      schema.properties?.[key] ?? (isObject(schema.additionalProperties) ? schema.additionalProperties : undefined);
    if (rule) copy[key] = coerce(rule, inner);
  }
  return (branches(schema) ?? []).reduce(
    (whole, branch) => (branch.properties || branches(branch) ? coerceObject(branch, whole) : whole),
    copy,
  );
}

function coerceScalar(types: string[], value: unknown): unknown {
  const numeric = types.includes('number') || types.includes('integer');
  if (typeof value === 'number' && types.includes('string') && !numeric) return String(value);
  if (typeof value !== 'string' || types.includes('string')) return value;
  if (numeric && /^-?\d+(\.\d+)?$/.test(value) && Number.isSafeInteger(Math.trunc(Number(value)))) return Number(value);
  if (types.includes('boolean') && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}
