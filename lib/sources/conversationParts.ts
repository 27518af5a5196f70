import { type Answer, isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import { AnswerTooLargeError, ApiError, ConfigurationError, isGone } from '../intercom/errors';
import type { Operation } from '../intercom/operation';
import { itemsOf } from '../intercom/pages';
import { optionalWords } from '../oih/fields';
import type { StepField } from '../oih/stepField';
import type { Logger } from '../oih/types';
import type { Reading, Source, SourceRecord } from '../polling/source';
import { concurrently } from './concurrently';
import { chosenKinds } from './kinds';
import { secondsAt } from './record';
import { search } from './search';

/** Conversations that are fetched at once. A fifth request may be on its way for the next page of the search. */
const AT_ONCE = 4;

/** Characters of conversations whose parts are handed out together: 150 long ones at once are too much for the memory. */
const LARGEST_BATCH = 2_000_000;

/** The step fields by which parts are chosen. */
export const partFields: Readonly<Record<string, StepField>> = {
  authors: {
    label: 'Authors',
    viewClass: 'TextFieldView',
    required: false,
    placeholder: 'contact, admin',
    note: "Whose parts start the flow: some of contact, admin and bot, with commas between. Everybody's when left out.",
  },
  partTypes: {
    label: 'Kinds of part',
    viewClass: 'TextFieldView',
    required: false,
    placeholder: 'comment, note',
    note: 'Which parts start the flow, by their part_type, such as comment, note, close or assignment, with commas between. All kinds when left out.',
  },
};

/** The words of the step field `authors`, and the author types of Intercom that each stands for. */
const AUTHORS = { contact: ['user', 'lead', 'contact'], admin: ['admin'], bot: ['bot'] } as const;

/** What this run read of a conversation: everything older than `at` (UNIX seconds), and later parts by their ids. */
interface ReadBefore {
  at: number;
  ids: unknown[];
}

interface Wanted {
  authorTypes: string[] | undefined;
  isChosen: (partType: string) => boolean;
}

/**
 * Parts of conversations: the conversations that changed are searched, and each one's parts fetched. A part is handed
 * out with its `conversation_id`, and with `conversation_updated_at`, which its place in the order comes from.
 */
export function conversationParts(retrieve: Operation): Source {
  const changed = search('/conversations/search', {
    items: ['conversations', 'data'],
    stamp: 'updated_at',
    each: 'change',
  });
  return {
    operation: changed.operation,
    searchable: true,
    comesAgain: true,
    // A part is emitted once, but its conversation changes with each further one, so the stamp must not tell.
    identify: (record) => ({
      id: String(record.id),
      stamp: secondsAt(record, 'conversation_updated_at'),
      // A conversation is read as it is now, but found as the index knows it, which can be minutes older.
      newest: secondsAt(record, 'created_at'),
      version: () => (isWhole(record) ? String(record.conversation_updated_at) : 'part'),
    }),
    async *read(intercom, reading) {
      const wanted = wantedBy(reading);
      // A conversation that changes while a run reads comes up again in it.
      const before = new Map<unknown, ReadBefore>();
      const refusals = new Refusals();
      for await (const { records: conversations, progress } of changed.read(intercom, reading)) {
        let records: SourceRecord[] = [];
        let held = 0;
        const work = (one: SourceRecord) => partsOf(intercom, retrieve, one, refusals);
        for await (const { parts, size } of concurrently(conversations, AT_ONCE, work)) {
          const [first] = parts;
          if (!first) continue;
          const { at, ids } = before.get(first.conversation_id) ?? { at: reading.floor, ids: [] };
          const fresh = parts.filter((part) => isSince(part, at) && !ids.includes(part.id));
          records.push(...fresh.filter((part) => isWanted(part, wanted)));
          const upTo = Math.max(at, secondsAt(first, 'conversation_updated_at') ?? at);
          const later = parts.filter((part) => isSince(part, upTo));
          before.set(first.conversation_id, { at: upTo, ids: later.map(({ id }) => id) });
          held += size;
          if (held < LARGEST_BATCH) continue;
          refusals.judge(reading.log);
          // Where a search tells of progress it is in order, so as far as this conversation everything was handed out.
          yield { records, ...(progress !== undefined && { progress: Math.min(progress, upTo) }) };
          records = [];
          held = 0;
        }
        refusals.judge(reading.log);
        yield { records, ...(progress !== undefined && { progress }) };
      }
    },
  };
}

function wantedBy({ config, log }: Reading): Wanted {
  const authors = optionalWords(config, 'authors');
  const unknown = authors?.find((word) => !Object.hasOwn(AUTHORS, word));
  if (unknown !== undefined)
    throw new ConfigurationError(`authors must be some of ${Object.keys(AUTHORS).join(', ')}.`);
  const authorTypes = authors?.flatMap((word) =>
    Object.entries(AUTHORS).flatMap(([name, types]) => (name === word ? types : [])),
  );
  return { authorTypes, isChosen: chosenKinds(config, 'partTypes', log) };
}

function isSince(part: SourceRecord, moment: number): boolean {
  return (secondsAt(part, 'created_at') ?? moment) >= moment;
}

/** Whether it stands for a conversation whose parts nobody can read. */
function isWhole({ type }: SourceRecord): boolean {
  return type === 'conversation';
}

function isWanted(part: SourceRecord, { authorTypes, isChosen }: Wanted): boolean {
  if (isWhole(part)) return true;
  const author = isObject(part.author) ? String(part.author.type) : '';
  return (authorTypes?.includes(author) ?? true) && isChosen(String(part.part_type));
}

/**
 * All parts of a conversation that Intercom shows: the newest 500. `truncated` where there are more. A conversation that
 * is too large to be read would be so in every later run, too, and stop the trigger: it is handed out by name.
 */
async function partsOf(
  intercom: Intercom,
  retrieve: Operation,
  { id, updated_at }: SourceRecord,
  refusals: Refusals,
): Promise<{ parts: SourceRecord[]; size: number }> {
  const about = { conversation_id: id, conversation_updated_at: updated_at };
  let answer: Answer;
  try {
    answer = await intercom.call(retrieve, { conversation_id: id });
  } catch (error) {
    // Deleted since it was found.
    if (isGone(error)) return { parts: [], size: 0 };
    if (error instanceof AnswerTooLargeError) {
      const name = { type: 'conversation', id, created_at: updated_at, ...about, truncated: true };
      return { parts: [name], size: 0 };
    }
    refusals.add(error);
    return { parts: [], size: 0 };
  }
  refusals.anyRead = true;
  const { body, size } = answer;
  const held = isObject(body) ? body.conversation_parts : undefined;
  const parts = itemsOf(held, 'conversation_parts');
  const total = isObject(held) && typeof held.total_count === 'number' ? held.total_count : parts.length;
  const more = total > parts.length && { truncated: true };
  return { parts: parts.map((part) => ({ ...part, ...about, ...more })), size };
}

/**
 * Conversations that Intercom refuses to show, which would be so in every later run, and stop the trigger. Where others
 * can be read they are passed over; where none can, the token may not read any, and to go on would lose all.
 */
class Refusals {
  /** Whether this run has read a conversation. */
  anyRead = false;
  private first: ApiError | undefined;
  private count = 0;

  /** Throws what is no refusal of this one conversation: a token that is wrong, or what may be otherwise next time. */
  add(error: unknown): void {
    if (!(error instanceof ApiError) || error.retryable || error.status === 401 || error.status >= 500) throw error;
    this.first ??= error;
    this.count += 1;
  }

  /** Warns of those since it was last asked. Throws the first one where no conversation could be read. */
  judge(log: Logger): void {
    if (!this.first) return;
    if (!this.anyRead) throw this.first;
    log.warn(`The parts of ${this.count} of the conversations are passed over: ${this.first.message}`);
    this.first = undefined;
    this.count = 0;
  }
}
