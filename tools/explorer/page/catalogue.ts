import type { StepField } from '../../../lib/oih/stepField';
import type { Rule } from './schema';

/** What the list shows of a function, and what the search looks through. */
export interface Summary {
  name: string;
  kind: 'action' | 'polling' | 'webhook';
  /** The folder of an action; `triggers` for a trigger. */
  folder: string;
  title: string;
  description: string;
  /** What goes over the wire, such as `POST /contacts`; the topics that start a webhook trigger, none for all of them. */
  requests: string[];
}

/** What a page of its own shows of a function, besides its summary. */
export interface Details {
  /** In words: `2.7 and newer`. Missing where several requests differ. */
  versions?: string;
  /** The step's fields, by name. */
  fields: Record<string, StepField>;
  /** The schema of a message's `data`. */
  input: Rule;
  /** What is emitted: in words, and the names of its fields. */
  output: { about: string; fields: string[] };
  /** What the documentation adds: pairs of a heading and a text. */
  notes: [heading: string, text: string][];
  /** The message's data where the function takes a message, the step's fields, and the first message that comes out. */
  example?: { data?: unknown; fields?: Record<string, unknown>; emitted?: unknown };
}

/** The details of all functions, in the form in which the page carries them; see `unpack`. */
export interface Packed {
  shared: Record<string, unknown>;
  details: Record<string, unknown>;
}

/** Stands for an object that several functions have in common; no published schema has a key with a `$`. */
const REFERENCE = '$';

/** A reference to one of the shared objects. */
export function reference(key: string): Record<string, string> {
  return { [REFERENCE]: key };
}

/** Puts the shared objects back in their places. */
export function unpack(value: unknown, shared: Packed['shared']): unknown {
  if (Array.isArray(value)) return value.map((item) => unpack(item, shared));
  if (value === null || typeof value !== 'object') return value;
  const entries: [string, unknown][] = Object.entries(value);
  const [first] = entries;
  if (first?.[0] === REFERENCE) return unpack(shared[String(first[1])], shared);
  return Object.fromEntries(entries.map(([key, inner]) => [key, unpack(inner, shared)]));
}
