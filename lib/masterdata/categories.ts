import type { Category } from '../types';
import type { Mapping } from './mapping';
import { textOf } from './text';

/** What Intercom shows of the tags of a contact: pointers, ten at most. */
interface EmbeddedList {
  data?: readonly unknown[];
  has_more?: boolean;
}

interface Named {
  name?: string | undefined;
}

/** An empty list where a record shows that it has no tags; undefined where their names must be read elsewhere. */
export function noneOf(list: EmbeddedList | null | undefined): readonly Named[] | undefined {
  return list?.data?.length === 0 && list.has_more !== true ? [] : undefined;
}

/** Tags as categories; undefined where they are not known, and for none unless empty things are told. */
export function categoriesOf(tags: readonly Named[] | undefined, { tellEmpty }: Mapping): Category[] | undefined {
  const names = tags && namesOf(tags);
  return names && (names.length > 0 || tellEmpty) ? names.map((name) => ({ name })) : undefined;
}

/** The names that categories or tags have, each once; Intercom takes upper and lower case for the same. */
export function namesOf(categories: readonly { name?: string | null | undefined }[]): string[] {
  const byKey = new Map<string, string>();
  for (const { name } of categories) {
    const text = textOf(name);
    if (text !== undefined && !byKey.has(text.toLowerCase())) byKey.set(text.toLowerCase(), text);
  }
  return [...byKey.values()];
}
