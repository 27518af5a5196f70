/**
 * What a field of the master data model says: a text; null, which says that there is none; or nothing (undefined),
 * which is what an empty text means as well, since adapters of the hub write one for what they do not know.
 */
export type Told = string | null | undefined;

/** Reads a value as the model means it; numbers and truth values, which custom attributes hold, become texts. */
export function told(value: unknown): Told {
  if (value === null) return null;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  return String(value).trim() || undefined;
}

/** A text, or undefined where there is none. */
export function textOf(value: unknown): string | undefined {
  return told(value) ?? undefined;
}

/** A record under construction, in which a field may be undefined that the finished one leaves out. */
type Draft<T> = { [Field in keyof T]: T[Field] | undefined };

/** The record without the fields that are undefined. */
export function withoutUndefined<T extends object>(draft: Draft<T>): T {
  const entries = Object.entries(draft).filter(([, value]) => value !== undefined);
  // Nothing undefined is left, which is all that a draft has more than the record.
  return Object.fromEntries(entries) as T;
}
