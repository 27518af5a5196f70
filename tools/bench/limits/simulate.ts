import FakeTimers from '@sinonjs/fake-timers';
import type { exchange } from '../../../lib/intercom/transport';
import { seededRandom } from '../../sandbox/random';
import { Budget, WINDOW_MS } from './budget';
import { replica, setModulesAside } from './replica';
import type { Scenario } from './scenarios';
import type { Strategy } from './strategies';

export interface Settings {
  /** Calls in a window of ten seconds. */
  limit: number;
  /** Calls that a replica makes at once, such as messages in work at a prefetch of as many. */
  workers: number;
  /** Windows that the simulation lasts. */
  windows: number;
  /** Repeats a run to the last call. */
  seed: number;
  /** Rebounds after which a message is reported and gone; the platform's twenty when left out. */
  reboundLimit?: number;
}

export interface Outcome {
  /** Share of what the replicas could have used: the budget less what others took. */
  used: number;
  /** Share of all calls that were answered with 429. */
  refused: number;
  /** Messages that came back by rebound. */
  rebounds: number;
  /** Messages that are gone: rebounded too often, failed without a rebound, or neither answered nor to come back. */
  lost: number;
  /** The calls that were sent in the same ten milliseconds at most, as a share of a window's budget. */
  atOnce: number;
}

/**
 * OIH brings a message back after 15 s, then after twice as long each time (ferryman 2.4.7, lib/amqp.js, sendRebound), and
 * after ten minutes at most; the twenty-first time it reports it instead.
 */
const REBOUND_MS = 15_000;
const LONGEST_REBOUND_MS = 600_000;
const REBOUND_LIMIT = 20;
/** Monday, 5 January 2026, noon UTC: the beginning of a window. */
const NOON = 1_767_614_400_000;
/** Milliseconds over which work comes in where there was none: a herd shall be the strategy's doing, not the simulation's. */
const ARRIVAL_MS = 500;
/** Milliseconds that an answer takes, at least and at most. */
const LATENCY = [80, 320] as const;

/** Minutes of work in a moment: the component's own client, with as much to do as it can, under a clock that leaps. */
export async function simulate(scenario: Scenario, strategy: Strategy, settings: Settings): Promise<Outcome> {
  const { limit, workers, windows, seed, reboundLimit = REBOUND_LIMIT } = settings;
  const clock = FakeTimers.install({ now: NOON });
  const { random } = Math;
  Math.random = seededRandom(seed);
  const putModulesBack = setModulesAside();
  const budget = new Budget(limit, scenario.othersShare, scenario.headers);
  const tally = { begun: 0, answered: 0, rebounds: 0, waiting: 0 };
  let over = false;
  try {
    const working: Promise<void>[] = [];
    for (let index = 0; index < scenario.replicas; index += 1) {
      const off = scenario.clocksOff?.[index] ?? 0;
      const client = replica(server(budget, off), strategy);
      for (let worker = 0; worker < workers; worker += 1) working.push(work(client));
    }
    await clock.tickAsync(windows * WINDOW_MS);
    over = true;
    // Everything that is on its way comes to an end, and nothing comes back any more.
    await clock.tickAsync(60_000);
    await Promise.all(working);
  } finally {
    Math.random = random;
    putModulesBack();
    clock.uninstall();
  }

  async function work(client: ReturnType<typeof replica>): Promise<void> {
    await after(ARRIVAL_MS * Math.random());
    while (!over) {
      const rest = resting(scenario, Date.now() - NOON);
      if (rest > 0) {
        await after(rest + ARRIVAL_MS * Math.random());
        continue;
      }
      tally.begun += 1;
      await deliver(client);
    }
  }

  /** A message, until it is answered or the time is over; the worker is free while it is away. */
  async function deliver(client: ReturnType<typeof replica>, rebounds = 0): Promise<void> {
    try {
      await client.call({ request: 'POST /contacts' });
      tally.answered += 1;
    } catch (error) {
      // What throws this is reported, and gone.
      if (!(error instanceof Error && 'retryable' in error && error.retryable) || rebounds >= reboundLimit) return;
      tally.rebounds += 1;
      tally.waiting += 1;
      void after(Math.min(LONGEST_REBOUND_MS, REBOUND_MS * 2 ** rebounds)).then(() => {
        if (over) return undefined;
        tally.waiting -= 1;
        return deliver(client, rebounds + 1);
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
    atOnce: Math.max(...whole.flatMap(({ moments }) => moments.filter(Boolean))) / limit,
  };
}

/** The service at the other end of the wire, whose clock is right while the replica's is off by so many seconds. */
function server(budget: Budget, off: number): typeof exchange {
  return async () => {
    const [least, most] = LATENCY;
    const way = (least + Math.random() * (most - least)) / 2;
    budget.sent();
    await after(way);
    const { allowed, headers } = budget.take();
    const date = Date.now();
    await after(way);
    // All replicas run on one clock here, so that it is the server's that differs for each of them.
    const { 'X-RateLimit-Reset': reset, ...told } = headers;
    return {
      status: allowed ? 200 : 429,
      text: allowed ? '{}' : '{"type":"error.list","errors":[{"code":"rate_limit_exceeded"}]}',
      headers: {
        'content-type': 'application/json',
        date: new Date(date - off * 1000).toUTCString(),
        ...Object.fromEntries(Object.entries(told).map(([name, value]) => [name.toLowerCase(), value])),
        ...(reset !== undefined && { 'x-ratelimit-reset': String(Number(reset) - off) }),
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
