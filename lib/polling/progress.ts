import type { Bookmark } from './removals';
import { Sent } from './sent';
import { type Mark, MOST_SEEN, NO_STAMP, type State, sameMessage, stampOf } from './state';

/** How far a polling trigger has come, and what it emitted near there, while a run goes on. */
export class Progress {
  private readonly from: number;
  private watermark: number;
  private cursor: number | undefined;
  private readonly seen: Map<string, Mark>;
  /** What the flow has got of each record, where its trigger emits by content. */
  readonly sent: Sent;
  private isOpen: boolean;
  private readonly wasOpen: boolean;
  /** Where reading of what tells of deletions goes on. */
  removals: Bookmark | undefined;

  /** `overlap` is in seconds, as the step's `overlapSeconds`; `comesAgain` as in Source. */
  constructor(
    stored: State,
    private readonly overlap: number,
    private readonly comesAgain = false,
  ) {
    ({ from: this.from, watermark: this.watermark, cursor: this.cursor } = stored);
    this.seen = new Map(Object.entries(stored.seen));
    // Where a run did not come to its end, the flow may have got what its state does not know, until one does.
    this.wasOpen = stored.open === true;
    this.isOpen = this.wasOpen;
    this.sent = new Sent(stored.sent, !this.wasOpen);
    this.removals = stored.removals;
  }

  /** UNIX seconds up to which everything was read. */
  get reached(): number {
    return this.cursor ?? this.watermark;
  }

  /** UNIX seconds from which on a run has to read: the overlap behind where it came to, never before the flow's beginning. */
  get since(): number {
    return this.behind(this.reached);
  }

  /** The same behind the last run that came to its end. */
  get floor(): number {
    return this.behind(this.watermark);
  }

  /** Whether it has a mark of the record, so that `isNew` has to look at this one's. */
  knows(id: string): boolean {
    return this.seen.has(id);
  }

  /** Neither emitted nor older than what was emitted: the index may show an old state once more. */
  isNew(id: string, mark: Mark): boolean {
    const before = this.seen.get(id);
    if (before === undefined) return true;
    const stamp = stampOf(mark);
    return !sameMessage(mark, before) && (stamp === NO_STAMP || stamp >= stampOf(before));
  }

  /** Whether a later run can meet what is marked with this stamp (UNIX seconds, or NO_STAMP), so that its mark must be remembered. */
  canMeet(stamp: number): boolean {
    return isFrom(this.comesAgain ? this.floor : this.since, stamp);
  }

  remember(id: string, mark: Mark): void {
    this.seen.set(id, mark);
  }

  /** Whether it had to forget more than may come up again: a run that stopped now would have the next one emit that anew. */
  isFull(): boolean {
    this.forget();
    if (this.seen.size < MOST_SEEN) return false;
    // What is remembered beyond that is met only where it comes again.
    return [...this.seen.values()].every((mark) => isFrom(this.since, stampOf(mark)));
  }

  /** All stamped before this moment (UNIX seconds) was read by this run. The cursor never moves back. */
  comeTo(moment: number): void {
    const furthest = Math.max(moment, this.reached);
    if (furthest > this.watermark) this.cursor = furthest;
  }

  /** All stamped up to this moment (UNIX seconds) was read, and the run is at its end. */
  finish(moment: number): void {
    this.watermark = Math.max(this.watermark, moment);
    this.cursor = undefined;
    this.isOpen = false;
    this.sent.settle();
  }

  /** The run stops in good order before its end. */
  pause(): void {
    this.isOpen = this.wasOpen;
  }

  /** To be called before the flow gets other content of a record than `sent` says. Returns whether that must be stored. */
  open(): boolean {
    const wasOpen = this.isOpen;
    this.isOpen = true;
    return !wasOpen;
  }

  /** The state that may be stored once the broker has confirmed everything that was remembered. */
  toStore(): State {
    this.forget();
    const { from, watermark, cursor, seen, removals } = this;
    const sent = this.sent.toStore();
    return {
      v: 1,
      from,
      watermark,
      ...(cursor !== undefined && { cursor }),
      seen: Object.fromEntries(seen),
      ...(sent && { sent }),
      ...(this.isOpen && { open: true }),
      ...(removals && { removals }),
    };
  }

  private behind(moment: number): number {
    return Math.max(this.from, moment - this.overlap);
  }

  /** Keeps the marks that a later run can meet, of which the newest MOST_SEEN. */
  private forget(): void {
    for (const [id, mark] of this.seen) if (!this.canMeet(stampOf(mark))) this.seen.delete(id);
    if (this.seen.size <= MOST_SEEN) return;
    const oldestFirst = [...this.seen].sort(([, one], [, other]) => stampOf(one) - stampOf(other));
    for (const [id] of oldestFirst.slice(0, -MOST_SEEN)) this.seen.delete(id);
  }
}

/** Whether a run that reads from `since` on (UNIX seconds) can meet what has this stamp. */
function isFrom(since: number, stamp: number): boolean {
  // A search is asked for one second more than is wanted, so what was emitted of that second must be known, too.
  return stamp === NO_STAMP || stamp >= since - 1;
}
