import type { Metadata } from '../oih/types';
import { textOf } from './text';

/** Where the id comes from under which the other application's record is known in Intercom. */
const ID_SOURCES = ['recordUid', 'oihUid', 'name', 'none'] as const;
export type IdSource = (typeof ID_SOURCES)[number];

/** The id that Intercom is to know the record by; undefined where the message has none. */
export function ownId(source: IdSource, metadata: Metadata | undefined, name?: unknown): string | undefined {
  if (source === 'none') return undefined;
  return textOf(source === 'name' ? name : metadata?.[source]);
}
