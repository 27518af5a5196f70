import type { Content, ContentOf } from './content/content';
import type { Intercom } from './intercom/client';
import { isoOf } from './iso';
import { Emission } from './oih/emission';
import { flag } from './oih/fields';
import { intercomOf } from './oih/intercom';
import { metadataOf } from './oih/metadata';
import { loadSnapshot, requireSnapshots, saveSnapshot } from './oih/snapshot';
import { type StepRun, step } from './oih/step';
import type { StepField } from './oih/stepField';
import type { Process } from './oih/types';
import { beginningOf, checkClocks } from './polling/clocks';
import { completed, type Embedded, pick } from './polling/embedded';
import { Progress } from './polling/progress';
import type { Removals } from './polling/removals';
import { type Settings, settingsOf, startOf } from './polling/settings';
import type { Identity, Reading, Source, SourceRecord } from './polling/source';
import { type Mark, NO_STAMP, readState, type State } from './polling/state';
import { emitItems, emitPages, type Outgoing } from './recordEmission';

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
  /** What is emitted in a record's place, and only where that changed. The records as they are, when absent. */
  content?: ContentOf;
  /** What tells of records that are gone, for the step field `deletes`. */
  removals?: Removals;
}

/** What ferryman calls, with the declaration on it for tools and specs to read. */
export type TriggerProcess = Process & { trigger: TriggerDeclaration };

const LOG_EVERY = 1_000;
/** Records after which the state is stored: half of what a crash may repeat. */
const SAVE_EVERY = 500;

/**
 * Makes a polling trigger out of its declaration. At least once, no record lost, no duplicate while the state is
 * intact: the state moves on only after the broker has confirmed every message that it covers, so a crash at any
 * moment repeats at most twice `saveEvery` records and two pages.
 */
export function polling(trigger: TriggerDeclaration, saveEvery = SAVE_EVERY): TriggerProcess {
  const process = step(async (run) => {
    requireSnapshots(run);
    const settings = settingsOf(run.config, trigger);
    const intercom = intercomOf(run);
    const given = { ...trigger, content: trigger.content?.(run, intercom) };
    const stored = await loadSnapshot(run);
    if (stored === undefined) {
      const from = startOf(run.config);
      if (from === 'now') return beginNow(run, trigger.source, intercom, settings);
      await poll(run, given, intercom, settings, beginningAt(from), saveEvery);
    } else {
      const { state, repaired } = readState(stored);
      if (repaired) run.step.logger.warn(repaired);
      await poll(run, given, intercom, settings, state, saveEvery);
    }
  });
  return Object.assign(process, { trigger });
}

/** The first run of a flow that wants only what is new: finds out what time it is, which also tries the credential. */
async function beginNow(run: StepRun, source: Source, intercom: Intercom, settings: Settings): Promise<void> {
  const now = new Progress(beginningAt(Math.floor(Date.now() / 1000)), settings.overlap);
  await source.read(intercom, readingOf(run, settings, now)).next();
  const from = beginningOf(intercom);
  checkClocks(intercom, run.step.logger, beginningAt(from));
  await saveSnapshot(run, beginningAt(from));
  run.step.logger.info(
    `First run: from now on (${isoOf(from)}) what is new is emitted. Set startFrom to begin earlier.`,
  );
}

async function poll(
  run: StepRun,
  { source, embedded = {}, content, removals }: Omit<TriggerDeclaration, 'content'> & { content: Content | undefined },
  intercom: Intercom,
  settings: Settings,
  stored: State,
  saveEvery: number,
): Promise<void> {
  const emission = new Emission(run.step, run.tally);
  const progress = new Progress(stored, settings.overlap, source.comesAgain);
  const reading = readingOf(run, settings, progress);
  const lists = pick(embedded, settings.complete);
  let read = 0;
  let emitted = 0;
  /** Records emitted since the state was stored. */
  let unsaved = 0;
  /** How far the stored state has come, UNIX seconds. */
  let savedUpTo = progress.reached;
  /** Whether all records were read, and only what tells of deletions is left. */
  let finished = false;
  let isChecked = false;
  const checkOnce = () => {
    if (!isChecked) checkClocks(intercom, run.step.logger, stored);
    isChecked = true;
  };
  let saving = Promise.resolve();
  /** Has the state as it is now stored once the broker has what it covers, and lets the run go on meanwhile. */
  const beginSave = async () => {
    await saving;
    const state = progress.toStore();
    saving = emission.confirmed().then(() => saveSnapshot(run, state));
    // Awaited before the next one; this keeps Node from calling it unhandled until then.
    saving.catch(() => {});
    unsaved = 0;
    savedUpTo = progress.reached;
  };
  const save = async () => {
    await beginSave();
    await saving;
  };

  try {
    for await (const batch of source.read(intercom, reading)) {
      checkOnce();
      const fresh = withoutRepetition(batch.records.map((record) => described(source, record))).filter(
        (one) =>
          (one.stamp === undefined || one.until >= reading.since) &&
          // A search that is asked anew, because its pages shifted, shows once more what lies too far back to be remembered.
          progress.canMeet(one.until) &&
          (!progress.knows(one.id) || progress.isNew(one.id, markOf(one))),
      );
      const left = settings.maxItems - read;
      const isLast = fresh.length > left && !progress.isFull();
      const taken = isLast ? fresh.slice(0, left) : fresh;
      if (content) for (const one of taken) one.content = content.digest(one.record);
      const news = taken.filter(
        ({ id, record, content: digest }) =>
          digest === undefined || (!content?.isEcho(record) && progress.sent.isNews(id, digest)),
      );
      // From here to the run's end the stored state does not know what the other side has got.
      if (content && news.some(({ id }) => progress.sent.has(id)) && progress.open()) await save();
      const whole = content ? await content.messages(news) : await completed(intercom, news, lists);
      if (settings.emit === 'page') await emitPages(run, emission, whole);
      else await emitItems(run, emission, whole, content || settings.complete.length > 0 ? undefined : batch);
      read += taken.length;
      emitted += news.length;
      unsaved += taken.length;
      // Where the order tells how far we are, the state is small; where it does not, it holds every record of the run.
      const reached = isLast && batch.progress !== undefined ? taken.at(-1)?.stamp : batch.progress;
      if (reached !== undefined) progress.comeTo(Math.min(reached, beginningOf(intercom)));
      for (const one of taken) {
        if (progress.canMeet(one.until)) progress.remember(one.id, markOf(one));
        if (one.content !== undefined) progress.sent.remember(one.id, one.content);
      }
      if (isLast) {
        progress.pause();
        await save();
        run.step.logger.info(`maxItems reached after ${counted(read)}; the rest comes with the next run.`);
        return;
      }
      if (unsaved >= saveEvery) await beginSave();
      logProgress(run, read, taken.length, progress, intercom);
    }
    checkOnce();
    // A run ends where it began in time: what is stamped later may not be whole yet and comes with the next one.
    progress.finish(beginningOf(intercom));
    finished = true;
    if (removals && flag(run.config, 'deletes')) {
      for await (const { gone, count, bookmark } of removals.read(intercom, run.config, progress.removals)) {
        // What was gone before the flow began is nobody's concern.
        const ids = gone.flatMap(({ id, at }) => (at >= stored.from ? [id] : []));
        for (const id of ids) {
          const metadata = { ...metadataOf({}, run.config), recordUid: id };
          await emission.emit({ data: { deleteRequested: true }, metadata });
          progress.sent.forget(id);
        }
        emitted += ids.length;
        unsaved += count;
        progress.removals = bookmark;
        if (unsaved >= saveEvery) await beginSave();
      }
    }
  } catch (error) {
    // The message may come back, and then goes on from here; what was emitted is in the state.
    if (!finished) progress.pause();
    if (unsaved > 0 || finished || progress.reached > savedUpTo) await save();
    await saving;
    throw error;
  }
  await save();
  run.step.logger.info(`${counted(emitted)} emitted; read up to ${isoOf(progress.reached)}.`);
}

function beginningAt(from: number): State {
  return { v: 1, from, watermark: from, seen: {} };
}

function readingOf({ config, step }: StepRun, { filter }: Settings, { since, floor }: Progress): Reading {
  return { since, floor, config, filter, log: step.logger };
}

interface Described extends Outgoing {
  /** UNIX seconds; undefined for a record that shows none, which is emitted rather than lost. */
  stamp: number | undefined;
  /** UNIX seconds up to which it is remembered, or NO_STAMP. */
  until: number;
  version: Identity['version'];
  /** Digest of what is emitted in the record's place, where the trigger has content of its own. */
  content?: string;
}

function described(source: Source, record: SourceRecord): Described {
  const { id, stamp, newest = stamp, version } = source.identify(record);
  return { record, id, stamp, until: stamp === undefined ? NO_STAMP : Math.max(stamp, newest ?? stamp), version };
}

/** To make it costs a digest of the whole record, about as much as to parse it. */
function markOf({ until, version }: Described): Mark {
  const digest = version();
  return digest ? `${until} ${digest}` : `${until}`;
}

/** Pages that shift while they are read can show a record twice. */
function withoutRepetition(records: Described[]): Described[] {
  if (new Set(records.map(({ id }) => id)).size === records.length) return records;
  return [...new Map(records.map((one) => [`${one.id} ${markOf(one)}`, one])).values()];
}

function logProgress({ step }: StepRun, count: number, added: number, { reached }: Progress, intercom: Intercom): void {
  if (Math.floor(count / LOG_EVERY) === Math.floor((count - added) / LOG_EVERY)) return;
  const behind = Math.max(0, beginningOf(intercom) - reached);
  const left = intercom.callsLeft === undefined ? '' : `, ${intercom.callsLeft} calls left in this window`;
  step.logger.info(`${counted(count)} emitted, ${behind} s behind${left}.`);
}

function counted(records: number): string {
  return records === 1 ? '1 record' : `${records} records`;
}
