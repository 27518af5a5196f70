import { completed, type Embedded, pick } from './embedded';
import { Intercom } from './intercom/client';
import { ConfigurationError } from './intercom/errors';
import { isQuery, type Query } from './intercom/search';
import { credentials } from './oih/credentials';
import { Emission, MessageTooLargeError } from './oih/emission';
import { choice, optionalCount, optionalMoment, optionalText, optionalWords } from './oih/fields';
import { metadataOf } from './oih/metadata';
import { loadSnapshot, requireSnapshots, saveSnapshot } from './oih/snapshot';
import { type StepRun, step } from './oih/step';
import type { StepField } from './oih/stepField';
import type { Config, Process } from './oih/types';
import type { Batch, Reading, Source, SourceRecord } from './source';
import { type Mark, pruned, readState, type State, sameMessage, stampOf } from './state';

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

/** Seconds behind the watermark that every run reads again, for records that the index shows late (users report minutes). */
const OVERLAP = 300;
const LOG_EVERY = 1_000;
/** Characters of the records that go into one message with `emit: page`: at most 9 MB as UTF-8, below the platform's 10 MiB. */
const LARGEST_PAGE = 3_000_000;

/** What the step's fields ask of a run. */
interface Settings {
  overlap: number;
  maxItems: number;
  filter: Query | undefined;
  emit: 'items' | 'page';
  /** Names of embedded lists to complete. */
  complete: string[];
}

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

function settingsOf(config: Config, { source, embedded = {} }: TriggerDeclaration): Settings {
  const complete = optionalWords(config, 'fields') ?? [];
  const unknown = complete.find((name) => !Object.hasOwn(embedded, name));
  if (unknown !== undefined) {
    const known = Object.keys(embedded).join(', ');
    throw new ConfigurationError(`fields can name ${known || 'nothing here: this trigger has no lists to complete'}.`);
  }
  return {
    emit: choice(config, 'emit', ['items', 'page']),
    complete,
    overlap: optionalCount(config, 'overlapSeconds', 0) ?? OVERLAP,
    maxItems: optionalCount(config, 'maxItems', 1) ?? Number.POSITIVE_INFINITY,
    filter: filterOf(config.filter, source),
  };
}

/** The step's `filter`: an object, or its JSON, which is what a form's text area gives. */
function filterOf(value: unknown, source: Source): Query | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (!source.searchable) throw new ConfigurationError('filter is not possible here: this trigger does not search.');
  const filter = typeof value === 'string' ? parsed(value) : value;
  if (isQuery(filter)) return filter;
  throw new ConfigurationError(
    'filter must be a search filter such as {"field": "role", "operator": "=", "value": "user"}, or a group of them.',
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where the first run begins: UNIX seconds, or `now`. */
function startOf(config: Config): number | 'now' {
  const text = optionalText(config, 'startFrom') ?? 'now';
  if (text === 'now') return 'now';
  return text === 'beginning' ? 0 : (optionalMoment(config, 'startFrom') ?? 0);
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
  const save = async (next: State, emitted: State['seen']) => {
    state = { ...next, seen: pruned({ ...state.seen, ...emitted }, sinceOf(next, settings)) };
    await saveSnapshot(run, state);
  };
  /** The state of a run that has come so far, where the order of its records tells. */
  const upTo = (progress: number | undefined): State =>
    progress === undefined ? state : { ...state, ...cursorAt(Math.min(progress, beginningOf(intercom)), state) };

  for await (const batch of source.read(intercom, reading)) {
    const fresh = withoutRepetition(batch.records.map((record) => described(source, record))).filter((one) =>
      isNew(one, reading.since, state.seen),
    );
    const taken = fresh.slice(0, settings.maxItems - read);
    const whole = await completed(intercom, taken, pick(embedded, settings.complete));
    if (settings.emit === 'page') await emitPages(emission, whole, run.config);
    else await emitItems(run, emission, whole, settings.complete.length > 0 ? undefined : batch);
    await emission.flush();
    read += taken.length;
    const emitted = Object.fromEntries(taken.map(({ id, mark }) => [id, mark]));
    if (taken.length < fresh.length) {
      const last = taken.at(-1);
      await save(upTo(batch.progress !== undefined && last ? stampOf(last.mark) : undefined), emitted);
      run.step.logger.info(`maxItems reached after ${counted(read)}; the rest comes with the next run.`);
      return;
    }
    if (taken.length > 0) await save(upTo(batch.progress), emitted);
    logProgress(run, read, taken.length, state, intercom);
  }
  // A run ends where it began in time: what is stamped later may not be whole yet and comes with the next one.
  const { cursor: _, ...done } = state;
  await save({ ...done, watermark: Math.max(state.watermark, beginningOf(intercom)) }, {});
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

interface Described {
  record: SourceRecord;
  id: string;
  mark: Mark;
}

/** A message for each record. `batch` is where they came from, unless they were completed since. */
async function emitItems(
  { config, step }: StepRun,
  emission: Emission,
  records: Described[],
  batch?: Batch,
): Promise<void> {
  const answer = batch?.size === undefined ? undefined : { size: batch.size, records: batch.records.length };
  for (const { record, id } of records) {
    const metadata = { ...metadataOf(record, config), recordUid: id };
    try {
      await emission.emit({ data: record, metadata }, answer);
    } catch (error) {
      if (!(error instanceof MessageTooLargeError)) throw error;
      // It will be as large in every later run; the flow gets its id and can fetch what it needs.
      step.logger.warn('A record is larger than a message can be; only its id is emitted, with truncated: true.');
      await emission.emit({ data: { type: record.type, id, truncated: true }, metadata: { ...metadata } });
    }
  }
}

/** Records together in messages of a size that the platform takes. */
async function emitPages(emission: Emission, records: Described[], config: Config): Promise<void> {
  let items: SourceRecord[] = [];
  let size = 0;
  for (const { record } of records) {
    const more = JSON.stringify(record).length;
    if (items.length > 0 && size + more > LARGEST_PAGE) {
      await emission.emit({ data: { items }, metadata: metadataOf({}, config) });
      items = [];
      size = 0;
    }
    items.push(record);
    size += more;
  }
  if (items.length > 0) await emission.emit({ data: { items }, metadata: metadataOf({}, config) });
}

function described(source: Source, record: SourceRecord): Described {
  // A record without a stamp counts as brand new: better twice than never.
  const { id, stamp = Math.floor(Date.now() / 1000), version } = source.identify(record);
  return { record, id, mark: version ? `${stamp} ${version}` : `${stamp}` };
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
