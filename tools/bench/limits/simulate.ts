import FakeTimers from '@sinonjs/fake-timers';
import type { exchange } from '../../../lib/intercom/transport';
import { Budget, WINDOW_MS } from './budget';
import { replica } from './replica';
import type { Scenario } from './scenarios';
import type { Strategy } from './strategies';

export interface Settings {
  /** Calls in a window of ten seconds. */
  limit: number;
  /** Calls that a replica makes at once, such as messages in work at a prefetch of as many. */
  workers: number;
  /** Windows that the simulation lasts. */
  windows: number;
}

export interface Outcome {
  /** Share of what the replicas could have used: the budget less what others took. */
  used: number;
  /** Share of all calls that were answered with 429. */
  refused: number;
  /** Messages that came back by rebound. */
  rebounds: number;
  /** Messages that were neither answered nor are to come back. */
  lost: number;
  /** The calls of the busiest tenth of a second, as a share of a window's budget. */
  busiest: number;
}

/** OIH brings a message back for the first time after this many milliseconds (ferryman 2.4.7, lib/amqp.js, sendRebound). */
const REBOUND_MS = 15_000;
/** Monday, 5 January 2026, noon UTC: the beginning of a window. */
const NOON = 1_767_614_400_000;
/** Milliseconds that an answer takes, at least and at most. */
const LATENCY = [80, 320] as const;

/** Minutes of work in a moment: the component's own client, with as much to do as it can, under a clock that leaps. */
export async function simulate(scenario: Scenario, strategy: Strategy, settings: Settings): Promise<Outcome> {
  const { limit, workers, windows } = settings;
  const clock = FakeTimers.install({ now: NOON });
  const budget = new Budget(limit, scenario.othersShare);
  const tally = { begun: 0, answered: 0, rebounds: 0, waiting: 0 };
  let over = false;
  try {
    const working: Promise<void>[] = [];
    for (let index = 0; index < scenario.replicas; index += 1) {
      const off = scenario.clocksOff?.[index] ?? 0;
      const client = replica(server(budget, scenario, off), strategy);
      for (let worker = 0; worker < workers; worker += 1) working.push(work(client));
    }
    await clock.tickAsync(windows * WINDOW_MS);
    over = true;
    // Everything that is on its way comes to an end, and nothing comes back any more.
    await clock.tickAsync(60_000);
    await Promise.all(working);
  } finally {
    clock.uninstall();
  }

  async function work(client: ReturnType<typeof replica>): Promise<void> {
    while (!over) {
      const rest = resting(scenario, Date.now() - NOON);
      if (rest > 0) {
        await after(rest);
        continue;
      }
      tally.begun += 1;
      await deliver(client);
    }
  }

  /** A message, until it is answered or the time is over; the worker is free while it is away. */
  async function deliver(client: ReturnType<typeof replica>): Promise<void> {
    try {
      await client.call({ request: 'POST /contacts' });
      tally.answered += 1;
    } catch (error) {
      if (!(error instanceof Error && 'retryable' in error && error.retryable)) throw error;
      tally.rebounds += 1;
      tally.waiting += 1;
      void after(REBOUND_MS).then(() => {
        if (over) return undefined;
        tally.waiting -= 1;
        return deliver(client);
      });
    }
  }

  const whole = budget.windows
    .slice(0, windows)
    .filter((_, index) => resting(scenario, index * WINDOW_MS) + resting(scenario, (index + 1) * WINDOW_MS - 1) === 0);
  const sum = (pick: (window: (typeof whole)[number]) => number) => whole.reduce((all, one) => all + pick(one), 0);
  return {
    used: sum(({ ours }) => ours) / sum(({ others }) => limit - others),
    refused: sum(({ refused }) => refused) / sum(({ ours, refused }) => ours + refused),
    rebounds: tally.rebounds,
    lost: tally.begun - tally.answered - tally.waiting,
    // In the first window all begin at once because the simulation does.
    busiest: Math.max(...whole.slice(1).flatMap(({ slots }) => slots.filter(Boolean))) / limit,
  };
}

/** The service at the other end of the wire, whose clock is right while the replica's is off by so many seconds. */
function server(budget: Budget, { headers }: Scenario, off: number): typeof exchange {
  return async () => {
    const [least, most] = LATENCY;
    const way = (least + Math.random() * (most - least)) / 2;
    await after(way);
    const now = Date.now() - NOON;
    const { allowed, remaining, resetAt } = budget.take(now);
    await after(way);
    // All replicas run on one clock here, so that it is the server's that differs for each of them.
    const told = (ms: number) => NOON + ms - off * 1000;
    return {
      status: allowed ? 200 : 429,
      text: allowed ? '{}' : '{"type":"error.list","errors":[{"code":"rate_limit_exceeded"}]}',
      headers: {
        'content-type': 'application/json',
        date: new Date(told(now)).toUTCString(),
        ...(headers !== false && {
          'x-ratelimit-limit': String(budget.limit),
          'x-ratelimit-remaining': String(remaining),
          'x-ratelimit-reset': String(Math.ceil(told(resetAt) / 1000)),
        }),
      },
    };
  };
}

/** Milliseconds until there is work again. */
function resting({ burstSeconds }: Scenario, since: number): number {
  if (burstSeconds === undefined) return 0;
  const length = burstSeconds * 1000;
  const into = since % (2 * length);
  return into < length ? 0 : 2 * length - into;
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
