import { isObject } from '../intercom/answer';

/** A choice, as a form offers it. */
export interface Item {
  /** What goes into the step's field or the message: an id, as text. */
  value: string;
  /** What a person reads. */
  label: string;
  /** What tells two of one label apart. */
  note?: string;
}

/** Longest label or note, in characters. */
const LONGEST = 120;

/** Where a text stands in a record: a path such as `default_translation.name`, or several, of which the first that holds something counts. */
export type Place = string | readonly string[];

/** The text at a place, on one line, without tags; undefined where there is none. */
export function textAt(record: Record<string, unknown>, place: Place): string | undefined {
  for (const path of typeof place === 'string' ? [place] : place) {
    const value = path.split('.').reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), record);
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    const text = oneLine(String(value));
    if (text !== '') return text;
  }
  return undefined;
}

function oneLine(text: string): string {
  // A body may have megabytes, of which only the beginning is shown.
  const plain = text
    .slice(0, 2_000)
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}
