import { completed, type Embedded, pick } from './embedded';
import { Intercom } from './intercom/client';
import { credentials } from './oih/credentials';
import { Emission } from './oih/emission';
import { loadSnapshot, requireSnapshots, saveSnapshot } from './oih/snapshot';
import { type StepRun, step } from './oih/step';
import type { StepField } from './oih/stepField';
import type { Process } from './oih/types';
import { type Settings, settingsOf, startOf } from './pollingSettings';
import { emitItems, emitPages, type Outgoing } from './recordEmission';
import type { Reading, Source, SourceRecord } from './source';
import { type Mark, MOST_SEEN, pruned, readState, type State, sameMessage, stampOf } from './state';

export { search } from './sources/search';

/** What a module in lib/triggers declares. */
export interface TriggerDeclaration {
  title: string;
  description: string;
  source: Source;
  /** Step fields of this trigger alone. */
  fields?: Readonly<Record<string, StepField>>;
  /** Lists inside a record that Intercom cuts short, and the operation that gives each one whole. */
  embedded?: Embedded;
}

/** What ferryman calls, with the declaration on it for tools and specs to read. */
export type TriggerProcess = Process & { trigger: TriggerDeclaration };

const LOG_EVERY = 1_000;
/** Records of a source without order after which the state is stored: what a crash may repeat. */
const SAVE_EVERY = 1_000;
/**
 * Makes a polling trigger out of its declaration. At least once, no record lost, no duplicate while the state is
 * intact: the state moves on only after the broker has confirmed every message that it covers, so a crash at any
 * moment repeats at most one page.
 */
export function polling(trigger: TriggerDeclaration): TriggerProcess {
  const process = step(async (run) => {
    requireSnapshots(run);
    const settings = settingsOf(run.config, trigger);
    const intercom = new Intercom({ ...credentials(run.config), log: (line) => run.step.logger.info(line) });
    const stored = await loadSnapshot(run);
    if (stored === undefined) {
      const from = startOf(run.config);
      if (from === 'now') return beginNow(run, trigger.source, intercom, settings);
      await poll(run, trigger, intercom, settings, { v: 1, from, watermark: from, seen: {} });
    } else {
      const { state, repaired } = readState(stored);
      if (repaired) run.step.logger.warn(repaired);
      await poll(run, trigger, intercom, settings, state);
    }
  });
  return Object.assign(process, { trigger });
}

/** UNIX seconds at which this run began, by Intercom's clock, which made the stamps; by ours where it has not told. */
function beginningOf(intercom: Intercom): number {
  return intercom.firstAskedAt ?? Math.floor(Date.now() / 1000);
}

/** The first run of a flow that wants only what is new: finds out what time it is, which also tries the credential. */
async function beginNow(run: StepRun, source: Source, intercom: Intercom, settings: Settings): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  await source.read(intercom, readingOf(run, settings, { v: 1, from: now, watermark: now, seen: {} })).next();
  const from = beginningOf(intercom);
  await saveSnapshot(run, { v: 1, from, watermark: from, seen: {} } satisfies State);
  run.step.logger.info(
    `First run: from now on (${isoOf(from)}) what is new is emitted. Set startFrom to begin earlier.`,
  );
}

async function poll(
  run: StepRun,
  { source, embedded = {} }: TriggerDeclaration,
  intercom: Intercom,
  settings: Settings,
  stored: State,
): Promise<void> {
  const emission = new Emission(run.step);
  const reading = readingOf(run, settings, stored);
  let read = 0;
  let state = stored;
  /** Records emitted since the state was stored. */
  let unsaved = 0;
  const remember = (next: State, emitted: State['seen']) => {
    // A search is asked for one second more than is wanted, so what was emitted of that second must be known, too.
    state = { ...next, seen: pruned({ ...state.seen, ...emitted }, sinceOf(next, settings) - 1) };
  };
  const save = async () => {
    await saveSnapshot(run, state);
    unsaved = 0;
  };
  /** The state of a run that has come so far, where the order of its records tells. */
  const upTo = (progress: number | undefined): State =>
    progress === undefined ? state : { ...state, ...cursorAt(Math.min(progress, beginningOf(intercom)), state) };

  for await (const batch of source.read(intercom, reading)) {
    const fresh = withoutRepetition(batch.records.map((record) => described(source, record))).filter((one) =>
      isNew(one, reading.since, state.seen),
    );
    // A full state forgets: a run that stopped would have the next one emit what it forgot, for ever, and nothing else.
    const isFull = Object.keys(state.seen).length >= MOST_SEEN;
    const taken = isFull ? fresh : fresh.slice(0, Math.max(0, settings.maxItems - read));
    const whole = await completed(intercom, taken, pick(embedded, settings.complete));
    if (settings.emit === 'page') await emitPages(run, emission, whole);
    else await emitItems(run, emission, whole, settings.complete.length > 0 ? undefined : batch);
    await emission.flush();
    read += taken.length;
    unsaved += taken.length;
    const emitted = Object.fromEntries(taken.map(({ id, mark }) => [id, mark]));
    if (taken.length < fresh.length) {
      const last = taken.at(-1);
      remember(upTo(batch.progress !== undefined ? last?.stamp : undefined), emitted);
      await save();
      run.step.logger.info(`maxItems reached after ${counted(read)}; the rest comes with the next run.`);
      return;
    }
    remember(upTo(batch.progress), emitted);
    // Where the order tells how far we are, the state is small; where it does not, it holds every record of the run.
    if (unsaved >= (batch.progress === undefined ? SAVE_EVERY : 1)) await save();
    logProgress(run, read, taken.length, state, intercom);
  }
  // A run ends where it began in time: what is stamped later may not be whole yet and comes with the next one.
  const { cursor: _, ...done } = state;
  remember({ ...done, watermark: Math.max(state.watermark, beginningOf(intercom)) }, {});
  await save();
  run.step.logger.info(`${counted(read)} emitted; read up to ${isoOf(state.watermark)}.`);
}

function readingOf({ config, step }: StepRun, settings: Settings, state: State): Reading {
  const { cursor: _, ...done } = state;
  return {
    since: sinceOf(state, settings),
    floor: sinceOf(done, settings),
    config,
    filter: settings.filter,
    log: step.logger,
  };
}

/** How far back a run reads: the overlap behind where the last one came to, but never before the flow's beginning. */
function sinceOf({ from, watermark, cursor = watermark }: State, { overlap }: Settings): number {
  return Math.max(from, cursor - overlap);
}

/** A cursor never moves back, and is none where it would not be ahead of the watermark. */
function cursorAt(moment: number, { watermark, cursor = watermark }: State): { cursor?: number } {
  const furthest = Math.max(moment, cursor);
  return furthest > watermark ? { cursor: furthest } : {};
}

interface Described extends Outgoing {
  /** UNIX seconds. */
  stamp: number;
  mark: Mark;
}

function described(source: Source, record: SourceRecord): Described {
  // A record without a stamp counts as brand new: better twice than never.
  const { id, stamp = Math.floor(Date.now() / 1000), newest = stamp, version } = source.identify(record);
  const until = Math.max(stamp, newest);
  return { record, id, stamp, mark: version ? `${until} ${version}` : `${until}` };
}

/** Pages that shift while they are read can show a record twice. */
function withoutRepetition(records: Described[]): Described[] {
  return [...new Map(records.map((one) => [`${one.id} ${one.mark}`, one])).values()];
}

/** Not too old, and neither emitted nor older than what was emitted: the index may show an old state once more. */
function isNew({ id, mark }: Described, since: number, seen: State['seen']): boolean {
  const before = Object.hasOwn(seen, id) ? seen[id] : undefined;
  if (stampOf(mark) < since) return false;
  return before === undefined || (!sameMessage(mark, before) && stampOf(mark) >= stampOf(before));
}

function logProgress(
  { step }: StepRun,
  count: number,
  added: number,
  { watermark, cursor = watermark }: State,
  intercom: Intercom,
): void {
  if (Math.floor(count / LOG_EVERY) === Math.floor((count - added) / LOG_EVERY)) return;
  const behind = Math.max(0, beginningOf(intercom) - cursor);
  const left = intercom.callsLeft === undefined ? '' : `, ${intercom.callsLeft} calls left in this window`;
  step.logger.info(`${counted(count)} emitted, ${behind} s behind${left}.`);
}

function counted(records: number): string {
  return records === 1 ? '1 record' : `${records} records`;
}

function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
