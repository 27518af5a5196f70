import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import { ApiError } from '../intercom/errors';
import type { Operation } from '../intercom/operation';
import { largestPages } from '../intercom/pages';
import type { Identity, Reading, Source, SourceRecord } from '../polling/source';
import { type Each, identity, lastInOrder } from './record';

export interface ListOptions {
  /** Field that tells when the record came up for this trigger. */
  stamp: string;
  each: Each;
  /** Where stamp and `each` do not tell one message from another. */
  identify?: (record: SourceRecord) => Identity;
  /** The list is known to begin with the latest: reading stops at what is too old, as long as the order is seen to hold. */
  latestFirst?: boolean;
  /** What to read instead of a list that gives no more than so many records. */
  beyond?: { count: number; read: (intercom: Intercom, reading: Reading) => ReturnType<Source['read']> };
}

/** How often a list is read again that shifted while it was read. */
const MOST_PASSES = 3;

/** A source over a list that cannot be searched by time: all of it is read in every run. */
export function list(operation: Operation, options: ListOptions): Source {
  const { stamp, each, latestFirst = false, beyond } = options;
  const { paging } = operation;
  if (!paging) throw new TypeError(`${operation.request} declares no paging`);
  const input = largestPages(paging, {});
  const identify = options.identify ?? ((record) => identity(record, stamp, each));

  return {
    operation,
    searchable: false,
    identify,
    async *read(intercom, reading) {
      const ids = new Set<unknown>();
      let highest = 0;
      for (let pass = 1; pass <= MOST_PASSES; pass += 1) {
        const idsNow = new Set<unknown>();
        let highestNow = 0;
        let oldest: number | undefined = latestFirst ? Number.POSITIVE_INFINITY : undefined;
        try {
          for await (const { items, answer } of intercom.pages(operation, input, { ahead: () => !latestFirst })) {
            const total = totalOf(answer.body);
            highestNow = Math.max(highestNow, total);
            for (const { id } of items) idsNow.add(id);
            yield { records: items, size: answer.size };
            // After the page, so that whoever wants no more than a first look opens no scroll.
            if (beyond && total > beyond.count) {
              yield* beyond.read(intercom, reading);
              return;
            }
            if (oldest !== undefined)
              oldest = lastInOrder(
                items.map((one) => identify(one).stamp),
                oldest,
                'descending',
              );
            // Where something was deleted meanwhile, a record may have slipped from the next page to this one.
            if (oldest !== undefined && oldest < reading.since && total >= highestNow) return;
          }
        } catch (error) {
          if (!beyond || !isTooLong(error)) throw error;
          yield* beyond.read(intercom, reading);
          return;
        }
        // Pages are cut by position: where a record left or moved to the front meanwhile, another slipped through. What
        // was deleted after it was seen counts as seen, so the highest total must be reached, in this pass or in all.
        for (const id of idsNow) ids.add(id);
        highest = Math.max(highest, highestNow);
        if (idsNow.size >= highestNow || ids.size >= highest) return;
        reading.log.info(
          `${operation.request} changed while it was read: ${idsNow.size} of ${highestNow} records seen`,
        );
      }
      reading.log.warn(`${operation.request} did not hold still in ${MOST_PASSES} passes: what it hid may come later`);
    },
  };
}

/** What Intercom answers where a list ends that has more, which not every list counts. */
function isTooLong(error: unknown): boolean {
  return error instanceof ApiError && error.status === 400 && /scroll/i.test(error.message);
}

function totalOf(body: unknown): number {
  return isObject(body) && typeof body.total_count === 'number' ? body.total_count : 0;
}
