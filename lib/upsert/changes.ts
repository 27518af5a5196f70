import { isObject } from '../intercom/answer';
import type { Input } from '../intercom/operation';
import { asKept } from './kept';
import type { Found } from './matches';

/** Fields that are sent as a plain value and shown as an object: where in it the value stands. */
const SHOWN_AS: Readonly<Record<string, string>> = { avatar: 'image_url', plan: 'name' };

/**
 * The fields that would change the record, as they are to be sent. A field that the record does not show counts as a
 * change, except an empty one: what is null or left out in a record has no value. What is undefined is not sent.
 */
export function changesOf(record: Found, fields: Input): Input {
  return Object.fromEntries(Object.entries(fields).filter(([name, wanted]) => !isSame(name, record[name], wanted)));
}

function isSame(name: string, was: unknown, wanted: unknown): boolean {
  if (wanted === undefined) return true;
  if (isObject(wanted)) {
    const before = isObject(was) ? was : {};
    // Attributes of the workspace may have any name; Intercom keeps their values as they are.
    return Object.entries(wanted).every(([key, value]) => isSame(`${name}.${key}`, before[key], value));
  }
  const inside = SHOWN_AS[name];
  const shown = inside !== undefined && isObject(was) ? was[inside] : was;
  // Else the word "undefined" would be what is not there.
  if (isEmpty(wanted) || isEmpty(shown)) return isEmpty(wanted) && isEmpty(shown);
  if (typeof wanted === 'object' || typeof shown === 'object') return JSON.stringify(shown) === JSON.stringify(wanted);
  return asKept(name, shown) === asKept(name, wanted);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
