import fc from 'fast-check';
import type { JsonSchema } from '../../lib/schema';

const text = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom('', '0', '12', '-3.5', '0012', '1e3', 'true', 'false', 'null'),
);
const anything = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.constant(null),
  fc.constant([]),
  fc.constant({}),
);

/** Values that fit a schema, and some that nearly do: numbers as text, text as numbers, fields that nobody knows. */
export function arbitraryFor(schema: JsonSchema, depth = 0): fc.Arbitrary<unknown> {
  const { anyOf, oneOf, allOf, ...base } = schema;
  const branches = anyOf ?? oneOf ?? allOf ?? [];
  const alternatives = branches.map((branch) => arbitraryFor(joined(base, branch), depth));
  return fc.oneof({ weight: 9, arbitrary: fc.oneof(plain(base, depth), ...alternatives) }, anything);
}

function joined(base: JsonSchema, branch: JsonSchema): JsonSchema {
  const properties: Record<string, JsonSchema> = { ...base.properties };
  for (const [name, rule] of Object.entries(branch.properties ?? {}))
    properties[name] = { ...properties[name], ...rule };
  return {
    ...base,
    ...branch,
    ...(Object.keys(properties).length > 0 && { properties }),
    required: [...(base.required ?? []), ...(branch.required ?? [])],
  };
}

function plain(schema: JsonSchema, depth: number): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum && schema.enum.length > 0) return fc.constantFrom(...schema.enum);
  const types = [schema.type ?? (schema.properties ? 'object' : [])].flat();
  const [first = anything, ...others] = types.map((type) => ofType(type, schema, depth));
  return fc.oneof(first, ...others);
}

function ofType(type: string, schema: JsonSchema, depth: number): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return fc.oneof(text, fc.integer());
    case 'integer':
    case 'number':
      return fc.oneof(fc.integer(), fc.integer({ min: 1, max: 150 }), fc.integer().map(String));
    case 'boolean':
      return fc.oneof(fc.boolean(), fc.boolean().map(String));
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(schema.items && depth < 4 ? arbitraryFor(schema.items, depth + 1) : anything, { maxLength: 3 });
    default:
      return ofObject(schema, depth);
  }
}

function ofObject({ properties = {}, required = [] }: JsonSchema, depth: number): fc.Arbitrary<object> {
  if (depth > 4) return fc.constant({});
  const fields: Record<string, fc.Arbitrary<unknown>> = { unknown_field: anything };
  for (const [name, rule] of Object.entries(properties)) fields[name] = arbitraryFor(rule, depth + 1);
  return fc.record(fields, { requiredKeys: required.filter((name) => name in fields), noNullPrototype: true });
}
