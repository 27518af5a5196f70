import assert from 'node:assert/strict';
import fc from 'fast-check';
import { polling, search, type TriggerProcess } from '../lib/polling';
import { type Sandbox, startSandbox } from '../tools/sandbox';
import { Flow } from './support/polls';

/** Monday, 5 January 2026, 23:59:00 UTC: a minute before a day ends. */
const START = 1_767_657_540;

const updatedContacts = (perPage: number) =>
  polling({
    title: 'spec',
    description: 'spec',
    source: search('/contacts/search', {
      items: 'data',
      stamp: 'updated_at',
      each: 'change',
      granularity: 'day',
      perPage,
    }),
  });
const updatedConversations = (perPage: number) =>
  polling({
    title: 'spec',
    description: 'spec',
    source: search('/conversations/search', { items: 'conversations', stamp: 'updated_at', each: 'change', perPage }),
  });

/** What a workspace's own people do. `pick` chooses among what is there. */
type Act =
  | { do: 'create'; count: number }
  | { do: 'change'; pick: number; twice: boolean }
  | { do: 'changeMany'; from: number; count: number }
  | { do: 'archive'; pick: number }
  | { do: 'wait'; seconds: number };

type Step = Act | { do: 'poll'; during: Act[]; crashAt: number | null; crashOn: 'data' | 'snapshot' };

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('create' as const), count: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('change' as const), pick: fc.nat(99), twice: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('changeMany' as const),
      from: fc.nat(9),
      count: fc.integer({ min: 2, max: 12 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('archive' as const), pick: fc.nat(99) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      seconds: fc.oneof(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 30, max: 900 }),
        fc.integer({ min: 80_000, max: 400_000 }),
      ),
    }),
  },
);
const poll = (crashes: boolean): fc.Arbitrary<Step> =>
  fc.record({
    do: fc.constant('poll' as const),
    during: fc.array(act, { maxLength: 4 }),
    crashAt: crashes ? fc.option(fc.nat(12), { nil: null, freq: 2 }) : fc.constant(null),
    crashOn: fc.constantFrom('data' as const, 'snapshot' as const),
  });
const steps = (crashes: boolean) =>
  fc.array(fc.oneof({ weight: 3, arbitrary: act }, { weight: 2, arbitrary: poll(crashes) }), {
    minLength: 3,
    maxLength: 14,
  });

/** A kind of record: what its people can do to it, and the trigger that watches it. */
interface Kind {
  name: string;
  trigger(perPage: number): TriggerProcess;
  create(sandbox: Sandbox): string;
  change(sandbox: Sandbox, id: string, text: string): void;
  remove(sandbox: Sandbox, id: string): void;
  /** The records that searches find once the index is whole, with the text of their last change. */
  current(sandbox: Sandbox): { id: string; updated_at: number; text: unknown }[];
  text(emitted: Record<string, unknown>): unknown;
}

const kinds: Kind[] = [
  {
    name: 'contacts, matched by day',
    trigger: updatedContacts,
    create: ({ workspace }) => workspace.contacts.create({ role: 'lead' }).id,
    change: ({ workspace }, id, name) => workspace.contacts.update(id, { name }),
    remove: ({ workspace }, id) => workspace.contacts.archive(id),
    current: ({ workspace }) =>
      [...workspace.contacts.all.values()]
        .filter(({ archived }) => !archived)
        .map(({ id, updated_at, name }) => ({ id, updated_at, text: name ?? null })),
    text: ({ name }) => name ?? null,
  },
  {
    name: 'conversations, matched by second',
    trigger: updatedConversations,
    create: ({ workspace }) => {
      const { id } = workspace.contacts.create({ role: 'lead' });
      return workspace.conversations.create({ by: id, body: 'Hello' }).id;
    },
    change: ({ workspace }, id, title) => workspace.conversations.update(id, { title }),
    remove: ({ workspace }, id) => workspace.conversations.delete(id),
    current: ({ workspace }) =>
      [...workspace.conversations.all.values()].map(({ id, updated_at, title }) => ({ id, updated_at, text: title })),
    text: ({ title }) => title ?? null,
  },
];

let texts = 0;
/** Never the same twice, or a change back would look like a repetition. */
function newText(): string {
  texts += 1;
  return `text ${texts}`;
}

function perform(kind: Kind, sandbox: Sandbox, act: Act, ids: string[]): void {
  switch (act.do) {
    case 'create':
      for (let n = 0; n < act.count; n += 1) ids.push(kind.create(sandbox));
      break;
    case 'change': {
      const id = ids[act.pick % ids.length];
      if (id !== undefined) kind.change(sandbox, id, newText());
      if (id !== undefined && act.twice) kind.change(sandbox, id, newText());
      break;
    }
    case 'changeMany':
      for (const id of ids.slice(act.from, act.from + act.count)) kind.change(sandbox, id, newText());
      break;
    case 'archive': {
      const [id] = ids.splice(act.pick % Math.max(1, ids.length), 1);
      if (id !== undefined) kind.remove(sandbox, id);
      break;
    }
    case 'wait':
      sandbox.clock.advance(act.seconds);
  }
}

const OVERLAP = 600;

interface World {
  steps: Step[];
  timezone: string;
  lag: number;
  perPage: number;
  startFrom: 'beginning' | 'now';
}

const world = (crashes: boolean): fc.Arbitrary<World> =>
  fc.record({
    steps: steps(crashes),
    timezone: fc.constantFrom('-11:00', 'America/New_York', 'UTC', 'Europe/Berlin', 'Asia/Kolkata', '+14:00'),
    lag: fc.constantFrom(0, 0, 20, OVERLAP),
    perPage: fc.constantFrom(1, 2, 5, 150),
    startFrom: fc.constantFrom('beginning', 'now'),
  });

class Crash extends Error {}

/** Plays a world out and returns what the flow received and what is there in the end. */
async function play(kind: Kind, { steps: script, timezone, lag, perPage, startFrom }: World) {
  const sandbox = await startSandbox({ now: START, timezone, indexLagSeconds: lag });
  try {
    const flow = new Flow(kind.trigger(perPage), sandbox, { startFrom, overlapSeconds: OVERLAP });
    const ids: string[] = [];
    const watermarks: number[] = [];
    await flow.poll();
    const from = sandbox.clock.now();
    for (const one of script) {
      if (one.do !== 'poll') {
        perform(kind, sandbox, one, ids);
        continue;
      }
      let requests = 0;
      const unhook = sandbox.onRequest(() => {
        const act = one.during[requests];
        requests += 1;
        if (act) perform(kind, sandbox, act, ids);
      });
      let events = 0;
      const result = await flow.poll({
        publish: (event) => {
          if (event !== one.crashOn && one.crashAt !== null) return;
          events += 1;
          if (one.crashAt !== null && events > one.crashAt) throw new Crash('crash');
        },
      });
      unhook();
      for (const error of result.errors) assert.ok(error instanceof Crash, error.message);
      for (const { watermark } of result.snapshots as { watermark: number }[]) watermarks.push(watermark);
    }
    // Let the index catch up, and poll until the flow has seen it.
    sandbox.clock.advance(lag + 1);
    await flow.poll();
    return {
      emitted: flow.emitted,
      current: kind.current(sandbox).filter(({ updated_at }) => updated_at >= from),
      watermarks,
    };
  } finally {
    await sandbox.close();
  }
}

const RUNS = Number(process.env.PROPERTY_RUNS ?? 150);

describe('polling, for all histories', function () {
  this.timeout(120_000);

  for (const kind of kinds) {
    it(`${kind.name}: nothing is lost, crashes or not`, async () => {
      await fc.assert(
        fc.asyncProperty(world(true), async (one) => {
          const { emitted, current, watermarks } = await play(kind, one);
          const received = new Set(
            emitted.map((record) => JSON.stringify([record.id, record.updated_at, kind.text(record)])),
          );
          for (const { id, updated_at, text } of current) {
            assert.ok(received.has(JSON.stringify([id, updated_at, text])), `lost ${id}, ${text} of ${updated_at}`);
          }
          assert.deepEqual(
            watermarks,
            [...watermarks].sort((a, b) => a - b),
            'the watermark moved back',
          );
        }),
        { numRuns: RUNS },
      );
    });

    it(`${kind.name}: nothing comes twice while no run crashes`, async () => {
      await fc.assert(
        fc.asyncProperty(world(false), async (one) => {
          const { emitted } = await play(kind, one);
          const texts = emitted.map((record) => JSON.stringify(record));
          assert.equal(new Set(texts).size, texts.length, 'a record was emitted twice');
        }),
        { numRuns: RUNS },
      );
    });
  }
});
