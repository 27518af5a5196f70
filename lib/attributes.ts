import { closest, distance } from 'fastest-levenshtein';
import { cached } from './cache';
import { coerce } from './coerce';
import { isObject } from './intercom/answer';
import type { Intercom } from './intercom/client';
import { ConnectionError, InvalidInputError } from './intercom/errors';
import type { Input, Operation } from './intercom/operation';
import { redact } from './intercom/redact';
import type { JsonSchema } from './schema';

/** Whose attributes an action's input holds. */
export type AttributeModel = 'contact' | 'company' | 'conversation' | 'ticket';

/** Whose attributes an action's input holds, and where, if not in the field that is usual for them. */
export type Attributes =
  | AttributeModel
  | {
      model: AttributeModel;
      /** The field that holds the values by name. */
      field?: string;
      /** The list whose every record has that field. */
      list?: string;
    };

/** The usual field. */
const FIELDS: Readonly<Record<AttributeModel, string>> = {
  contact: 'custom_attributes',
  company: 'custom_attributes',
  conversation: 'custom_attributes',
  ticket: 'ticket_attributes',
};

function placeOf(attributes: Attributes): { model: AttributeModel; field: string; list?: string } {
  const place = typeof attributes === 'string' ? { model: attributes } : attributes;
  return { field: FIELDS[place.model], ...place };
}

/** Where an input holds its attributes, as a path such as `contacts.custom_attributes`. */
export function pathOf(attributes: Attributes): string {
  const { field, list } = placeOf(attributes);
  return list === undefined ? field : `${list}.${field}`;
}

const DATA_ATTRIBUTES: Operation = { request: 'GET /data_attributes' };
/** Later versions have no conversations in DATA_ATTRIBUTES (Intercom's reference). */
const CONVERSATION_ATTRIBUTES: Operation = { request: 'GET /conversations/attributes', since: '2.16' };
const TICKET_TYPE: Operation = { request: 'GET /ticket_types/{ticket_type_id}', since: '2.9' };
const TICKET: Operation = { request: 'GET /tickets/{ticket_id}', since: '2.9' };

/** One attribute of the workspace's own. */
interface Attribute {
  name: string;
  label?: string;
  description?: string;
  /** Intercom's word for the kind of its values. */
  dataType: string;
  /** What may be chosen: what is sent, and what a person reads. */
  options: { value: string; label: string }[];
}

/**
 * The published schema of an input with the workspace's own attributes in it, typed and labelled. Tickets need the type.
 * Throws the client's errors.
 */
export async function withAttributes(
  intercom: Intercom,
  schema: JsonSchema,
  attributesOfInput: Attributes,
  ticketTypeId?: string,
): Promise<JsonSchema> {
  const { model, field, list } = placeOf(attributesOfInput);
  if (model === 'ticket' && ticketTypeId === undefined) return schema;
  const attributes = await attributesOf(intercom, model, ticketTypeId);
  const properties = Object.fromEntries(attributes.map((attribute) => [attribute.name, schemaOf(attribute)]));
  const described = (record: JsonSchema) => withProperty(record, field, (values) => ({ ...values, properties }));
  if (list === undefined) return described(schema);
  return withProperty(schema, list, (records) => ({ ...records, items: described(records.items ?? {}) }));
}

function withProperty(schema: JsonSchema, name: string, change: (property: JsonSchema) => JsonSchema): JsonSchema {
  return { ...schema, properties: { ...schema.properties, [name]: change(schema.properties?.[name] ?? {}) } };
}

/**
 * The input with its attributes in the types that the workspace wants. Throws InvalidInputError that names every
 * attribute that the workspace does not have, with the nearest one that it has, and every wrong value.
 */
export async function checkedAttributes(
  intercom: Intercom,
  where: string,
  attributesOfInput: Attributes,
  input: Input,
): Promise<Input> {
  const { model, field, list } = placeOf(attributesOfInput);
  const records = list === undefined ? [input] : [input[list]].flat();
  if (!records.some((record) => valuesIn(record, field))) return input;
  const ticketTypeId = model === 'ticket' ? await ticketTypeOf(intercom, where, field, input) : undefined;
  const attributes = await attributesOf(intercom, model, ticketTypeId);
  const rules = new Map(attributes.map((attribute) => [attribute.name, schemaOf(attribute, true)]));
  const problems: string[] = [];
  const said = new Map<string, string>();
  const unknown = (path: string, name: string): string => {
    // Of many records with the same slip the nearest name is looked for once.
    const what = said.get(name) ?? sayUnknown(name, model, [...rules.keys()]);
    said.set(name, what);
    return `${path}.${what}`;
  };
  const fitting = (record: unknown, path: string): Input => {
    const values = Object.entries(valuesIn(record, field) ?? {}).map(([name, value]) => {
      const rule = rules.get(name);
      if (!rule) {
        problems.push(unknown(path, name));
        return [name, value];
      }
      const coerced = coerce(rule, value);
      if (!fits(rule, coerced)) problems.push(sayWrong(`${path}.${name}`, rule));
      return [name, coerced];
    });
    return values.length > 0 ? { [field]: Object.fromEntries(values) } : {};
  };
  const checked =
    list === undefined
      ? { ...input, ...fitting(input, field) }
      : {
          ...input,
          [list]: records.map((record, index) =>
            isObject(record) ? { ...record, ...fitting(record, `${list}[${index}].${field}`) } : record,
          ),
        };
  if (problems.length > 0) throw new InvalidInputError(where, problems);
  return checked;
}

/** A record's attributes; undefined where it has none. */
function valuesIn(record: unknown, field: string): Record<string, unknown> | undefined {
  const values = isObject(record) ? record[field] : undefined;
  return isObject(values) && Object.keys(values).length > 0 ? values : undefined;
}

/** Whether a value is of an attribute's type and among its choices; null takes a value away. */
function fits({ type, enum: choices }: JsonSchema, value: unknown): boolean {
  const [name] = [type ?? []].flat();
  if (name === undefined || value === null) return true;
  if (choices) return choices.includes(value);
  if (name === 'integer') return Number.isInteger(value);
  return name === typeof value;
}

/** Choices that a message names. */
const MOST_NAMED = 20;

function sayWrong(where: string, { type, enum: choices, description }: JsonSchema): string {
  if (choices) {
    const named = choices.filter((choice) => choice !== null);
    return `${where} must be one of ${named.slice(0, MOST_NAMED).join(', ')}${named.length > MOST_NAMED ? ', …' : ''}`;
  }
  const [name] = [type ?? []].flat();
  return `${where} must be ${name}${description?.endsWith(SECONDS) ? ', in UNIX seconds' : ''}`;
}

/** Longer names are no slip of the pen, and to compare them takes seconds. */
const LONGEST_COMPARED = 200;

function sayUnknown(name: string, model: AttributeModel, known: readonly string[]): string {
  const wanted = name.toLowerCase();
  const names = new Map(known.map((one) => [one.toLowerCase(), one]));
  const nearest = names.size > 0 && name.length <= LONGEST_COMPARED ? closest(wanted, [...names.keys()]) : '';
  const guess = distance(wanted, nearest) <= Math.max(2, name.length / 3) ? names.get(nearest) : undefined;
  const whose = model === 'ticket' ? 'is no field of this ticket type' : `is no ${model} attribute of this workspace`;
  // A key of a map may be somebody's address.
  return `${redact(name, undefined)} ${whose}${guess === undefined ? ', or an archived one' : `; did you mean ${guess}?`}`;
}

/** The type that the input names, or that the ticket has which it changes. */
async function ticketTypeOf(intercom: Intercom, where: string, field: string, input: Input): Promise<string> {
  if (input.ticket_type_id !== undefined) return String(input.ticket_type_id);
  const { body } = await intercom.call(TICKET, { ticket_id: input.ticket_id });
  const type = isObject(body) && isObject(body.ticket_type) ? body.ticket_type.id : undefined;
  if (typeof type === 'string' || typeof type === 'number') return String(type);
  throw new InvalidInputError(where, [
    `${field} cannot be checked, since the ticket shows no type: switch checkAttributes off for it`,
  ]);
}

/** The workspace's own attributes that are in use; kept for a minute. */
function attributesOf(intercom: Intercom, model: AttributeModel, ticketTypeId = ''): Promise<Attribute[]> {
  return cached(intercom.identity, `attributes of ${model} ${ticketTypeId}`, async () => {
    const records = await recordsOf(intercom, model, ticketTypeId);
    return records.filter(({ archived, custom }) => archived !== true && custom !== false).flatMap(attributeOf);
  });
}

async function recordsOf(
  intercom: Intercom,
  model: AttributeModel,
  ticketTypeId: string,
): Promise<Record<string, unknown>[]> {
  if (model === 'ticket') {
    return recordsIn(intercom, TICKET_TYPE, { ticket_type_id: ticketTypeId }, 'ticket_type_attributes.data');
  }
  if (model === 'conversation' && intercom.isSince('2.16')) {
    return recordsIn(intercom, CONVERSATION_ATTRIBUTES, {}, 'data');
  }
  return recordsIn(intercom, DATA_ATTRIBUTES, { model }, 'data');
}

/** Without the list nothing is known of the workspace: an empty one would make every attribute an unknown one. */
async function recordsIn(
  intercom: Intercom,
  operation: Operation,
  input: Input,
  path: string,
): Promise<Record<string, unknown>[]> {
  const { body } = await intercom.call(operation, input);
  const list = path.split('.').reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), body);
  if (Array.isArray(list)) return list.filter(isObject);
  throw new ConnectionError(
    `${operation.request} answered without its list, so the workspace's attributes are unknown.`,
    true,
  );
}

function attributeOf(record: Record<string, unknown>): Attribute[] {
  const { name, label, description, data_type: dataType } = record;
  if (typeof name !== 'string') return [];
  return [
    {
      name,
      ...(typeof label === 'string' && label !== '' && { label }),
      ...(typeof description === 'string' && description !== '' && { description }),
      dataType: String(dataType),
      options: optionsOf(record),
    },
  ];
}

/**
 * Three shapes: texts for contacts and companies; for conversations objects of which the label is sent; for tickets
 * `input_options` with a list of objects in it of which the id is sent.
 */
function optionsOf({ options, input_options }: Record<string, unknown>): Attribute['options'] {
  const ofTicket = isObject(input_options) ? Object.values(input_options).find(Array.isArray) : undefined;
  const list: unknown = ofTicket ?? options;
  if (!Array.isArray(list)) return [];
  return list.flatMap((option: unknown) => {
    if (!isObject(option)) return [{ value: String(option), label: String(option) }];
    if (option.archived === true) return [];
    const label = [option.label, option.name, option.value, option.id].find((text) => typeof text === 'string');
    const value = ofTicket ? (option.id ?? label) : (option.value ?? label);
    return [{ value: String(value), label: String(label) }];
  });
}

const SECONDS = 'UNIX seconds.';

/** Types by Intercom's words; what is not among them may hold anything. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  list: 'string',
  integer: 'integer',
  float: 'number',
  decimal: 'number',
  boolean: 'boolean',
  date: 'integer',
  datetime: 'integer',
};

/** An attribute as a field of a form; null takes a value away. `lenient` takes an option's label for the option, too. */
function schemaOf({ name, label, description, dataType, options }: Attribute, lenient = false): JsonSchema {
  const type = Object.hasOwn(TYPES, dataType) ? TYPES[dataType] : undefined;
  const choices = options.flatMap(({ value, label: text }) => (lenient ? [value, text] : [value]));
  const meanings = options.filter(({ value, label: text }) => value !== text);
  const about = [
    description,
    dataType === 'date' || dataType === 'datetime' ? SECONDS : undefined,
    meanings.length > 0 ? `${meanings.map(({ value, label: text }) => `${value} is ${text}`).join(', ')}.` : undefined,
  ].filter((part) => part !== undefined);
  return {
    title: label ?? name,
    ...(about.length > 0 && { description: about.join(' ') }),
    ...(type !== undefined && { type: [type, 'null'] }),
    // Of a number or a yes and no the options are texts in Intercom's answer; the type says enough.
    ...(type === 'string' && choices.length > 0 && { enum: [...new Set(choices), null] }),
  };
}
