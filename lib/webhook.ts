import { isObject } from './intercom/answer';
import { ConfigurationError, IntercomError, InvalidInputError, isGone } from './intercom/errors';
import { type Operation, placeholdersOf } from './intercom/operation';
import { Emission } from './oih/emission';
import { flag, optionalText, optionalWords } from './oih/fields';
import { intercomOf } from './oih/intercom';
import { metadataOf } from './oih/metadata';
import { SCHEDULE_KEYS } from './oih/schedule';
import { requireSnapshots } from './oih/snapshot';
import { type StepRun, step } from './oih/step';
import type { StepField } from './oih/stepField';
import type { Message, Process } from './oih/types';
import { emitOrName } from './recordEmission';
import {
  idOf,
  type Notification,
  readNotification,
  requireShallow,
  type Subject,
  subjectOf,
} from './webhooks/notification';
import { once } from './webhooks/once';
import { isMeant, isTopicName, type RecordKind, TOPIC_NAMES, type TopicName } from './webhooks/topics';
import { requireTrust } from './webhooks/trust';

/** What a module in lib/triggers declares that a webhook starts. */
export interface WebhookDeclaration {
  title: string;
  description: string;
  /** The topics that start it; every one when left out. */
  topics?: readonly TopicName[];
  /** How the records of its topics are read anew; the route's one placeholder is the record's id. */
  refetch: Readonly<Partial<Record<RecordKind, Operation>>>;
  /** Step fields of this trigger alone. */
  fields?: Readonly<Record<string, StepField>>;
}

/** Intercom answered, but not with the record. Nothing was emitted yet, and a proxy's answer is mended by time. */
class OtherRecordError extends IntercomError {
  override readonly retryable = true;
}

/** What ferryman calls, with the declaration on it for tools and specs to read. */
export type WebhookProcess = Process & { webhook: WebhookDeclaration };

/**
 * Makes a trigger that a notification of Intercom's starts. Nothing is used that does not prove to be Intercom's; each
 * notification is emitted once while the state is intact, and its state is stored only after the broker has confirmed
 * the message. Throws UntrustedRequestError, ConfigurationError, InvalidInputError, and the client's errors.
 */
export function webhook(declaration: WebhookDeclaration): WebhookProcess {
  const process = step(async (run) => {
    requireSnapshots(run);
    const { message, config } = run;
    if (message === undefined || message === null) {
      throw new InvalidInputError('This hook', ['no message reached it; check the transformation before this step']);
    }
    requireHook(message);
    if (isLook(message)) {
      run.step.logger.info('The address of this hook was looked at; Intercom does so when it is set up.');
      return;
    }
    requireShallow(message.data);
    requireTrust(config, message);
    const notification = readNotification(message.data);
    const reason = unwanted(run, declaration, notification);
    if (reason !== undefined) {
      run.step.logger.info(reason);
      return;
    }
    const work = () => emit(run, declaration, notification);
    if (notification.id === undefined) await work();
    else if (!(await once(run, notification.id, work))) {
      run.step.logger.info('Intercom delivered a notification once more; it was emitted before.');
    }
  });
  return Object.assign(process, { webhook: declaration });
}

/** A schedule has nothing to say to a webhook trigger; what its message holds is not Intercom's. */
function requireHook({ data, method }: Message): void {
  if (method === undefined && isObject(data) && SCHEDULE_KEYS.some((key) => key in data)) {
    throw new ConfigurationError(
      "A webhook starts this trigger, not a schedule: take the flow's cron out and give its hook's address to Intercom.",
    );
  }
}

/** What the platform hands over besides notifications; whatever else it may come to call a method has to prove itself. */
function isLook({ method }: Message): boolean {
  return typeof method === 'string' && ['HEAD', 'GET'].includes(method.toUpperCase());
}

/** What the step's field says of the topics, if anything. A slip in it would have the flow wait for ever. */
function patternsOf(run: StepRun, topics: readonly TopicName[] | undefined): string[] | undefined {
  const patterns = optionalWords(run.config, 'topics');
  if (topics && patterns?.some((pattern) => !topics.some((topic) => isMeant(topic, pattern)))) {
    throw new ConfigurationError(`topics names one that does not start this trigger. It has ${topics.join(', ')}.`);
  }
  // Where any topic will do, it may be one that Intercom has since this was written.
  const strange = patterns?.findIndex((pattern) => !TOPIC_NAMES.some((topic) => isMeant(topic, pattern))) ?? -1;
  if (strange !== -1) {
    run.step.logger.warn(
      `topics: number ${strange + 1} fits no topic that is known here, so it starts nothing unless Intercom has such a topic by now.`,
    );
  }
  return patterns;
}

/** Why a notification starts nothing here, if so; the reason goes into the log. */
function unwanted(run: StepRun, { topics }: WebhookDeclaration, notification: Notification): string | undefined {
  const { config } = run;
  const { topic, appId } = notification;
  const patterns = patternsOf(run, topics);
  const wantedApp = optionalText(config, 'appId');
  if (wantedApp !== undefined && appId !== wantedApp) {
    return 'A notification from another workspace than appId names; nothing emitted.';
  }
  if (topic === 'ping') return "The hook works: Intercom's ping has arrived.";
  const isMine = topics === undefined || topics.some((mine) => mine === topic);
  if (isMine && (patterns === undefined || patterns.some((pattern) => isMeant(topic, pattern)))) return undefined;
  return `A notification of ${named(topic)} came, which does not start this trigger; nothing emitted. Subscribe to its topics only.`;
}

/** A topic as a log may show it: what is not in the table came from outside. */
function named(topic: string): string {
  return isTopicName(topic) ? topic : 'another topic';
}

async function emit(run: StepRun, declaration: WebhookDeclaration, notification: Notification): Promise<void> {
  const { config } = run;
  const { topic, id: notificationId, occurredAt } = notification;
  const subject = subjectOf(notification);
  const record = flag(config, 'refetch') ? await readAnew(run, declaration, notification, subject) : subject.record;
  const data = { ...record, ...(subject.event && { event: subject.event }) };
  const metadata = {
    ...metadataOf(idOf(record.id), config),
    topic,
    ...(notificationId !== undefined && { notificationId }),
    ...(occurredAt !== undefined && { occurredAt }),
  };
  const emission = new Emission(run.step, run.tally);
  const name = () => ({ type: record.type, id: subject.id, truncated: true });
  await emitOrName(run, emission, { data, metadata }, name);
  await emission.flush();
}

/** The record as it is now; where it is gone, what the notification says of it. */
async function readAnew(
  run: StepRun,
  { refetch }: WebhookDeclaration,
  { topic }: Notification,
  { kind, id, record }: Subject,
): Promise<Record<string, unknown>> {
  const operation = kind === undefined ? undefined : refetch[kind];
  if (operation === undefined || id === undefined) {
    run.step.logger.warn(`What ${named(topic)} tells of cannot be read anew; emitted as it came.`);
    return record;
  }
  const intercom = intercomOf(run);
  const [placeholder = 'id'] = placeholdersOf(operation.request);
  try {
    const { body } = await intercom.call(operation, { [placeholder]: id });
    if (isObject(body) && idOf(body.id).id !== undefined) return body;
    throw new OtherRecordError(`${operation.request} answered with something else than the record that was asked for.`);
  } catch (error) {
    // Deleted since; 2.16 answers 410 for a contact that was merged into another.
    if (isGone(error)) return { ...record, deleted: true };
    throw error;
  }
}
