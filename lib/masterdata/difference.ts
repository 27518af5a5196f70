import { textOf } from './text';

/** Fields and custom attributes of a record, or of a request; null where one is empty. */
export interface Content {
  custom_attributes?: Readonly<Record<string, unknown>> | null;
}

/**
 * What of a request differs from what the record holds; undefined where nothing does, so that nothing need be written.
 * `held` is in the form of a request. A text equals the number that it spells, and an e-mail address one in capitals:
 * Intercom may keep it in small letters, and the same message would be written again and again.
 */
export function difference<T extends Content>(request: T, held: Content): Partial<T> | undefined {
  const { custom_attributes: sent, ...fields } = request;
  const changed = changes(fields, { ...held });
  const attributes = changes(sent ?? {}, held.custom_attributes ?? {});
  const nothing = Object.keys(changed).length === 0 && Object.keys(attributes).length === 0;
  if (nothing) return undefined;
  const kept: Partial<T> = { ...request };
  for (const key in kept) if (!Object.hasOwn(changed, key)) delete kept[key];
  return { ...kept, ...(Object.keys(attributes).length > 0 && { custom_attributes: attributes }) };
}

function changes(
  sent: Readonly<Record<string, unknown>>,
  held: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(sent).filter(
      ([key, value]) => value !== undefined && comparable(key, value) !== comparable(key, held[key]),
    ),
  );
}

function comparable(key: string, value: unknown): string {
  const text = textOf(value) ?? (value !== null && typeof value === 'object' ? JSON.stringify(value) : '');
  return key === 'email' ? text.toLowerCase() : text;
}
