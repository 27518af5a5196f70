import type { Place } from './events';

interface Given extends Place {
  waitsToReturn: boolean;
}

/**
 * Counts what is under way: messages given to a step and not completed, and errors announced by a rejected message
 * but not reported yet. (Ferryman rejects first and reports later, through a throttle.)
 */
export class InFlight {
  readonly #given = new Map<string, Given>();
  readonly #errorsOwed = new Map<string, Place>();
  readonly #reportedEarly = new Set<string>();

  get isEmpty(): boolean {
    return this.#given.size === 0 && this.#errorsOwed.size === 0;
  }

  given(messageId: string, { flowId, stepId }: Place): void {
    this.#given.set(messageId, { flowId, stepId, waitsToReturn: false });
  }

  /** A copy of a message went to the rebounds queue, under an id of its own. */
  rebounded(messageId: string, { flowId, stepId }: Place): void {
    this.#given.set(messageId, { flowId, stepId, waitsToReturn: true });
  }

  isRebounded(messageId: string): boolean {
    return this.#given.get(messageId)?.waitsToReturn ?? false;
  }

  returned(messageId: string): void {
    const given = this.#given.get(messageId);
    if (given) given.waitsToReturn = false;
  }

  completed(messageId: string): void {
    this.#given.delete(messageId);
  }

  /** Also ends a message that ferryman never completes: one with a function that cannot be loaded. */
  rejected(messageId: string): void {
    const place = this.#given.get(messageId);
    this.#given.delete(messageId);
    if (!this.#reportedEarly.delete(messageId)) this.#errorsOwed.set(messageId, place ?? { flowId: '?', stepId: '?' });
  }

  failed(messageId: string): void {
    if (!this.#errorsOwed.delete(messageId)) this.#reportedEarly.add(messageId);
  }

  /**
   * After a step's process died: its messages that are no longer queued were acknowledged, but nothing will say so,
   * and an error that it owed will never come.
   */
  reconcile(place: Place, queued: Set<string>): void {
    for (const [messageId, given] of this.#given) {
      if (isSame(given, place) && !given.waitsToReturn && !queued.has(messageId)) this.#given.delete(messageId);
    }
    for (const [messageId, owed] of this.#errorsOwed) {
      if (isSame(owed, place)) this.#errorsOwed.delete(messageId);
    }
  }

  /** Such as `2 messages at "answer", 1 rebounded at "poll"`. */
  describe(): string {
    const counts = new Map<string, number>();
    const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
    for (const given of this.#given.values())
      count(`${given.waitsToReturn ? 'rebounded' : 'in work or queued'} at "${given.stepId}"`);
    for (const owed of this.#errorsOwed.values()) count(`rejected without an error report at "${owed.stepId}"`);
    return [...counts].map(([what, number]) => `${number} ${what}`).join(', ') || 'nothing';
  }
}

function isSame(a: Place, b: Place): boolean {
  return a.flowId === b.flowId && a.stepId === b.stepId;
}
