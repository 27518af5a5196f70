import { isObject } from '../intercom/answer';
import { ConfigurationError } from '../intercom/errors';
import type { Input } from '../intercom/operation';
import { editedAt, isShared, markText, readMark, type SyncMark } from '../masterdata/mark';
import { choice, optionalText } from '../oih/fields';
import type { StepField } from '../oih/stepField';
import type { Config } from '../oih/types';
import { changesOf } from './changes';
import type { Found } from './matches';
import type { Review } from './upserted';

/** Who prevails where a record was edited in Intercom and in the other application. */
const RULES = ['newest', 'incoming', 'intercom'] as const;

/** How a step keeps two applications in step. */
export interface SyncSettings {
  /** The custom attribute that holds the mark; undefined where the step names none. */
  attribute: string | undefined;
  rule: (typeof RULES)[number];
}

/** The step fields that make up the settings. */
export const syncFields: Readonly<Record<string, StepField>> = {
  syncAttribute: {
    label: 'Sync attribute',
    viewClass: 'TextFieldView',
    required: false,
    placeholder: 'oih_sync',
    note: 'A custom attribute (text) of the workspace in which each write leaves its mark, so that an edit made in Intercom can be told from our own write and from a visit. Make it with createDataAttribute. When left out, nobody can tell, and conflict `newest` takes the message.',
  },
  conflict: {
    label: 'Conflict',
    viewClass: 'SelectView',
    required: false,
    model: { newest: 'The newest', incoming: 'The message', intercom: "Intercom's record" },
    note: "Which side prevails where both were edited: `newest` (when left out) compares the message's lastUpdate with the time of the last edit in Intercom, `incoming` takes the message, `intercom` leaves a record alone that was edited since our last write. The record that prevailed is what comes out.",
  },
};

/** Reads the settings out of a step's fields. Throws ConfigurationError. */
export function syncSettings(config: Config): SyncSettings {
  return { attribute: optionalText(config, 'syncAttribute'), rule: choice(config, 'conflict', RULES) };
}

/** How to look at the records of one kind. */
export interface SyncedKind {
  /** What the message asks to be written to a record: one that is there, or `{}`. */
  wanted(record: Found): Input;
  /** Digest of what the step may write of a record. */
  digest(record: Found): string;
  /**
   * Whether the step has a mapping of its own. What a message of it leaves out of a record cannot be told then, and
   * need not be: a trigger with such a mapping sends every change, ours too.
   */
  custom: boolean;
}

/**
 * One message's dealings with the records that it matches: which of them are left to Intercom, what is written to the
 * others, and the mark that this leaves.
 */
export class SyncReview {
  /** Ids of the records that stay as Intercom has them. */
  private readonly kept = new Set<unknown>();
  /** Ids of the records that were edited in Intercom, as far as one can know, before this message came. */
  private readonly edited = new Set<unknown>();
  /** Lists of records of which the message tells every entry, as `<id> <list>`. */
  private readonly shown = new Set<string>();
  /** Ids of the records that keep entries which the message no longer has in its lists. */
  private readonly keeping = new Set<unknown>();

  constructor(
    private readonly settings: SyncSettings,
    private readonly kind: SyncedKind,
    /** UNIX seconds of the message's `lastUpdate`; undefined counts as newest. */
    private readonly incomingAt: number | undefined,
  ) {}

  /** Nothing is written where nothing differs, or where Intercom prevails; else what differs, with the mark. */
  readonly review: Review = (record) => {
    const { attribute } = this.settings;
    if (attribute !== undefined && !isShared(this.kind.digest(record), this.markOf(record))) this.edited.add(record.id);
    if (this.intercomPrevails(record)) {
      this.kept.add(record.id);
      return undefined;
    }
    const changes = changesOf(record, this.kind.wanted(record));
    return Object.keys(changes).length > 0 ? this.marked(changes, record) : undefined;
  };

  /** Whether the record stays as Intercom has it, lists included. */
  leaves(record: Found): boolean {
    return this.kept.has(record.id);
  }

  /** Notes that the message tells every entry of a list. */
  shows({ id }: Found, list: string): void {
    this.shown.add(`${id} ${list}`);
  }

  /** Notes that a list keeps more entries than the message tells of it, whoever brought them. */
  keepsMore({ id }: Found): void {
    this.keeping.add(id);
  }

  /** Whether the record is newer than the message, so that the other application takes it for what holds now. */
  isNewer(record: Found): boolean {
    const at = this.editedAt(record);
    return at !== undefined && this.incomingAt !== undefined && at > this.incomingAt;
  }

  /** The fields, with the mark of the record as it will be; `record` is how it was, `{}` for a new one. */
  marked(fields: Input, record: Found): Input {
    const mark = this.markFor(withFields(record, fields));
    return mark === undefined ? fields : { ...fields, custom_attributes: { ...attributesOf(fields), ...mark } };
  }

  /** The mark alone, for a record that does not bear the right one; undefined where it does. */
  missingMark(record: Found): Input | undefined {
    const digest = this.kind.digest(record);
    const due = this.isRight(digest, this.markOf(record), this.unseenIn(record, digest))
      ? undefined
      : this.markFor(record);
    return due && { custom_attributes: due };
  }

  /**
   * UNIX seconds at which the record's content was edited, as well as one can know. What it holds besides the message
   * is newer than that, as in a mark: where nothing was written, and no mark can say so, `updated_at` would be older.
   */
  editedAt(record: Found): number | undefined {
    const updatedAt = typeof record.updated_at === 'number' ? record.updated_at : undefined;
    const digest = this.kind.digest(record);
    const at = editedAt(digest, updatedAt, this.markOf(record));
    if (this.settings.attribute !== undefined || this.leaves(record)) return at;
    if (at === undefined || this.incomingAt === undefined || at > this.incomingAt) return at;
    return this.showsAll(record, digest) ? at : this.incomingAt + 1;
  }

  /** Throws ConfigurationError where Intercom took a write of the mark, and the record has none. */
  requireKept(record: Found): void {
    const { attribute } = this.settings;
    if (attribute === undefined || attributesOf(record)[attribute] !== undefined) return;
    throw new ConfigurationError(
      `Intercom did not keep what was written to the attribute ${attribute}, which this step names in syncAttribute. Create it as a text (createDataAttribute), or take it out of the step.`,
    );
  }

  private intercomPrevails(record: Found): boolean {
    const { attribute, rule } = this.settings;
    if (rule === 'incoming') return false;
    if (rule === 'intercom') return attribute === undefined || this.edited.has(record.id);
    const at = attribute === undefined ? undefined : this.editedAt(record);
    return at !== undefined && this.incomingAt !== undefined && at > this.incomingAt;
  }

  private markOf(record: Found): SyncMark | undefined {
    const { attribute } = this.settings;
    return attribute === undefined ? undefined : readMark(attributesOf(record)[attribute]);
  }

  /**
   * A mark for the record. Where that holds edits of Intercom's besides what the message shows, or keeps what the
   * message no longer has, the two together are newer than the message, and the mark says that the other application
   * has not got them.
   */
  private markFor(record: Found): Record<string, string> | undefined {
    const { attribute } = this.settings;
    if (attribute === undefined) return undefined;
    const digest = this.kind.digest(record);
    const unseen = this.unseenIn(record, digest);
    const at = this.incomingAt ?? Math.floor(Date.now() / 1000);
    return { [attribute]: markText({ digest, edited: unseen ? at + 1 : at, ...(unseen && { unseen }) }) };
  }

  /**
   * Whether a mark tells what is so. What the other application has not got must be newer than its latest message,
   * else it would leave that alone as older than what it has.
   */
  private isRight(digest: string, mark: SyncMark | undefined, unseen: true | undefined): boolean {
    if (mark?.digest !== digest || mark.unseen !== unseen) return false;
    return !unseen || this.incomingAt === undefined || mark.edited > this.incomingAt;
  }

  private unseenIn(record: Found, digest: string): true | undefined {
    if (this.kind.custom) return undefined;
    if (this.keeping.has(record.id)) return true;
    return this.edited.has(record.id) && !this.showsAll(record, digest) ? true : undefined;
  }

  /** Whether a record made of the message alone would have the same content. */
  private showsAll(record: Found, digest: string): boolean {
    const lists = Object.entries(record).filter(([list]) => this.shown.has(`${record.id} ${list}`));
    return this.kind.digest(withFields(Object.fromEntries(lists), this.kind.wanted({}))) === digest;
  }
}

/** The record as it will be once the fields are written to it. */
function withFields(record: Found, { avatar, ...fields }: Input): Found {
  return {
    ...record,
    ...fields,
    ...(avatar !== undefined && { avatar: avatar === null ? null : { image_url: avatar } }),
    custom_attributes: { ...attributesOf(record), ...attributesOf(fields) },
  };
}

/** The fields without the attribute that holds the mark: nobody's content, even where a message brings it along. */
export function withoutMark(fields: Input, { attribute }: SyncSettings): Input {
  if (attribute === undefined || !isObject(fields.custom_attributes)) return fields;
  const { [attribute]: _, ...custom_attributes } = fields.custom_attributes;
  return { ...fields, custom_attributes };
}

function attributesOf({ custom_attributes }: Found): Record<string, unknown> {
  return custom_attributes !== null && typeof custom_attributes === 'object' ? { ...custom_attributes } : {};
}
