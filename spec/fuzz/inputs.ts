import fc from 'fast-check';
import type { JsonSchema } from '../../lib/schema';

/** Found in every form in which a quotation may bring a canary back: encoded, cut, in capitals. */
export const CORES = { token: 'cnrytoken', address: 'cnryaddr', text: 'cnrytext' } as const;

/** What stands in a generated input in the place of a canary; the run puts its own in. */
export const ADDRESS = 'CnryAddr.o+x@example.com';
export const TEXT = 'CnryText <b>"Zoë" & Co.</b> \\ 50% — private';

/** Texts that are hard on a path, a query, a header or a log line. */
const hostile = fc.constantFrom(
  '../../admins',
  'a/b',
  '..%2f..',
  'x?y=1&z#w',
  '%',
  '%2e%2e',
  ' padded ',
  'Zoë €',
  '💬',
  '%s %j %d',
  "it's",
  'line\nbreak',
  '__proto__',
  '{contact_id}',
);
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constant(ADDRESS) },
  { weight: 3, arbitrary: fc.constant(TEXT) },
  {
    weight: 2,
    arbitrary: fc.string({ minLength: 1, maxLength: 10 }).filter((value) => !/^\.{0,2}$/.test(value.trim())),
  },
  { weight: 2, arbitrary: hostile },
  fc.constant('65a0c0ffee0000000000a001'),
);

/** Inputs that fit a published schema exactly: types as they are asked for, one of the forms, and now and then a field that nobody knows. */
export function fitting(schema: JsonSchema): fc.Arbitrary<Record<string, unknown>> {
  const known = valueFor(schema, 0).filter(isRecord);
  return fc
    .tuple(known, fc.option(fc.constantFrom(TEXT, ADDRESS), { nil: undefined, freq: 3 }))
    .map(([input, more]) => (more === undefined ? input : { ...input, a_field_nobody_knows: more }));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** What else our schemas say, and generated values have to keep to. */
type Bounded = JsonSchema & { minimum?: number; maximum?: number; minItems?: number };

/** Deeper than this, only what is required is made. */
const DEEPEST = 4;

function valueFor(schema: JsonSchema, depth: number): fc.Arbitrary<unknown> {
  return fc.oneof(...alternatives(schema).map((one) => plain(one, depth)));
}

/** The forms that a schema allows, each without anyOf, oneOf and allOf. */
function alternatives({ anyOf, oneOf, allOf = [], ...base }: JsonSchema): JsonSchema[] {
  const forms = anyOf ?? oneOf;
  const parts = [...allOf.map((part) => [part]), ...(forms ? [forms] : [])];
  return parts.reduce<JsonSchema[]>(
    (all, part) => all.flatMap((one) => part.flatMap(alternatives).map((form) => joined(one, form))),
    [base],
  );
}

/** What fits both. */
function joined(base: JsonSchema, branch: JsonSchema): JsonSchema {
  if ([base, branch].some(({ anyOf, oneOf, allOf }) => anyOf ?? oneOf ?? allOf)) return { allOf: [base, branch] };
  const properties: Record<string, JsonSchema> = { ...base.properties };
  for (const [name, rule] of Object.entries(branch.properties ?? {}))
    properties[name] = properties[name] ? joined(properties[name], rule) : rule;
  return {
    ...base,
    ...branch,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(base.items && branch.items && { items: joined(base.items, branch.items) }),
    required: [...new Set([...(base.required ?? []), ...(branch.required ?? [])])],
  };
}

function plain(schema: JsonSchema, depth: number): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum && schema.enum.length > 0) return fc.constantFrom(...schema.enum);
  const types = typesOf(schema);
  return types.length === 0 ? text : fc.oneof(...types.map((type) => ofType(type, schema, depth)));
}

function typesOf(schema: JsonSchema): string[] {
  return [schema.type ?? (schema.properties ? 'object' : schema.items ? 'array' : [])].flat();
}

function ofType(type: string, schema: Bounded, depth: number): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return text;
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? 1, max: schema.maximum ?? 2_000_000_000 });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return ofArray(schema, depth);
    default:
      return ofObject(schema, depth);
  }
}

function ofArray({ items, minItems = 0 }: Bounded, depth: number): fc.Arbitrary<unknown[]> {
  const maxLength = depth < DEEPEST ? 2 : minItems;
  if (maxLength === 0) return fc.constant([]);
  return fc.array(items ? valueFor(items, depth + 1) : text, { minLength: minItems, maxLength });
}

function ofObject({ properties = {}, required = [], additionalProperties }: JsonSchema, depth: number) {
  const fields: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [name, rule] of Object.entries(properties))
    if (depth < DEEPEST || required.includes(name)) fields[name] = valueFor(rule, depth + 1);
  const requiredKeys = required.filter((name) => name in fields);
  if (Object.keys(fields).length > 0) return fc.record(fields, { requiredKeys, noNullPrototype: true });
  const value = isRecord(additionalProperties) ? valueFor(additionalProperties, depth + 1) : text;
  return fc.dictionary(fc.constantFrom('plan', 'a key', ADDRESS), value, { maxKeys: 2, noNullPrototype: true });
}

/** One place of an input, broken. */
export interface Break {
  kind: 'missing' | 'type' | 'word';
  /** As an error names it, such as `reply_options[0].text`. */
  place: string;
  broken: () => Record<string, unknown>;
}

/** Every way to break this input in one place: a field that is required left out, a wrong type, a word that is none of the choices. */
export function breaksOf(schema: JsonSchema, input: Record<string, unknown>): Break[] {
  return at(schema, input, []).map(({ kind, path, value }) => ({
    kind,
    place: spelled(path),
    broken: () => changed(input, path, kind === 'missing' ? LEFT_OUT : value),
  }));
}

type Path = (string | number)[];
interface Change {
  kind: Break['kind'];
  path: Path;
  value?: unknown;
}

const LEFT_OUT = Symbol('left out');
const NO_WORD = 'no_such_word_as_this';

/**
 * What breaks a value that may have one of several forms is what breaks the part that they have in common. A nullable
 * value has one form besides null, and what breaks that breaks it.
 */
function at(schema: JsonSchema, value: unknown, path: Path): Change[] {
  const forms = (schema.anyOf ?? schema.oneOf ?? []).filter(({ type }) => type !== 'null');
  const [only] = forms;
  if (forms.length === 1 && only) return value === null ? [] : at(only, value, path);
  const { anyOf, oneOf, allOf = [], ...base } = schema;
  return [base, ...allOf].flatMap((part, index) =>
    index > 0 ? at(part, value, path) : [...own(part, value, path), ...inside(part, value, path)],
  );
}

/** A wrong type, or a wrong word, in the place itself. Digits for a number and numbers for a text are no errors, so they are not tried. */
function own(schema: JsonSchema, value: unknown, path: Path): Change[] {
  if (path.length === 0) return [];
  const types = typesOf(schema);
  const wrong = [true, 'not_a_number', 7, { an: 'object' }, ['a list']].filter((one) => !fits(one, types));
  const changes: Change[] = types.length === 0 ? [] : wrong.map((one) => ({ kind: 'type', path, value: one }));
  const isWord = schema.const !== undefined || schema.enum !== undefined;
  if (isWord && typeof value === 'string') changes.push({ kind: 'word', path, value: NO_WORD });
  return changes;
}

function fits(value: unknown, types: string[]): boolean {
  if (typeof value === 'number') return types.some((type) => ['number', 'integer', 'string'].includes(type));
  return types.includes(Array.isArray(value) ? 'array' : typeof value);
}

function inside(schema: JsonSchema, value: unknown, path: Path): Change[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.flatMap((item, index) => at(items, item, [...path, index])) : [];
  }
  if (!isRecord(value)) return [];
  const missing: Change[] = (schema.required ?? [])
    .filter((name) => name in value)
    .map((name) => ({ kind: 'missing', path: [...path, name] }));
  const { properties = {}, additionalProperties } = schema;
  const below = Object.entries(value).flatMap(([name, inner]) => {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const rule = known ?? (isRecord(additionalProperties) ? additionalProperties : undefined);
    return rule ? at(rule, inner, [...path, name]) : [];
  });
  return [...missing, ...below];
}

/** An address is not named even where it is a key. */
function spelled(path: Path): string {
  const names = path.map((part) => (part === ADDRESS ? '[address]' : part));
  return names.reduce<string>(
    (all, part) => (typeof part === 'number' ? `${all}[${part}]` : all ? `${all}.${part}` : part),
    '',
  );
}

function changed<T>(whole: T, path: Path, value: unknown): T {
  const copy: T = structuredClone(whole);
  const last = path.at(-1) ?? '';
  const holder = path.slice(0, -1).reduce<unknown>((inner, part) => Reflect.get(Object(inner), part), copy);
  if (value === LEFT_OUT) Reflect.deleteProperty(Object(holder), last);
  else Reflect.set(Object(holder), last, value);
  return copy;
}
