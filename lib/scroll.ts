import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, isObject } from './intercom/answer';
import type { Intercom } from './intercom/client';
import { ApiError, IntercomError, RateLimitError } from './intercom/errors';
import type { Input, Operation } from './intercom/operation';
import { itemsOf, type Page } from './intercom/pages';

/**
 * Another scroll is open in this app, and Intercom allows one. Time mends it: a scroll that nobody uses is closed after
 * a minute.
 */
export class ScrollExistsError extends IntercomError {
  override readonly retryable = true;
}

/** A scroll that failed on its way. Asking for the same page again could skip one, so only a new scroll is safe. */
export class ScrollBrokenError extends IntercomError {}

/** A scroll that is no longer known: it came to its end, or nobody used it for a minute. */
export class ScrollOverError extends IntercomError {}

/** The clock that a scroll waits by; specs have their own. */
export interface Clock {
  /** Milliseconds, from any start. */
  now(): number;
  pause(ms: number): Promise<unknown>;
}

const REAL_CLOCK: Clock = { now: () => performance.now(), pause: (ms) => sleep(ms) };

/** Intercom closes a scroll after one idle minute (its reference for the scroll over companies); ten seconds for the way. */
const SURELY_OPEN_MS = 50_000;
/** Until a scroll that was left open is surely closed. Asking earlier might keep it open: nobody has said. */
const SURELY_CLOSED_MS = 61_000;
/** What one page may wait for the rate limit, whose windows last ten seconds, without the scroll being closed. */
const PATIENCE_MS = 30_000;
/** New beginnings in one run. One failure can take two of them, the second for the scroll that it left open. */
const MAX_RESTARTS = 6;
/** The same before anything was handed out: seven seconds; after that the message had better come back later. */
const MAX_FIRST_RESTARTS = 3;

/** All that a scroll needs of a client. It must not try again by itself; see `scrollPage`. */
export type ScrollClient = Pick<Intercom, 'call'>;

/**
 * One page of a scroll. The same scroll_param can serve for every page (intercom-ruby, issue 452), so whoever sends it
 * again after a failure cannot know whether the page that was lost comes once more: `client` must be one without
 * patience. Only a rate limit is waited for, since Intercom refused before it acted.
 * Throws ScrollExistsError, ScrollBrokenError, ScrollOverError, and what the client throws.
 */
export async function scrollPage(
  client: ScrollClient,
  operation: Operation,
  input: Input,
  clock: Clock = REAL_CLOCK,
): Promise<Answer> {
  const deadline = clock.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await client.call(operation, input);
    } catch (error) {
      const delay = error instanceof RateLimitError ? Math.max(error.retryAfterMs, 1_000) : Number.POSITIVE_INFINITY;
      if (clock.now() + delay > deadline) throw inWords(error, operation, goesOn(input));
      await clock.pause(delay);
    }
  }
}

/**
 * Every record of a scroll, each once, page by page. A failure on the way begins it anew and passes over what was
 * handed out before; that takes the ids of all records in memory. Throws ScrollExistsError where somebody else's scroll
 * is open before anything was handed out, and what `scrollPage` throws when new beginnings do not help.
 */
export async function* scroll(
  client: ScrollClient,
  operation: Operation,
  input: Input,
  clock: Clock = REAL_CLOCK,
): AsyncGenerator<Page> {
  const seen = new Set<unknown>();
  const { scroll_param, ...fromTheStart } = input;
  for (let restarts = 0; ; restarts += 1) {
    try {
      yield* once(client, operation, restarts === 0 ? input : fromTheStart, seen, clock);
      return;
    } catch (error) {
      const delay = delayBeforeRestart(error, restarts, seen.size);
      if (delay === undefined) throw error;
      await clock.pause(delay);
    }
  }
}

/** One scroll to its end, without the records that were seen before. */
async function* once(
  client: ScrollClient,
  operation: Operation,
  start: Input,
  seen: Set<unknown>,
  clock: Clock,
): AsyncGenerator<Page> {
  let input = start;
  let answeredAt: number | undefined;
  let received = 0;
  for (;;) {
    let answer: Answer;
    try {
      answer = await scrollPage(client, operation, input, clock);
    } catch (error) {
      if (!(error instanceof ScrollOverError) || answeredAt === undefined) throw error;
      // A 404 is how some scrolls end; but one that was idle for too long answers just the same.
      if (clock.now() - answeredAt < SURELY_OPEN_MS) return;
      throw new ScrollBrokenError(`${error.message} The step took too long with the page before it.`);
    }
    answeredAt = clock.now();
    const all = itemsOf(answer.body, operation.paging?.items ?? 'data');
    if (all.length === 0) return;
    const items = all.filter(({ id }) => id === undefined || !seen.has(id));
    for (const { id } of items) seen.add(id);
    received += all.length;
    if (items.length === 0 && received >= 2 * seen.size) {
      throw new IntercomError(`${operation.request}: Intercom gives the same pages again and again; stopped.`);
    }
    yield { items, answer };
    const scroll_param = isObject(answer.body) ? answer.body.scroll_param : undefined;
    if (typeof scroll_param !== 'string' || scroll_param === '') return;
    input = { ...start, scroll_param };
  }
}

function goesOn({ scroll_param }: Input): boolean {
  return scroll_param !== undefined && scroll_param !== null;
}

/** Time could mend it, and it is no rate limit: a server error, a broken answer, or none. */
function isPassing(error: unknown): error is IntercomError {
  return error instanceof IntercomError && error.retryable && !(error instanceof RateLimitError);
}

/** What the failure of a page means for the scroll. `onTheWay` is false for the first page. */
function inWords(error: unknown, { request }: Operation, onTheWay: boolean): unknown {
  // Old answers had the sentence without the code (intercom-ruby, issue 292).
  if (error instanceof ApiError && error.status === 400 && /scroll_exists|scroll already exists/i.test(error.message)) {
    return new ScrollExistsError(
      `${request}: another scroll over the companies is open in this app, and Intercom allows one at a time. ` +
        'It is closed when nobody used it for a minute; let only one step scroll at a time',
    );
  }
  if (!onTheWay) return error;
  if (error instanceof ApiError && error.status === 404) {
    return new ScrollOverError(
      `${request}: this scroll is over. It came to its end, or nobody used it for a minute; without scroll_param a new one begins.`,
    );
  }
  if (isPassing(error)) {
    const said = error.message.replace(/\.?$/, '.');
    return new ScrollBrokenError(`${said} The scroll is lost: begin a new one, without scroll_param.`);
  }
  return error;
}

/** Milliseconds until a new scroll may be begun, or undefined where that would not help. */
function delayBeforeRestart(error: unknown, restarts: number, handedOut: number): number | undefined {
  if (restarts >= (handedOut === 0 ? MAX_FIRST_RESTARTS : MAX_RESTARTS)) return undefined;
  if (error instanceof ScrollExistsError) {
    // Nothing was handed out: the message can come back later, which costs less than to wait here. Afterwards it would
    // bring everything twice, and what is in the way is most likely the scroll that just failed.
    return handedOut === 0 ? undefined : SURELY_CLOSED_MS;
  }
  return error instanceof ScrollBrokenError || isPassing(error) ? 1_000 * 2 ** restarts : undefined;
}
