import type { Intercom } from '../intercom/client';
import { ApiError, IntercomError } from '../intercom/errors';
import type { Operation } from '../intercom/operation';
import { cursorIn, largestPages } from '../intercom/pages';
import { choice } from '../oih/fields';
import type { Config } from '../oih/types';
import type { Bookmark, Removal, Removals } from '../polling/removals';
import type { SourceRecord } from '../polling/source';
import { secondsAt } from './record';

/** What becomes of a contact that was merged into another one. */
const MERGES = ['keep', 'delete'] as const;

/**
 * Contacts that are gone for good, from Intercom's list of contact activities: those deleted, and where the step's
 * `merges` says so those merged into another one, whose person lives on there. The list comes oldest first and cannot
 * be searched, so the first reading goes through all of it, and each later one takes what was added. Of archived
 * contacts it says nothing.
 */
export function contactRemovals(operation: Operation): Removals {
  const { paging } = operation;
  if (!paging) throw new TypeError(`${operation.request} declares no paging`);

  async function* read(intercom: Intercom, config: Config, from?: Bookmark): AsyncGenerator<Removal> {
    const goneIn = goneBy(choice(config, 'merges', MERGES) === 'delete');
    let after = from?.after;
    let last = from?.last;
    const input = largestPages(paging ?? { style: 'cursor', items: 'data' }, after ? { starting_after: after } : {});
    for await (const { items, answer } of intercom.pages(operation, input)) {
      const fresh = items.slice(items.findIndex(({ id }) => id === last) + 1);
      last = idOf(items.at(-1)?.id) ?? last;
      // A page that is not full is read again next time, up to what was last in it.
      yield {
        gone: fresh.flatMap(goneIn),
        count: fresh.length,
        bookmark: { ...(after && { after }), ...(last && { last }) },
      };
      after = idOf(cursorIn(answer.body)) ?? after;
    }
  }

  async function* readOn(intercom: Intercom, config: Config, from?: Bookmark): AsyncGenerator<Removal> {
    try {
      yield* read(intercom, config, from);
    } catch (error) {
      // A cursor that Intercom does not take any more: what was told before comes once more, and nothing is lost.
      if (!(from?.after && error instanceof ApiError && error.status === 400)) throw error;
      yield* read(intercom, config);
    }
  }

  return {
    operation,
    async *read(intercom, config, from) {
      try {
        yield* readOn(intercom, config, from);
      } catch (error) {
        throw withReason(error);
      }
    },
  };
}

/** A refusal of the list says why it was asked for: nobody would look for that in a trigger of contacts. */
function withReason(error: unknown): unknown {
  if (!(error instanceof ApiError) || error.retryable) return error;
  return new IntercomError(
    `The step's field deletes needs Intercom's list of contact activities (Preview only): ${error.message} What was new or has changed was emitted; deletions are not told of.`,
  );
}

function goneBy(merges: boolean): (activity: SourceRecord) => { id: string; at: number }[] {
  return (activity) => {
    const { event_type, contact_id, merge_source_id } = activity;
    const merged = merges && event_type === 'contact.merged' ? merge_source_id : undefined;
    const id = idOf(event_type === 'contact.deleted' ? contact_id : merged);
    return id === undefined ? [] : [{ id, at: secondsAt(activity, 'created_at') ?? 0 }];
  };
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
