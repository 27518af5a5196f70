import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import { ApiError, ConfigurationError } from '../intercom/errors';
import type { Operation } from '../intercom/operation';
import { itemsOf } from '../intercom/pages';
import { optionalWords } from '../oih/fields';
import type { StepField } from '../oih/stepField';
import type { Config } from '../oih/types';
import type { Source, SourceRecord } from '../source';
import { concurrently } from './concurrently';
import { secondsAt } from './record';
import { search } from './search';

/** Conversations that are fetched at once. A fifth request may be on its way for the next page of the search. */
const AT_ONCE = 4;

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
  partTypes: string[] | undefined;
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
      version: () => 'part',
    }),
    async *read(intercom, reading) {
      const wanted = wantedBy(reading.config);
      // A conversation that changes while a run reads comes up again in it.
      const before = new Map<unknown, ReadBefore>();
      for await (const { records: conversations, progress } of changed.read(intercom, reading)) {
        const records: SourceRecord[] = [];
        for await (const parts of concurrently(conversations, AT_ONCE, (one) => partsOf(intercom, retrieve, one))) {
          const [first] = parts;
          if (!first) continue;
          const { at, ids } = before.get(first.conversation_id) ?? { at: reading.floor, ids: [] };
          const fresh = parts.filter((part) => isSince(part, at) && !ids.includes(part.id));
          records.push(...fresh.filter((part) => isWanted(part, wanted)));
          const upTo = Math.max(at, secondsAt(first, 'conversation_updated_at') ?? at);
          const later = parts.filter((part) => isSince(part, upTo));
          before.set(first.conversation_id, { at: upTo, ids: later.map(({ id }) => id) });
        }
        yield { records, ...(progress !== undefined && { progress }) };
      }
    },
  };
}

function wantedBy(config: Config): Wanted {
  const authors = optionalWords(config, 'authors');
  const unknown = authors?.find((word) => !Object.hasOwn(AUTHORS, word));
  if (unknown !== undefined)
    throw new ConfigurationError(`authors must be some of ${Object.keys(AUTHORS).join(', ')}.`);
  const authorTypes = authors?.flatMap((word) =>
    Object.entries(AUTHORS).flatMap(([name, types]) => (name === word ? types : [])),
  );
  return { authorTypes, partTypes: optionalWords(config, 'partTypes') };
}

function isSince(part: SourceRecord, moment: number): boolean {
  return (secondsAt(part, 'created_at') ?? moment) >= moment;
}

function isWanted(part: SourceRecord, { authorTypes, partTypes }: Wanted): boolean {
  const author = isObject(part.author) ? String(part.author.type) : '';
  return (authorTypes?.includes(author) ?? true) && (partTypes?.includes(String(part.part_type)) ?? true);
}

/** All parts of a conversation that Intercom shows: the newest 500. `truncated` where there are more. */
async function partsOf(
  intercom: Intercom,
  retrieve: Operation,
  { id, updated_at }: SourceRecord,
): Promise<SourceRecord[]> {
  let body: unknown;
  try {
    ({ body } = await intercom.call(retrieve, { conversation_id: id }));
  } catch (error) {
    // Deleted since it was found.
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
  const held = isObject(body) ? body.conversation_parts : undefined;
  const parts = itemsOf(held, 'conversation_parts');
  const total = isObject(held) && typeof held.total_count === 'number' ? held.total_count : parts.length;
  const about = {
    conversation_id: id,
    conversation_updated_at: updated_at,
    ...(total > parts.length && { truncated: true }),
  };
  return parts.map((part) => ({ ...part, ...about }));
}
