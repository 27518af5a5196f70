import { textOf } from './text';

/**
 * What an upsert leaves in the custom attribute that the step's `syncAttribute` names: the digest of the content that
 * it wrote or found there, and when that content was edited, here or in another application. As text:
 * `x3Jk9aQ0x3Jk9aQ0 1767225600`, with ` *` behind it where the other application has not got all of that content.
 */
export interface SyncMark {
  digest: string;
  /** UNIX seconds, negative before 1970: some write the year 1 for what they do not know. */
  edited: number;
  /** The content holds more than the other application's message did. */
  unseen?: true;
}

/** Reads a mark; undefined where the attribute is empty or holds something else. */
export function readMark(value: unknown): SyncMark | undefined {
  const [, digest, edited, unseen] = /^([\w-]{16}) (-?\d+(?:\.\d+)?)( \*)?$/.exec(textOf(value) ?? '') ?? [];
  return digest === undefined ? undefined : { digest, edited: Number(edited), ...(unseen && { unseen: true }) };
}

/** A mark as the attribute's text. */
export function markText({ digest, edited, unseen }: SyncMark): string {
  return `${digest} ${edited}${unseen ? ' *' : ''}`;
}

/** Whether the other application has all of the content that has this digest: it came from there, or was confirmed by it. */
export function isShared(digest: string, mark: SyncMark | undefined): boolean {
  return mark?.digest === digest && !mark.unseen;
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
