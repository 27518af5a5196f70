import type { Clock } from './clock';

/** What every record has: an id, and the UNIX seconds of its making and last change. */
export interface Stored {
  readonly id: string;
  readonly created_at: number;
  readonly updated_at: number;
}

/** What records are sorted by; null (no value) comes first in ascending order. */
export type SortValue = number | string | null;

/** How long a change stays hidden from searches, in seconds: the same for all, or by record. */
export type IndexLag<T> = number | ((record: T) => number);

/** Ascending order of two ids: decimal ones by number, hex ones of equal length by text. */
export const compareIds = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

/** Ascending order of two sort values. */
export function compareValues(a: SortValue, b: SortValue): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}

interface Order<T> {
  sorted: readonly T[];
  readonly changed: Set<string>;
}

/** Records that a list or a search sees, kept sorted by whatever was asked for once. */
export class View<T extends Stored> {
  readonly #records = new Map<string, T>();
  readonly #orders = new Map<string, Order<T>>();
  readonly #results = new Map<string, { readonly from: readonly T[]; readonly records: readonly T[] }>();

  get(id: string): T | undefined {
    return this.#records.get(id);
  }

  put(record: T): void {
    this.#records.set(record.id, record);
    for (const order of this.#orders.values()) order.changed.add(record.id);
  }

  remove(id: string): void {
    if (this.#records.delete(id)) for (const order of this.#orders.values()) order.changed.add(id);
  }

  /**
   * All records in ascending order of a value, then of id. Sorted once for each `key`; afterwards only what changed is
   * sorted and merged in, so that a page of 100,000 records costs no new sort.
   */
  sortedBy(key: string, sortValue: (record: T) => SortValue): readonly T[] {
    const compare = (a: T, b: T): number => compareValues(sortValue(a), sortValue(b)) || compareIds(a.id, b.id);
    const order = this.#orders.get(key);
    if (!order) {
      const sorted = [...this.#records.values()].sort(compare);
      this.#orders.set(key, { sorted, changed: new Set() });
      return sorted;
    }
    if (order.changed.size > 0) {
      const kept = order.sorted.filter((record) => !order.changed.has(record.id));
      const fresh: T[] = [];
      for (const id of order.changed) {
        const record = this.#records.get(id);
        if (record) fresh.push(record);
      }
      order.sorted = merge(kept, fresh.sort(compare), compare);
      order.changed.clear();
    }
    return order.sorted;
  }

  /** The records of a sorted list that match, remembered until a record changes, so that each page of a search does not filter anew. */
  matching(key: string, sorted: readonly T[], matches: (record: T) => boolean): readonly T[] {
    const known = this.#results.get(key);
    if (known?.from === sorted) return known.records;
    const records = sorted.filter(matches);
    this.#results.delete(key);
    this.#results.set(key, { from: sorted, records });
    const oldest = this.#results.size > 8 ? this.#results.keys().next().value : undefined;
    if (oldest !== undefined) this.#results.delete(oldest);
    return records;
  }
}

function merge<T>(left: readonly T[], right: readonly T[], compare: (a: T, b: T) => number): T[] {
  const merged: T[] = [];
  let at = 0;
  for (const record of right) {
    let next = left[at];
    while (next !== undefined && compare(next, record) < 0) {
      merged.push(next);
      next = left[++at];
    }
    merged.push(record);
  }
  for (let next = left[at]; next !== undefined; next = left[++at]) merged.push(next);
  return merged;
}

interface Pending<T> {
  readonly due: number;
  readonly serial: number;
  readonly id: string;
  readonly record: T | undefined;
}

/** How a collection behaves: its clock, the lag of its search index, and which records lists and searches show at all. */
export interface CollectionOptions<T> {
  readonly clock: Clock;
  readonly lag?: IndexLag<T>;
  readonly shows?: (record: T) => boolean;
}

/** Records of one kind. Records are never changed in place: a change puts a new object, so a lagging index can keep the old one. */
export class Collection<T extends Stored> {
  readonly #records = new Map<string, T>();
  readonly #listed = new View<T>();
  readonly #searched: View<T>;
  readonly #clock: Clock;
  readonly #lag: IndexLag<T>;
  readonly #shows: (record: T) => boolean;
  readonly #indexed = new Map<string, number>();
  #pending: Pending<T>[] = [];
  #serial = 0;

  constructor(options: CollectionOptions<T>) {
    this.#clock = options.clock;
    this.#lag = options.lag ?? 0;
    this.#shows = options.shows ?? (() => true);
    this.#searched = this.#lag === 0 ? this.#listed : new View<T>();
  }

  get size(): number {
    return this.#records.size;
  }

  get(id: string): T | undefined {
    return this.#records.get(id);
  }

  values(): IterableIterator<T> {
    return this.#records.values();
  }

  /** Stores a record, new or changed; searches see it after the lag. */
  put(record: T): T {
    this.#records.set(record.id, record);
    this.#show(this.#listed, record.id, record);
    this.#index(record.id, record, record);
    return record;
  }

  /** Stores a record that has been there for long: searches see it at once. For seeds. */
  putSettled(record: T): T {
    this.#records.set(record.id, record);
    this.#show(this.#listed, record.id, record);
    if (this.#searched !== this.#listed) this.#show(this.#searched, record.id, record);
    return record;
  }

  /** Takes a record away for good; a lagging search goes on showing it for a while. */
  remove(id: string): void {
    const record = this.#records.get(id);
    if (!record) return;
    this.#records.delete(id);
    this.#listed.remove(id);
    this.#index(id, undefined, record);
  }

  /** The present state, as the list endpoints show it. */
  listed(): View<T> {
    return this.#listed;
  }

  /** What the search index knows by now. */
  searched(): View<T> {
    if (this.#pending.length > 0) this.#catchUp();
    return this.#searched;
  }

  #index(id: string, record: T | undefined, lagOf: T): void {
    if (this.#searched === this.#listed) return;
    const lag = typeof this.#lag === 'number' ? this.#lag : this.#lag(lagOf);
    this.#pending.push({ due: this.#clock.now() + lag, serial: ++this.#serial, id, record });
  }

  #catchUp(): void {
    const now = this.#clock.now();
    const waiting: Pending<T>[] = [];
    for (const change of this.#pending) {
      if (change.due > now) waiting.push(change);
      // A change that took longer to index than the one after it must not bring an old state back.
      else if (change.serial > (this.#indexed.get(change.id) ?? 0)) {
        this.#indexed.set(change.id, change.serial);
        this.#show(this.#searched, change.id, change.record);
      }
    }
    this.#pending = waiting;
  }

  #show(view: View<T>, id: string, record: T | undefined): void {
    if (record && this.#shows(record)) view.put(record);
    else view.remove(id);
  }
}
