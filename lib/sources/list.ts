import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import type { Operation } from '../intercom/operation';
import { largestPages } from '../intercom/pages';
import type { Identity, Reading, Source, SourceRecord } from '../source';
import { type Each, identity, lastInOrder, secondsAt } from './record';

export interface ListOptions {
  /** Field that tells when the record came up for this trigger. */
  stamp: string;
  each: Each;
  /** The list is known to begin with the latest: reading stops at what is too old, as long as the order is seen to hold. */
  latestFirst?: boolean;
  /** What to read instead of a list that gives no more than so many records. */
  beyond?: { count: number; read: (intercom: Intercom, reading: Reading) => ReturnType<Source['read']> };
  identify?: (record: SourceRecord) => Identity;
}

/** How often a list is read again that shifted while it was read. */
const MOST_PASSES = 3;

/** A source over a list that cannot be searched by time: all of it is read in every run. */
export function list(operation: Operation, options: ListOptions): Source {
  const { stamp, each, latestFirst = false, beyond } = options;
  const { paging } = operation;
  if (!paging) throw new TypeError(`${operation.request} declares no paging`);
  const input = largestPages(paging, {});

  return {
    operation,
    searchable: false,
    identify: options.identify ?? ((record) => identity(record, stamp, each)),
    async *read(intercom, reading) {
      for (let pass = 1; pass <= MOST_PASSES; pass += 1) {
        const ids = new Set<unknown>();
        let total = 0;
        let oldest: number | undefined = latestFirst ? Number.POSITIVE_INFINITY : undefined;
        for await (const { items, answer } of intercom.pages(operation, input, { ahead: () => !latestFirst })) {
          total = totalOf(answer.body);
          if (beyond && total > beyond.count) {
            yield* beyond.read(intercom, reading);
            return;
          }
          for (const { id } of items) ids.add(id);
          yield { records: items, size: answer.size };
          if (oldest !== undefined)
            oldest = lastInOrder(
              items.map((one) => secondsAt(one, stamp)),
              oldest,
              'descending',
            );
          if (oldest !== undefined && oldest < reading.since) return;
        }
        // Pages are cut by position: where a record left or moved to the front meanwhile, another slipped through.
        if (ids.size >= total) return;
        reading.log.info(
          `${operation.request} changed while it was read: ${ids.size} of ${total} records seen, reading it again`,
        );
      }
    },
  };
}

function totalOf(body: unknown): number {
  return isObject(body) && typeof body.total_count === 'number' ? body.total_count : 0;
}
