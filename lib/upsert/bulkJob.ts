import { isObject } from '../intercom/answer';
import type { Intercom } from '../intercom/client';
import { ConfigurationError, IntercomError } from '../intercom/errors';
import type { Input, Operation } from '../intercom/operation';
import { flag, optionalCount } from '../oih/fields';
import type { StepField } from '../oih/stepField';
import type { Config } from '../oih/types';
import { MOST_WAIT_SECONDS, Patience } from '../patience';

/** Contacts that one request of a bulk job takes (Intercom's reference). */
const BULK_SIZE = 100;

const WAIT_SECONDS = 120;

/** The step fields that ask for bulk jobs. */
export const bulkFields: Readonly<Record<string, StepField>> = {
  bulk: {
    label: 'In bulk',
    viewClass: 'CheckBoxView',
    required: false,
    note: `true hands the contacts to background jobs of Intercom, ${BULK_SIZE} at a time; only with apiVersion Preview. One call for each when left out or false.`,
  },
  waitSeconds: {
    label: 'Seconds to wait',
    viewClass: 'TextFieldView',
    required: false,
    placeholder: String(WAIT_SECONDS),
    note: `How long the step waits for the jobs of bulk; ${WAIT_SECONDS} when left out, ${MOST_WAIT_SECONDS} at most. What is not done by then comes out as pending, with the id of its job.`,
  },
};

/** Seconds to wait for the jobs where the step asks for bulk, else undefined. Throws ConfigurationError where the version has no bulk jobs. */
export function bulkWaitOf(config: Config, intercom: Intercom): number | undefined {
  if (!flag(config, 'bulk')) return undefined;
  if (!intercom.isPreview)
    throw new ConfigurationError('bulk needs the bulk jobs of Preview: set apiVersion to Preview.');
  return optionalCount(config, 'waitSeconds', 0, MOST_WAIT_SECONDS) ?? WAIT_SECONDS;
}

/** A contact for a job, and its place in the input. */
export type ForJob = readonly [index: number, contact: Input];

/** What a job came to, for each of its contacts by their place: done, or still in the hand of the job. */
export type JobResults = ReadonlyMap<number, { job: string; isDone: boolean }>;

/** A job that was handed in. */
interface Job {
  id: string;
  indexes: readonly number[];
}

/**
 * Hands contacts to jobs, as many as one takes to each, and waits for them, `waitSeconds` in all. A job tells only
 * whether every contact went well, so those of one that had errors, that cannot be asked for, or that was not accepted
 * after others were, are left out of the results, to be looked at one by one. Throws, where there is no job yet, what
 * the client throws.
 */
export async function inJobs(
  intercom: Intercom,
  retrieve: Operation,
  orders: readonly (readonly [operation: Operation, contacts: readonly ForJob[]])[],
  waitSeconds: number,
): Promise<JobResults> {
  const jobs: Job[] = [];
  try {
    for (const [operation, contacts] of orders) {
      for (const part of parts(contacts, BULK_SIZE)) jobs.push(await submit(intercom, operation, part));
    }
  } catch (error) {
    if (jobs.length === 0 || !(error instanceof IntercomError)) throw error;
  }
  const patience = new Patience(waitSeconds * 1_000);
  const results = new Map<number, { job: string; isDone: boolean }>();
  for (const { id, indexes } of jobs) {
    const state = await endOf(intercom, retrieve, id, patience);
    if (state === 'with errors') continue;
    for (const index of indexes) results.set(index, { job: id, isDone: state === 'done' });
  }
  return results;
}

async function submit(intercom: Intercom, operation: Operation, contacts: readonly ForJob[]): Promise<Job> {
  // A creation that was sent twice is refused the second time, contact by contact, and a change comes to the same.
  const { body } = await intercom.call(
    { ...operation, repeatable: true },
    { contacts: contacts.map(([, contact]) => contact) },
  );
  if (!isObject(body) || typeof body.id !== 'string') {
    throw new IntercomError(`${operation.request} answered with no job.`);
  }
  return { id: body.id, indexes: contacts.map(([index]) => index) };
}

/** Looks at a job until it ends, with pauses that grow. A look that fails for the time being finds it at work. */
async function endOf(
  intercom: Intercom,
  retrieve: Operation,
  job_id: string,
  patience: Patience,
): Promise<'done' | 'with errors' | 'at work'> {
  do {
    try {
      const { body } = await intercom.call(retrieve, { job_id });
      if (isObject(body) && body.state === 'completed') return 'done';
      if (isObject(body) && body.state === 'completed_with_errors') return 'with errors';
    } catch (error) {
      if (!(error instanceof IntercomError)) throw error;
      if (!error.retryable) return 'with errors';
    }
  } while (await patience.pause());
  return 'at work';
}

/** The items in parts of this size, the last one smaller. */
export function parts<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
