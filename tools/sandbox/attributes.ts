import { invalid, missing } from './errors';
import type { Body } from './router';
import type { FieldType } from './search';

/** What a custom attribute can hold: text, numbers, truth, stamps in UNIX seconds. */
export type AttributeValue = string | number | boolean;

/** Values of custom attributes by name. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** `date` is matched by calendar day, `datetime` to the second; both hold UNIX seconds. */
export type DataType = 'string' | 'integer' | 'float' | 'boolean' | 'date' | 'datetime';

/** A custom attribute that the workspace knows. */
export interface DataAttribute {
  readonly name: string;
  readonly model: 'contact' | 'conversation' | 'company';
  readonly dataType: DataType;
}

/** What was stored before with what was sent, of whatever name and type; null takes a value away. */
export function merged(before: Attributes, sent: Body): Attributes {
  const after: Record<string, AttributeValue> = { ...before };
  for (const [name, value] of Object.entries(sent)) {
    if (value === null) delete after[name];
    else after[name] = typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
  }
  return after;
}

/** The workspace's custom attributes. Writing to one that is not here is refused, as Intercom does. */
export class DataAttributes {
  readonly #attributes = new Map<string, DataAttribute>();

  add(attribute: DataAttribute): void {
    this.#attributes.set(`${attribute.model} ${attribute.name}`, attribute);
  }

  get(model: DataAttribute['model'], name: string): DataAttribute | undefined {
    return this.#attributes.get(`${model} ${name}`);
  }

  /** What was stored before with what was sent: null takes a value away, names that were not sent stay. Throws 400 for an unknown name or a wrong type. */
  merge(model: DataAttribute['model'], before: Attributes, sent: Body | undefined): Attributes {
    if (!sent) return before;
    const after: Record<string, AttributeValue> = { ...before };
    for (const [name, value] of Object.entries(sent)) {
      const attribute = this.get(model, name);
      if (!attribute) throw missing(`custom_attributes.${name}`, `The workspace has no ${model} attribute ${name}`);
      if (value === null) delete after[name];
      else after[name] = readValue(attribute, value);
    }
    return after;
  }
}

function readValue({ name, dataType }: DataAttribute, value: unknown): AttributeValue {
  const wrong = invalid(`custom_attributes.${name}`, `Attribute ${name} is of type ${dataType}`);
  if (dataType === 'boolean') {
    if (typeof value === 'boolean') return value;
    throw wrong;
  }
  if (dataType === 'string') {
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    throw wrong;
  }
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw wrong;
  if (dataType !== 'float' && !Number.isInteger(number)) throw wrong;
  return number;
}

/** How a search matches an attribute; `byDay` says that stamps, too, are matched by calendar day. */
export function searchType(dataType: DataType, byDay: boolean): Exclude<FieldType, 'list'> {
  if (dataType === 'date') return 'day';
  if (dataType === 'datetime') return byDay ? 'day' : 'stamp';
  return dataType === 'float' ? 'integer' : dataType;
}
