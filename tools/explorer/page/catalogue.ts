import type { StepField } from '../../../lib/oih/stepField';
import type { Rule } from './schema';

/** The kinds of function, in words. */
export const KINDS = { action: 'Action', polling: 'Trigger, by schedule', webhook: 'Trigger, by webhook' } as const;

/** What the list shows of a function, and what the search looks through. */
export interface Summary {
  name: string;
  kind: keyof typeof KINDS;
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
