import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SourceRecord } from '../../lib/polling/source';
import { type Sandbox, startSandbox } from '../../tools/sandbox';
import type { CursorKind } from '../../tools/sandbox/cursors';
import type { Kind } from './pollingKinds';
import { Flow } from './polls';

/** What a workspace's own people do. Numbers choose among what is there. */
type Act =
  | { do: 'create'; count: number }
  | { do: 'change'; pick: number; twice: boolean }
  | { do: 'changeMany'; from: number; count: number }
  | { do: 'archive' | 'restore' | 'delete'; pick: number }
  | { do: 'merge'; pick: number; into: number }
  | { do: 'wait'; seconds: number };

/** A run dies when it has done so many of these and is about to do one more. */
interface Crash {
  on: 'data' | 'snapshot';
  after: number;
}

type Step =
  | Act
  /** A run; while it waits for its n-th answer, `during[n]` happens. */
  | { do: 'poll'; during: Act[]; crash: Crash | null }
  /** A second run from the same state, or from what the first has stored by then, while the first waits for an answer. */
  | {
      do: 'overlap';
      during: Act[];
      crash: Crash | null;
      at: number;
      secondCrash: Crash | null;
      secondFrom: 'same' | 'stored';
      storedLast: 'first' | 'second';
    }
  /** The state of so many snapshots ago comes back. */
  | { do: 'stale'; back: number };

/** Records of a page, and what a cursor is. */
interface Paging {
  perPage: number;
  cursors: CursorKind;
}

/** A history of a workspace and of the flow that watches it. */
export interface World {
  /** What is there before the flow's first run. */
  past: Act[];
  steps: Step[];
  /** UNIX seconds at which it begins. */
  start: number;
  timezone: string;
  overlap: number;
  /** At most the overlap, which is what the overlap is for. */
  lag: number;
  /** Whether each change has a lag of its own, `lag` at most. */
  unevenLag: boolean;
  paging: Paging;
  saveEvery: number;
  startFrom: 'beginning' | 'now';
  emit: 'items' | 'page';
  maxItems: number | null;
  greaterIncludesSecond: boolean;
}

const few = fc.nat(99);
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('create'), count: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('change'), pick: few, twice: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('changeMany'),
      from: fc.nat(9),
      count: fc.integer({ min: 2, max: 12 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('archive', 'restore', 'delete'), pick: few }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('merge'), pick: few, into: few }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait'),
      seconds: fc.oneof(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 30, max: 900 }),
        fc.integer({ min: 80_000, max: 400_000 }),
      ),
    }),
  },
);
const during = fc.array(act, { maxLength: 4 });
const crash: fc.Arbitrary<Crash | null> = fc.option(
  fc.record({ on: fc.constantFrom('data', 'snapshot'), after: fc.nat(12) }),
  { freq: 2 },
);
const disturbance: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('poll'), during, crash }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('overlap'),
      during,
      crash,
      at: fc.nat(3),
      secondCrash: crash,
      secondFrom: fc.constantFrom('same', 'stored'),
      storedLast: fc.constantFrom('first', 'second'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stale'), back: fc.nat(5) }) },
);
const undisturbed: fc.Arbitrary<Step> = fc.record({ do: fc.constant('poll'), during, crash: fc.constant(null) });

/** A minute before a day ends in UTC, or before clocks are changed: New York, Berlin (both ways), Santiago (at midnight). */
const STARTS = [
  '2026-01-05T23:59:00Z',
  '2026-03-08T06:59:00Z',
  '2026-03-29T00:59:00Z',
  '2026-10-25T00:59:00Z',
  '2026-11-01T05:59:00Z',
  '2026-09-06T03:59:00Z',
].map((iso) => Date.parse(iso) / 1000);

const timezone = fc.oneof(
  fc
    .tuple(fc.integer({ min: -11, max: 14 }), fc.constantFrom('00', '30', '45'))
    .map(
      ([hours, minutes]) =>
        `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:${Math.abs(hours) < 11 ? minutes : '00'}`,
    ),
  fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'America/Santiago', 'Australia/Lord_Howe'),
);

/** Where cursors are positions, pages must overlap to show what shifted between them, which pages of one cannot. */
const PAGING: Paging[] = [
  ...[1, 2, 5, 150].map((perPage): Paging => ({ perPage, cursors: 'keyset' })),
  ...[2, 2, 3, 5].map((perPage): Paging => ({ perPage, cursors: 'offset' })),
];

/** All worlds, or those in which no run crashes, overlaps with another, or gets an old state. */
export function worlds({ disturbed }: { disturbed: boolean }): fc.Arbitrary<World> {
  const step = fc.oneof(
    { weight: 3, arbitrary: act },
    { weight: 2, arbitrary: disturbed ? fc.oneof(undisturbed, disturbance) : undisturbed },
  );
  return fc.constantFrom(0, 60, 300, 600).chain((overlap) =>
    fc.record({
      past: fc.array(act, { maxLength: 3 }),
      steps: fc.array(step, { minLength: 3, maxLength: 14 }),
      start: fc.constantFrom(...STARTS),
      timezone,
      overlap: fc.constant(overlap),
      lag: fc.oneof(fc.constantFrom(0, overlap), fc.nat(overlap)),
      unevenLag: fc.boolean(),
      paging: fc.constantFrom(...PAGING),
      saveEvery: fc.constantFrom(1, 1, 7, 1_000),
      startFrom: fc.constantFrom('beginning', 'now'),
      emit: fc.constantFrom('items', 'items', 'page'),
      maxItems: fc.option(fc.integer({ min: 1, max: 9 }), { freq: 3 }),
      greaterIncludesSecond: fc.boolean(),
    }),
  );
}

class Crashed extends Error {}

/** In the broker's place: once the run has crashed nothing of it gets out any more. */
function crashing(crash: Crash | null): (event: string) => void {
  let count = 0;
  let dead = false;
  return (event) => {
    if (crash && !dead && event === crash.on) {
      dead = count >= crash.after;
      count += 1;
    }
    if (dead) throw new Crashed('crashed');
  };
}

const turn = () => new Promise(setImmediate);

/** More runs than any world needs to come to rest. */
const MOST_RUNS = 400;

/** A workspace and its flow, while a world is played. */
class Play {
  readonly received: SourceRecord[] = [];
  private readonly paid = new Set<string>();
  private readonly ids: string[] = [];
  private readonly archived: string[] = [];
  private readonly snapshots: unknown[] = [];
  private readonly flow: Flow;
  private texts = 0;
  /** UNIX seconds: what came up before is not for the flow. */
  private from = 0;

  constructor(
    private readonly kind: Kind,
    private readonly sandbox: Sandbox,
    private readonly world: World,
  ) {
    this.flow = this.newFlow();
  }

  async whole(): Promise<void> {
    const { world, sandbox } = this;
    for (const one of world.past) this.act(one);
    if (world.startFrom === 'now') {
      this.from = sandbox.clock.now();
      // Only notes where the flow begins.
      await this.run(this.flow, null);
    } else await this.poll([], null);
    for (const one of world.steps) {
      if (one.do === 'poll') await this.poll(one.during, one.crash);
      else if (one.do === 'overlap') await this.overlap(one);
      else if (one.do === 'stale') this.flow.snapshot = this.snapshots.at(-1 - one.back) ?? this.flow.snapshot;
      else this.act(one);
    }
    sandbox.clock.advance(world.lag + 1);
    for (let runs = 0; (await this.poll([], null)) > 0; runs += 1) assert.ok(runs < MOST_RUNS, 'it never ends');
    this.checkPaid(this.owed());
  }

  /** One run; returns how many messages it emitted. Whatever the index showed when it began must have come when it ends well. */
  private async poll(during: Act[], crash: Crash | null): Promise<number> {
    const owed = this.owed();
    const unhook = this.whileAsking(during);
    const { emitted, errors } = await this.run(this.flow, crash);
    unhook();
    if (errors.length === 0 && this.world.maxItems === null) this.checkPaid(owed);
    return emitted.length;
  }

  private async overlap(step: Extract<Step, { do: 'overlap' }>): Promise<void> {
    const second = this.newFlow();
    let secondRan = false;
    let asked = 0;
    let stored: unknown;
    const runSecond = async () => {
      secondRan = true;
      second.snapshot = step.secondFrom === 'stored' && stored !== undefined ? stored : before;
      await this.run(second, step.secondCrash);
    };
    const before = this.flow.snapshot;
    const unhookActs = this.whileAsking(step.during);
    const unhook = this.sandbox.onRequest(async () => {
      asked += 1;
      if (asked - 1 === step.at && !secondRan) await runSecond();
    });
    await this.run(this.flow, step.crash, (snapshot) => {
      stored = snapshot;
    });
    unhook();
    unhookActs();
    if (!secondRan) await runSecond();
    const firstStored = stored !== undefined;
    const secondStored = second.snapshot !== before;
    if (secondStored && (step.storedLast === 'second' || !firstStored)) this.flow.snapshot = second.snapshot;
  }

  private async run(flow: Flow, crash: Crash | null, onStored: (snapshot: unknown) => void = () => {}) {
    const before = watermarkOf(flow.snapshot);
    const crashIfDue = crashing(crash);
    const result = await flow.poll({
      publish: async (event, payload) => {
        // Messages are on their way for a while, a state that overtook them would be stored before they are.
        if (event === 'data') await turn();
        crashIfDue(event);
        if (event === 'snapshot') onStored(JSON.parse(JSON.stringify(payload)));
      },
    });
    for (const error of result.errors) assert.ok(error instanceof Crashed, error.message);
    for (const record of result.emitted.flatMap(({ data }) => recordsOf(data))) {
      this.received.push(record);
      this.paid.add(this.kind.key(record));
    }
    this.snapshots.push(...result.snapshots);
    const watermarks = [before, ...result.snapshots.map(watermarkOf)];
    assert.deepEqual(
      watermarks,
      [...watermarks].sort((a, b) => a - b),
      'the watermark moved back',
    );
    return result;
  }

  private newFlow(): Flow {
    const { startFrom, overlap, emit, maxItems } = this.world;
    const fields = { startFrom, overlapSeconds: overlap, emit, ...(maxItems !== null && { maxItems }) };
    return new Flow(this.kind.trigger(this.world.paging.perPage, this.world.saveEvery), this.sandbox, fields);
  }

  /** What happens while a run waits for its answers, one act for each. */
  private whileAsking(acts: Act[]): () => void {
    const left = [...acts];
    return this.sandbox.onRequest(() => {
      const one = left.shift();
      if (one) this.act(one);
    });
  }

  /** What is there, belongs to the flow, and must have reached the index by now. */
  private owed(): Set<string> {
    const settled = this.sandbox.clock.now() - this.world.lag;
    const owed = this.kind.current(this.sandbox).filter(({ stamp }) => stamp >= this.from && stamp <= settled);
    return new Set(owed.map(({ key }) => key));
  }

  /** Of what was owed before a run, what changed or went away meanwhile is owed no more. */
  private checkPaid(owed: Set<string>): void {
    for (const { key, stamp } of this.kind.current(this.sandbox)) {
      if (owed.has(key)) assert.ok(this.paid.has(key), `lost ${key}, of ${stamp}`);
    }
  }

  private act(act: Act): void {
    const { kind, sandbox, ids, archived } = this;
    switch (act.do) {
      case 'create':
        for (let n = 0; n < act.count; n += 1) ids.push(kind.create(sandbox));
        break;
      case 'change': {
        const id = ids[act.pick % ids.length];
        if (id !== undefined) kind.change(sandbox, id, this.newText());
        if (id !== undefined && act.twice) kind.change(sandbox, id, this.newText());
        break;
      }
      case 'changeMany':
        for (const id of ids.slice(act.from, act.from + act.count)) kind.change(sandbox, id, this.newText());
        break;
      case 'archive': {
        const id = taken(ids, act.pick);
        if (id === undefined) break;
        kind.archive(sandbox, id);
        archived.push(id);
        break;
      }
      case 'restore': {
        const id = kind.restore ? taken(archived, act.pick) : undefined;
        if (id === undefined) break;
        kind.restore?.(sandbox, id);
        ids.push(id);
        break;
      }
      case 'delete': {
        const id = taken(ids, act.pick);
        if (id !== undefined) kind.delete(sandbox, id);
        break;
      }
      case 'merge': {
        const id = ids[act.pick % ids.length];
        const into = ids[act.into % ids.length];
        if (id === undefined || into === undefined || id === into) break;
        if (kind.merge(sandbox, id, into)) ids.splice(ids.indexOf(id), 1);
        break;
      }
      case 'wait':
        sandbox.clock.advance(act.seconds);
    }
  }

  private newText(): string {
    this.texts += 1;
    return `text ${this.texts}`;
  }
}

function taken(ids: string[], pick: number): string | undefined {
  return ids.splice(pick % Math.max(1, ids.length), 1)[0];
}

function recordsOf(data: unknown): SourceRecord[] {
  const record: SourceRecord = { ...Object(data) };
  return Array.isArray(record.items) ? record.items : [record];
}

function watermarkOf(snapshot: unknown): number {
  const { watermark }: { watermark?: unknown } = { ...Object(snapshot) };
  return typeof watermark === 'number' ? watermark : 0;
}

/** The same for the same record and second, and nothing else: a world must play out alike each time. */
function lagOf(id: string, stamp: number, most: number): number {
  let hash = stamp;
  for (const letter of id) hash = (hash * 31 + letter.charCodeAt(0)) % 1_000_003;
  return hash % (most + 1);
}

/**
 * Plays a world out and returns the records that the flow received, in order. Throws where something is lost or a
 * run's watermark moves back.
 */
export async function play(kind: Kind, world: World): Promise<SourceRecord[]> {
  const { lag, unevenLag, paging } = world;
  const sandbox = await startSandbox({
    now: world.start,
    timezone: world.timezone,
    indexLagSeconds: unevenLag ? ({ id, updated_at }) => lagOf(id, updated_at, lag) : lag,
    greaterIncludesSecond: world.greaterIncludesSecond,
    cursors: paging.cursors,
    ...(kind.routes && { routes: kind.routes(paging.perPage) }),
  });
  try {
    const one = new Play(kind, sandbox, world);
    await one.whole();
    return one.received;
  } finally {
    await sandbox.close();
  }
}
