import { invalid, missing } from './errors';
import type { Body } from './router';

// Readers of what a client sent. `undefined` means that the field was left out, `null` that it is to be emptied.

export const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text; a number is taken as its digits, as Intercom does for ids. Throws 400 for anything else. */
export function text(body: Body, field: string): string | null | undefined {
  const value = body[field];
  if (value === undefined || value === null || typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw invalid(field, `${field} must be a string`);
}

/** Like `text`, but 400 when it is missing or empty. */
export function requiredText(body: Body, field: string): string {
  const value = text(body, field);
  if (value === undefined || value === null || value === '') throw missing(field);
  return value;
}

/** A whole number such as a stamp in UNIX seconds; digits in a string are taken too. */
export function integer(body: Body, field: string): number | null | undefined {
  const value = body[field];
  if (value === undefined || value === null) return value;
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) throw invalid(field, `${field} must be an integer`);
  return number;
}

export function boolean(body: Body, field: string): boolean | null | undefined {
  const value = body[field];
  if (value === undefined || value === null || typeof value === 'boolean') return value;
  throw invalid(field, `${field} must be true or false`);
}

/** An object, or undefined when it was left out. */
export function objectAt(body: Body, field: string): Body | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw invalid(field, `${field} must be an object`);
  return value;
}

/** A list of objects, or undefined when it was left out. */
export function objectsAt(body: Body, field: string): readonly Body[] | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every(isObject)) throw invalid(field, `${field} must be a list of objects`);
  return value;
}

/** One of several allowed words, or 400. */
export function oneOf<Word extends string>(value: unknown, field: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === value);
  if (found === undefined) throw invalid(field, `${field} must be one of ${words.join(', ')}`);
  return found;
}

/** A page size from a query or a body: `standard` when left out, 400 unless it is from 1 to `max`. */
export function perPage(value: unknown, standard: number, max: number): number {
  if (value === undefined || value === null || value === '') return standard;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > max) {
    throw invalid('per_page', `per_page must be from 1 to ${max}`);
  }
  return number;
}
