import { textOf } from './text';

/**
 * What an upsert leaves in the custom attribute that the step's `syncAttribute` names: the digest of the content that
 * it wrote or found there, and when that content was edited, here or in another application. As text: `x3Jk9aQ0x3Jk9aQ0 1767225600`.
 */
export interface SyncMark {
  digest: string;
  /** UNIX seconds. */
  edited: number;
}

/** Reads a mark; undefined where the attribute is empty or holds something else. */
export function readMark(value: unknown): SyncMark | undefined {
  const [, digest, edited] = /^([\w-]{16}) (\d+(?:\.\d+)?)$/.exec(textOf(value) ?? '') ?? [];
  return digest === undefined ? undefined : { digest, edited: Number(edited) };
}

/** A mark as the attribute's text. */
export function markText({ digest, edited }: SyncMark): string {
  return `${digest} ${edited}`;
}

/**
 * UNIX seconds at which a record's content was edited, as well as one can know. Content that the mark tells of is as
 * old as the mark says, however often the person has visited since, which moves `updated_at` as an edit does. Other
 * content was edited on top of that, so it is later than the mark, whatever the clocks of two applications say.
 */
export function editedAt(
  digest: string,
  updatedAt: number | undefined,
  mark: SyncMark | undefined,
): number | undefined {
  if (mark === undefined) return updatedAt;
  if (mark.digest === digest) return mark.edited;
  return Math.max(updatedAt ?? 0, mark.edited + 1);
}
